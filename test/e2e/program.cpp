#include "test/e2e/program.hpp"

#include "test/e2e/kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <utility>

namespace lockstep::e2e {

namespace {

size_t times_in(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos;
       at = text.find(part, at + part.size()))
    ++count;
  return count;
}

/// Pointers to texts, ended by a null, as `execve` wants them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts)
    all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

} // namespace

std::string program::binary() {
  if (const auto* path = ::getenv("LOCKSTEP_BINARY");
      path != nullptr && ::access(path, X_OK) == 0)
    return path;
  // Tests and the program are built into one folder.
  const auto beside
    = std::filesystem::read_symlink("/proc/self/exe").parent_path()
      / "lockstep";
  return ::access(beside.c_str(), X_OK) == 0 ? beside.string() : std::string{};
}

program::program(std::vector<std::string> arguments,
                 const std::map<std::string, std::string>& environment) {
  const auto path = binary();
  arguments.insert(arguments.begin(), "lockstep");
  const auto words = pointers(arguments);
  std::vector<std::string> set;
  for (const auto& [name, value] : environment)
    set.push_back(name + "=" + value);
  const auto variables = pointers(set);
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  process_ = ::fork();
  REQUIRE(process_ >= 0);
  if (process_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // never outlives the test
    ::dup2(ends[1], STDOUT_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::execve(path.c_str(), words.data(), variables.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  output_ = ends[0];
}

program::~program() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  ::close(output_);
}

bool program::read_some(duration patience) {
  pollfd ready{output_, POLLIN, 0};
  const auto wait
    = std::chrono::ceil<std::chrono::milliseconds>(patience).count();
  if (wait <= 0 || ::poll(&ready, 1, static_cast<int>(wait)) <= 0)
    return false;
  std::array<char, 4096> bytes{};
  const auto size = ::read(output_, bytes.data(), bytes.size());
  if (size <= 0)
    return false;
  said_.append(bytes.data(), static_cast<size_t>(size));
  return true;
}

bool program::prints(const std::string& text, size_t times, duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience * slowness;
  while (times_in(said_, text) < times)
    if (!read_some(until - std::chrono::steady_clock::now()))
      return false;
  return true;
}

void program::listen() {
  while (read_some(std::chrono::milliseconds{1})) {
  }
}

void program::signal(int number) {
  ::kill(process_, number);
}

std::optional<int> program::finish(duration patience) {
  const auto until = std::chrono::steady_clock::now() + patience * slowness;
  while (read_some(until - std::chrono::steady_clock::now())) {
  }
  int status = 0;
  if (!eventually([&] { return ::waitpid(process_, &status, WNOHANG) != 0; },
                  (until - std::chrono::steady_clock::now()) / slowness))
    return std::nullopt;
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace lockstep::e2e
