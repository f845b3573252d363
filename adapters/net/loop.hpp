#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <utility>

namespace lockstep::net {

namespace asio = boost::asio;

/// The event loop of the network thread. Shared by the transport and by the
/// streams that outlive it.
class loop {
public:
  [[nodiscard]] asio::io_context& io() { return io_; }

  /// Runs `task` on the network thread, or at once where the thread has ended.
  /// So every task runs, and by then everything is stopped.
  template <class Task>
  void post(Task task) {
    std::unique_lock guard{mutex_};
    if (!ended_) {
      asio::post(io_, std::move(task));
      return;
    }
    guard.unlock();
    task();
  }

  /// The body of the network thread; returns after `leave`.
  void run();

  /// On the network thread: lets `run` return, whatever is still waiting for
  /// a timer or a socket. Tasks that were posted before are not lost.
  void leave() { io_.stop(); }

private:
  std::mutex mutex_;
  bool ended_ = false;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{
    io_.get_executor()};
};

} // namespace lockstep::net
