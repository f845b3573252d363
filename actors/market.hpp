#pragma once

#include "actors/environment.hpp"
#include "actors/interfaces.hpp"
#include "actors/listener_list.hpp"
#include "adapters/net/backoff.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

namespace lockstep::actors {

/// Keeps what everybody may know of a venue: its pairs, its status, its
/// prices. One view, replaced as a whole, shared by all.
class market_state {
public:
  static constexpr const char* name = "market";

  /// `address` survives restarts; what comes from outside is sent there. So do
  /// the listeners.
  market_state(market_actor::pointer self, environment_ptr env, venue_ptr where,
               market_actor address, std::shared_ptr<listener_list> listeners);
  ~market_state();

  market_actor::behavior_type make_behavior();

private:
  caf::result<market_update> on_market();
  void on_watch(const symbol_id& symbol);
  void on_listen(const market_listener_actor& who);
  void on_request_done(const request_done& done);
  void on_stream(const stream_news& news);
  void on_tick();

  template <class T>
  void ask(public_call<T> call, std::function<void(answer<T>)> done);
  void load_instruments();
  void load_status();
  void load_time();
  void load_tickers();
  void open_stream();
  void close_stream();
  void on_event(const stream_event& event);
  void publish(bool tell_listeners);
  void take_pairs(instrument_table pairs);
  void take_time(timestamp told, timestamp asked);

  [[nodiscard]] timestamp now() const { return env_->clock->now(); }

  market_actor::pointer self_;
  environment_ptr env_;
  venue_ptr venue_;
  market_actor address_;
  market_view view_;
  market_view_ptr shared_; ///< empty until the pairs are known
  std::set<symbol_id> watched_;
  std::shared_ptr<listener_list> listeners_;
  std::vector<caf::typed_response_promise<market_update>> waiting_;
  std::map<uint64_t, std::function<void(const net::http_response&)>> asked_;
  uint64_t incarnation_ = 0;
  uint64_t number_ = 0;
  timestamp instruments_due_{};
  timestamp status_due_{};
  timestamp tickers_due_ = timestamp::max();
  timestamp time_due_{};
  bool pairs_known_ = false;
  bool time_known_ = false;
  timestamp stream_due_{};
  net::stream_ptr stream_;
  std::unique_ptr<stream_reader> reader_;
  uint64_t connection_ = 0;
  uint32_t stream_failures_ = 0;
};

} // namespace lockstep::actors
