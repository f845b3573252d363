#pragma once

#include "tools/paper_exchange/kraken/book_feed.hpp"
#include "tools/paper_exchange/kraken/parts.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace lockstep::paper::kraken {

class stream_session;

/// Sessions in the order in which they connected: by address, the order would
/// be another one on every run.
struct by_connection {
  bool operator()(const stream_session* a, const stream_session* b) const;
};

using session_set = std::set<stream_session*, by_connection>;

/// One thing that market data is subscribed to.
struct market_key {
  std::string channel; ///< `ticker`, `ohlc`, `book`, `level3`, `trade`, ...
  symbol_id symbol;    ///< empty for `instrument`
  int number = 0;      ///< depth, interval, or 1 for a ticker of best prices

  auto operator<=>(const market_key&) const = default;
};

/// Carries what happens in the exchange to all streams. Changes of prices are
/// collected and told once the exchange has come to rest; what concerns an
/// account is told at once.
class stream_hub : public observer {
public:
  explicit stream_hub(parts& all);
  ~stream_hub() override;
  stream_hub(const stream_hub&) = delete;
  stream_hub& operator=(const stream_hub&) = delete;

  void add(stream_session& session) { sessions_.insert(&session); }
  void remove(stream_session& session);
  void follow(const account_id& who, stream_session& session);
  void unfollow(const account_id& who, stream_session& session);
  /// False if the session has it already (or, when it ends, has it not).
  bool subscribe(const market_key& key, stream_session& session);
  bool unsubscribe(const market_key& key, stream_session& session);

  /// The first message of a subscription.
  [[nodiscard]] std::string snapshot(const market_key& key);

  /// Once per second: heartbeats, and the end of idle connections.
  void tick();
  /// Drops all connections, or those of one account.
  void disconnect(const account_id& who);
  [[nodiscard]] size_t size() const { return sessions_.size(); }

  void on_order(const order_event& event) override;
  void on_ledger(const account_id& who, const ledger_entry& entry) override;
  void on_public_trade(const symbol_id& symbol,
                       const public_trade& trade) override;
  void on_quote(const symbol_id& symbol, timestamp at) override;
  void on_pair_status(const symbol_id& symbol, trading_status) override;
  void on_asset_status(const asset_id& asset, asset_status) override;
  void on_system_status(trading_status status) override;

private:
  struct news {
    std::vector<public_trade> trades;
    bool quote = false;
  };

  news& news_of(const symbol_id& symbol);
  void flush();
  void tell(const market_key& key, const news& what);
  void send(const market_key& key, const std::string& frame);
  [[nodiscard]] std::string ticker_message(const market_key& key,
                                           const char* type) const;
  [[nodiscard]] std::string bar_message(const market_key& key) const;

  parts* all_;
  session_set sessions_;
  std::map<account_id, session_set> followers_;
  std::map<market_key, session_set> subscribers_;
  std::map<market_key, book_feed> books_;
  std::map<symbol_id, news> news_;
  bool flushing_ = false;
};

} // namespace lockstep::paper::kraken
