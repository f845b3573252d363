#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

using Catch::Matchers::ContainsSubstring;

namespace {

/// `lockstep paper-exchange` in a process of its own, with its output.
class child {
public:
  explicit child(std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"lockstep", "paper-exchange"});
    std::vector<char*> words;
    for (auto& one : flags)
      words.push_back(one.data());
    words.push_back(nullptr);
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    process_ = ::fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) {
      ::dup2(ends[1], STDOUT_FILENO);
      ::dup2(ends[1], STDERR_FILENO);
      ::close(ends[0]);
      ::execv(::getenv("LOCKSTEP_BINARY"), words.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    output_ = ends[0];
  }
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child() {
    if (process_ > 0)
      ::kill(process_, SIGKILL);
    finish();
    ::close(output_);
  }

  /// Reads until this text was printed, or all was.
  std::string read_until(const std::string& text) {
    std::array<char, 512> bytes{};
    while (text.empty() || said_.find(text) == std::string::npos) {
      const auto size = ::read(output_, bytes.data(), bytes.size());
      if (size <= 0)
        break;
      said_.append(bytes.data(), static_cast<size_t>(size));
    }
    return said_;
  }

  void signal(int number) { ::kill(process_, number); }

  /// Waits for the end; the exit code, or -1 if a signal ended it.
  int finish() {
    if (process_ <= 0)
      return -1;
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

private:
  pid_t process_ = -1;
  int output_ = -1;
  std::string said_;
};

std::pair<int, std::string> run(std::vector<std::string> flags) {
  child process{std::move(flags)};
  auto text = process.read_until({});
  return {process.finish(), std::move(text)};
}

bool binary_is_there() {
  const auto* path = ::getenv("LOCKSTEP_BINARY");
  return path != nullptr && ::access(path, X_OK) == 0;
}

} // namespace

TEST_CASE("the paper exchange says where it is and stops at a signal with 0") {
  if (!binary_is_there())
    SKIP("LOCKSTEP_BINARY names no program");
  for (const auto number : {SIGTERM, SIGINT}) {
    child process{{"--port", "0", "--control-port", "0"}};
    const auto text = process.read_until("Ctrl-C");
    CHECK_THAT(text, ContainsSubstring("REST      http://127.0.0.1:"));
    CHECK_THAT(text, ContainsSubstring("control   http://127.0.0.1:"));
    CHECK_THAT(text, ContainsSubstring("API-Key paper-key"));
    process.signal(number);
    CHECK(process.finish() == 0);
  }
}

TEST_CASE("the paper exchange refuses wrong flags in one sentence with 64") {
  if (!binary_is_there())
    SKIP("LOCKSTEP_BINARY names no program");
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
    {{"--venue", "okx"}, "this version serves kraken, not 'okx'"},
    {{"--fault", "explode"}, "there is no fault 'explode'"},
    {{"--market", "BTC"}, "'BTC' is not SYMBOL=FILE"},
    {{"--speed", "-3"}, "'-3' is not a number above 0"},
    {{"--port", "99999"}, "99999"},
    {{"--tls-cert", "x"}, "--tls-key"},
  };
  for (const auto& [flags, words] : wrong) {
    const auto [code, text] = run(flags);
    CHECK(code == 64);
    CHECK_THAT(text, ContainsSubstring(words));
  }
}

TEST_CASE("the paper exchange names the file that it can not use, with 2") {
  if (!binary_is_there())
    SKIP("LOCKSTEP_BINARY names no program");
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
    {{"--accounts", "/nowhere.json"}, "the accounts file /nowhere.json"},
    {{"--market", "BTC/USD=/nowhere.csv"}, "/nowhere.csv"},
    {{"--port", "0", "--tls-cert", "/no.pem", "--tls-key", "/no.key"},
     "the certificate /no.pem can not be used"},
  };
  for (const auto& [flags, words] : wrong) {
    const auto [code, text] = run(flags);
    CHECK(code == 2);
    CHECK_THAT(text, ContainsSubstring(words));
  }
}

TEST_CASE("a second paper exchange on the same port ends with a sentence") {
  if (!binary_is_there())
    SKIP("LOCKSTEP_BINARY names no program");
  child first{{"--port", "0"}};
  const auto text = first.read_until("/0/");
  const auto colon = text.find("127.0.0.1:") + 10;
  const auto port = text.substr(colon, text.find('/', colon) - colon);
  const auto [code, words] = run({"--port", port});
  CHECK(code == 2);
  CHECK_THAT(words, ContainsSubstring("port " + port
                                      + " of 127.0.0.1 can not "
                                        "be listened on"));
}
