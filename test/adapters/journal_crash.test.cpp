#include "test/adapters/journal_kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Another process that runs a piece of work, says so, and waits to be killed.
class other_process {
public:
  explicit other_process(const std::function<bool()>& work) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    id_ = ::fork();
    REQUIRE(id_ >= 0);
    if (id_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL); // never outlives the test
      const char word = work() ? 'y' : 'n';
      static_cast<void>(::write(ends[1], &word, 1));
      while (true)
        ::pause();
    }
    char word = 'n';
    const auto size = ::read(ends[0], &word, 1);
    ::close(ends[0]);
    ::close(ends[1]);
    REQUIRE(size == 1);
    REQUIRE(word == 'y');
  }
  other_process(const other_process&) = delete;
  other_process& operator=(const other_process&) = delete;
  ~other_process() { kill(); }

  [[nodiscard]] pid_t id() const { return id_; }

  void kill() {
    if (id_ <= 0)
      return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
    id_ = 0;
  }

private:
  pid_t id_ = 0;
};

} // namespace

TEST_CASE("after kill -9 what was committed is there and the rest is not") {
  scratch folder;
  std::optional<journal::journal> kept; // lives until the process is killed
  other_process writer{[&] {
    auto opened = journal::journal::open({folder.path(), run_mode::paper, 0});
    if (!opened)
      return false;
    kept = std::move(*opened);
    for (int i = 0; i < 500; ++i)
      if (!kept->append(a_signal(fmt::format("O{}", i)))
          || (i % 50 == 49 && !kept->commit()))
        return false;
    for (int i = 0; i < 70; ++i)
      if (!kept->append(an_intent(fmt::format("key-{}", i))))
        return false;
    return kept->pending() == 70;
  }};
  writer.kill();
  auto j = open(folder.path()); // checks the file, too
  CHECK(j.read().signals()->size() == 500);
  CHECK(j.read().intents()->empty());
  CHECK(put(j, an_intent("key-0")) == appended{501, true});
  CHECK_FALSE(put(j, a_signal("O7")).is_new);
}

TEST_CASE("a second process is refused with directory and process named") {
  scratch folder;
  std::optional<journal::journal> kept;
  other_process first{[&] {
    auto opened = journal::journal::open({folder.path(), run_mode::paper, 0});
    if (opened)
      kept = std::move(*opened);
    return kept.has_value();
  }};
  const auto refused
    = journal::journal::open({folder.path(), run_mode::paper, 0});
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().text,
             ContainsSubstring(folder.path().string())
               && ContainsSubstring(fmt::format("process {}", first.id())));
  CHECK(reader::open(folder.path()).has_value());

  SECTION("and let in when the first one is killed") {
    first.kill();
    CHECK(journal::journal::open({folder.path(), run_mode::paper, 0}));
  }
}

TEST_CASE("the same process can not open a journal twice") {
  scratch folder;
  const auto j = open(folder.path());
  CHECK_FALSE(journal::journal::open({folder.path(), run_mode::paper, 0}));
}
