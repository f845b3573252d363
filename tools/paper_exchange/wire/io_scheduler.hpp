#pragma once

#include "tools/paper_exchange/wire/http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <map>

namespace lockstep::paper {

/// One timer for everything that happens later on the server's thread.
class io_scheduler : public scheduler {
public:
  explicit io_scheduler(boost::asio::io_context& io) : timer_{io} {}

  void after(duration delay, std::function<void()> action) override;
  /// Forgets everything.
  void clear();

private:
  using steady = std::chrono::steady_clock;

  void arm();
  void run_due();

  boost::asio::steady_timer timer_;
  std::multimap<steady::time_point, std::function<void()>> waiting_;
};

} // namespace lockstep::paper
