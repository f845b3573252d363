#pragma once

#include "adapters/journal/emergency.hpp"
#include "adapters/journal/reader.hpp"
#include "tools/paper_exchange/exchange_events.hpp"
#include "tools/simulation/engine_world.hpp"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace lockstep::simulated {

/// An invariant that does not hold, with the numbers that show it.
struct violation {
  std::string invariant; ///< its name: `sold-more-than-bought`
  std::string numbers;
};

/// One order of ours, by the exchange's records.
struct audited_order {
  std::string account;
  std::string base;
  lockstep::side side = side::buy;
  decimal volume;
  decimal executed;
  decimal net; ///< bought less fees in base, or sold
  timestamp arrived;
};

/// One order of the master, by the exchange's records.
struct master_order {
  std::string base;
  lockstep::side side = side::buy;
  decimal executed;
  decimal cost;
  /// Cash and positions at their prices just before the first execution.
  decimal equity_before;
  timestamp first; ///< by the exchange's clock
  timestamp began; ///< the same by the world's
};

/// Looks over the exchange's shoulder and at the wire, and keeps books of its
/// own, after every event. It shares no decision code with the engine: all
/// that it knows stands at the exchange, went over the wire, or is committed
/// in the journal.
class auditor final : public paper::observer {
public:
  /// `journal_at`: the data directory, for what is committed. The clock
  /// outlives it.
  auditor(const world_setup& setup, const clock& time,
          std::filesystem::path journal_at);

  // -- what it is told --------------------------------------------------------

  void on_order(const paper::order_event& event) override;
  void on_ledger(const account_id& who, const ledger_entry& entry) override;
  /// A request leaves.
  void on_wire(const wire_request& what);
  /// The journal's file is (or may be) another one.
  void on_start() { reader_.reset(); }
  /// Something worth reading after a failure.
  void remember(const std::string& what);

  // -- what it finds ----------------------------------------------------------

  /// The first invariant that broke.
  [[nodiscard]] const std::optional<violation>& broken() const {
    return broken_;
  }
  void report(std::string invariant, std::string numbers);
  [[nodiscard]] const std::deque<std::string>& last_events() const {
    return events_;
  }

  // -- its books, for the audit at the end ------------------------------------

  [[nodiscard]] const std::map<order_key, audited_order>& orders() const {
    return ours_;
  }
  /// The key that was sent for a signal, account and leg; empty if none was.
  [[nodiscard]] order_key sent_for(const std::string& signal,
                                   const std::string& who,
                                   const std::string& leg) const;
  [[nodiscard]] const std::map<order_id, master_order>& master_orders() const {
    return master_orders_;
  }
  /// The master's executions, oldest first: which, of which order, when, and
  /// what they did to his position.
  struct master_fill {
    execution_id id;
    order_id order;
    timestamp time;
    decimal moved; ///< net of fees in base; negative for a sale
  };
  [[nodiscard]] const std::vector<master_fill>& master_fills() const {
    return fills_;
  }
  /// What we bought for a follower and did not sell, net of fees.
  [[nodiscard]] decimal position(const std::string& account,
                                 const std::string& base) const;
  [[nodiscard]] decimal last_price(const std::string& base) const;
  /// Cash and positions of ours at last prices, now.
  [[nodiscard]] decimal equity(const std::string& account) const;
  struct equity_range {
    decimal least;
    decimal most;
  };
  /// What that was from one time to another.
  [[nodiscard]] equity_range equity_between(const std::string& account,
                                            timestamp from, timestamp to) const;
  [[nodiscard]] const std::string& master() const { return master_; }
  [[nodiscard]] const journal::reader& committed();

private:
  void check_nonce(const wire_request& what, const std::string& nonce);
  void check_journaled(const wire_request& what);
  [[nodiscard]] std::optional<journal::intent_record>
  written_intent(const std::string& who, const order_key& key);
  void on_new_order(const paper::order& subject);
  void on_trade(const paper::order& subject, const paper::trade& fill);
  void on_our_trade(const paper::order& subject, const paper::trade& fill);
  void on_master_trade(const paper::order& subject, const paper::trade& fill);
  void note_equities();

  const clock& time_;
  const std::string master_;
  const std::filesystem::path journal_at_;
  std::optional<journal::reader> reader_;
  std::map<std::string, std::string> owner_of_key_; ///< API key, account
  std::map<std::string, uint64_t> nonces_;          ///< by API key
  std::map<std::pair<std::string, std::string>, decimal> totals_;
  std::map<std::pair<std::string, std::string>, decimal> positions_;
  std::map<std::string, decimal> prices_;
  /// By account, after each trade of anybody; at first as it began.
  std::map<std::string, std::vector<std::pair<timestamp, decimal>>> equities_;
  std::map<order_key, audited_order> ours_;
  /// By signal, account and leg: what was sent for it, whatever the journal
  /// says by now.
  std::map<std::tuple<std::string, std::string, std::string>, order_key> legs_;
  std::map<order_id, master_order> master_orders_;
  std::vector<master_fill> fills_;
  std::optional<violation> broken_;
  std::deque<std::string> events_;
};

} // namespace lockstep::simulated
