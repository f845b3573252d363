#pragma once

#include "actors/broker_context.hpp"
#include "actors/fee_search.hpp"
#include "copytrade/movement_window.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lockstep::actors {

/// The part of a broker that hears what happens on its account: the private
/// stream, kept open with fresh tokens, and for masters the trade history,
/// asked after every gap and now and then, so that no execution is missed.
class private_feed {
public:
  using take_execution = std::function<void(const execution&)>;
  /// `late`: not from the stream, but read up after a gap.
  using take_report = std::function<void(const order_report&, bool late)>;

  using take_movement = std::function<void(const ledger_entry&)>;

  private_feed(broker_context& context, take_execution on_execution,
               take_report on_report, take_movement on_movement);
  ~private_feed();

  /// Begins to listen. Executions before `since` are not asked for.
  void start(timestamp since);

  void on_news(const stream_news& news);
  void tick();
  void stop();

  /// Whether the stream tells all executions, orders and movements.
  [[nodiscard]] bool hears_all() const { return listens_ && hears_movements_; }

  /// The movements it told since it does; kept for masters only.
  [[nodiscard]] const copytrade::movement_window& movements() const {
    return movements_;
  }

  /// Of masters: whether the trade history was read to its end since the start.
  [[nodiscard]] bool caught_up() const { return caught_up_; }

  /// Reads the trade history over again from shortly before the newest
  /// execution known.
  void catch_up();

private:
  [[nodiscard]] bool may_connect();
  void ask_token();
  void open(const stream_token& token);
  void reopen(const std::string& why);
  void on_event(const stream_event& event);
  void on_subscribed(const std::string& channel);
  void on_refused(const stream_refused& no);
  void on_moved(const ledger_entry& entry);
  void ask_history(timestamp since, int64_t offset);
  void ask_ends(timestamp since);
  void take(const execution& fill);

  broker_context* context_;
  take_execution on_execution_;
  take_report on_report_;
  take_movement on_movement_;
  net::stream_ptr stream_;
  std::unique_ptr<stream_reader> reader_;
  uint64_t connection_ = 0;
  uint32_t failures_ = 0;
  bool opening_ = false;
  bool stopped_ = true;
  bool reading_history_ = false;
  bool history_read_ = false;
  bool caught_up_ = false; ///< and the fees of what it told are known
  timestamp open_due_{};
  bool listens_ = false; ///< to executions and orders
  bool hears_movements_ = false;
  copytrade::movement_window movements_;
  timestamp gap_until_{}; ///< until then the ends of orders are read up too
  timestamp newest_{};    ///< time of the newest execution known
  std::vector<timestamp> history_due_;
  std::set<execution_id> seen_;
  fee_search fees_;
};

} // namespace lockstep::actors
