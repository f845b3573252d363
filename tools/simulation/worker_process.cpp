#include "tools/simulation/worker_process.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace lockstep::simulated {

worker_process::worker_process(const std::function<void(const say&)>& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0)
    throw std::runtime_error{"a process can not be started: no pipe"};
  id_ = ::fork();
  if (id_ < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw std::runtime_error{"a process can not be started"};
  }
  if (id_ > 0) {
    ::close(ends[1]);
    from_ = ends[0];
    return;
  }
  ::close(ends[0]);
  work([to = ends[1]](const std::string& text) {
    for (size_t done = 0; done < text.size();) {
      const auto n = ::write(to, text.data() + done, text.size() - done);
      if (n <= 0)
        ::_exit(1); // nobody listens any more
      done += static_cast<size_t>(n);
    }
  });
  ::_exit(0); // what the parent has in its buffers is the parent's
}

worker_process::~worker_process() {
  if (from_ >= 0)
    ::close(from_);
  if (id_ < 0)
    return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, nullptr, 0);
}

bool worker_process::read(std::string& into) {
  std::array<char, 4096> some{};
  const auto n = ::read(from_, some.data(), some.size());
  if (n > 0) {
    into.append(some.data(), static_cast<size_t>(n));
    return true;
  }
  ::close(std::exchange(from_, -1));
  return false;
}

std::vector<std::string>
told_by(std::vector<worker_process>& workers,
        const std::function<bool(const std::string&)>& go_on) {
  std::vector<std::string> told;
  std::vector<std::string> texts(workers.size());
  for (;;) {
    std::vector<pollfd> open;
    for (const auto& each : workers) // -1 is left alone
      open.push_back({each.descriptor(), POLLIN, 0});
    bool any = false;
    for (const auto& each : open)
      any = any || each.fd >= 0;
    if (!any || ::poll(open.data(), open.size(), -1) < 0)
      return told;
    for (size_t i = 0; i < workers.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0 || workers[i].read(texts[i]))
        continue;
      told.push_back(texts[i]);
      if (!go_on(texts[i]))
        return told;
    }
  }
}

} // namespace lockstep::simulated
