#pragma once

#include "actors/broker_context.hpp"
#include "actors/funds.hpp"
#include "copytrade/order_tracker.hpp"
#include "copytrade/resolution.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lockstep::actors {

/// The part of a broker that knows its orders: sends them, follows them until
/// they are complete, and finds out what became of those without an answer.
class order_desk {
public:
  using placed = std::function<void(placement)>;

  order_desk(broker_context& context, funds& money)
    : context_{&context}, funds_{&money} {}

  /// Sends an order. `done` is called once: at once if it is denied or known
  /// already (a known key is never sent again), else with the venue's answer.
  void place(const place_order& what, placed done);

  void cancel(const order_key& key);

  /// An order that a predecessor journaled, with what was known of it. Without
  /// an end it may have been sent or not, so it is looked up.
  void restore(const order_request& order, std::optional<order_state> ended,
               const std::vector<execution>& known);

  /// An execution from anywhere. True if it is of one of our orders.
  bool take(const execution& fill);

  /// The venue's word on an order. True if it is one of ours.
  bool take(const order_report& report);

  /// Everything known, for someone who begins to listen.
  [[nodiscard]] std::vector<order_update> all() const;

  /// Asks the venue about orders that are due.
  void tick();

  /// True if an order is not complete, so that time matters.
  [[nodiscard]] bool busy() const {
    return !watches_.empty() || !searches_.empty();
  }

  /// An order of the venue that is none of these; if it carries a key of ours,
  /// that key is never sent again.
  void keep_stranger(const order_report& report);
  /// The same for an execution of it, which may be all that is told.
  void keep_stranger(const execution& fill);

  /// True if the venue has a sale of this pair with a key of ours that the
  /// journal does not know, and that no decision has made again, or only as a
  /// smaller one and it is not complete: some of what the copy book says may
  /// have been sold already.
  [[nodiscard]] bool has_strange_sale(const symbol_id& of) const;
  [[nodiscard]] bool has_strange_sales() const;

  /// If the venue has this order already, although the journal did not know:
  /// follows it as one of ours, and answers what it is.
  [[nodiscard]] std::optional<placement> adopt(const order_request& order);

  /// True if an order may execute, or have executed, without our knowing.
  [[nodiscard]] bool has_open_orders() const;

  /// True if the venue took an order and has not told how it ends.
  [[nodiscard]] bool expects_ends() const;

  /// True if a key looks like ours, and neither the journal nor anybody here
  /// has seen it before.
  [[nodiscard]] bool is_stranger(const order_key& key) const;

private:
  using tracked = copytrade::tracked_order;

  void on_placed(const order_key& key, answer<order_ack> told,
                 const placed& done);
  void lost(const order_key& key, const std::string& words);
  void follow(const tracked& what);
  void look_up(const order_key& key, copytrade::resolution& search);
  void on_looked_up(const order_key& key,
                    answer<std::vector<order_report>> told);
  void check(const tracked& what);
  void fetch_executions(const tracked& what, const order_report& report);
  void tell(const order_key& key);
  [[nodiscard]] bool sells_more_than_decided(const symbol_id& of) const;

  /// When to ask about an order again, and how often that was done.
  struct watch {
    timestamp due{};
    uint32_t asked = 0;
    bool asking = false;
  };

  broker_context* context_;
  funds* funds_;
  copytrade::order_tracker orders_;
  std::set<order_key> sent_;           ///< without an answer so far
  std::map<order_key, watch> watches_; ///< of what is not complete
  std::map<order_key, copytrade::resolution> searches_;
  std::map<order_key, order_report> strangers_;
};

} // namespace lockstep::actors
