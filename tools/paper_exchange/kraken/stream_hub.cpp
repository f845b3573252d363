#include "tools/paper_exchange/kraken/stream_hub.hpp"

#include "tools/paper_exchange/kraken/stream_session.hpp"
#include "tools/paper_exchange/kraken/stream_write.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t trades_in_snapshot = 50;

bool is_book(const market_key& key) {
  return key.channel == "book" || key.channel == "level3";
}

std::string trades_message(const pair_info& pair, const char* type,
                           const std::vector<public_trade>& trades) {
  json_writer out;
  out.begin_object()
    .string("channel", "trade")
    .string("type", type)
    .begin_array("data");
  for (const auto& one : trades)
    write_trade_data(out, pair, one);
  return out.end_array().end_object().str();
}

std::string bars_message(const pair_info& pair, const char* type, int interval,
                         const std::vector<bar>& bars, timestamp now) {
  json_writer out;
  out.begin_object()
    .string("channel", "ohlc")
    .string("type", type)
    .string("timestamp", to_rfc3339(now))
    .begin_array("data");
  for (const auto& one : bars)
    write_bar_data(out, pair, one, interval);
  return out.end_array().end_object().str();
}

std::string instruments_message(const listing& reference) {
  json_writer out;
  out.begin_object()
    .string("channel", "instrument")
    .string("type", "snapshot")
    .begin_object("data")
    .begin_array("assets");
  for (const auto& asset : reference.assets())
    write_asset_data(out, asset);
  out.end_array().begin_array("pairs");
  for (const auto& pair : reference.pairs())
    write_pair_data(out, pair);
  return out.end_array().end_object().end_object().str();
}

std::string instrument_change(const asset_info* asset, const pair_info* pair) {
  json_writer out;
  out.begin_object()
    .string("channel", "instrument")
    .string("type", "update")
    .begin_object("data")
    .begin_array("assets");
  if (asset != nullptr)
    write_asset_data(out, *asset);
  out.end_array().begin_array("pairs");
  if (pair != nullptr)
    write_pair_data(out, *pair);
  return out.end_array().end_object().end_object().str();
}

} // namespace

bool by_connection::operator()(const stream_session* a,
                               const stream_session* b) const {
  return a->id() < b->id();
}

stream_hub::stream_hub(parts& all) : all_{&all} {
  all.core.attach(*this);
}

stream_hub::~stream_hub() {
  all_->core.detach(*this);
}

void stream_hub::remove(stream_session& session) {
  sessions_.erase(&session);
  for (auto& [who, some] : followers_)
    some.erase(&session);
  for (auto& [key, some] : subscribers_)
    some.erase(&session);
  std::erase_if(subscribers_,
                [](const auto& one) { return one.second.empty(); });
  std::erase_if(books_, [&](const auto& one) {
    return !subscribers_.contains(one.first);
  });
}

void stream_hub::follow(const account_id& who, stream_session& session) {
  followers_[who].insert(&session);
}

void stream_hub::unfollow(const account_id& who, stream_session& session) {
  followers_[who].erase(&session);
}

bool stream_hub::subscribe(const market_key& key, stream_session& session) {
  return subscribers_[key].insert(&session).second;
}

bool stream_hub::unsubscribe(const market_key& key, stream_session& session) {
  const auto at = subscribers_.find(key);
  if (at == subscribers_.end() || at->second.erase(&session) == 0)
    return false;
  if (at->second.empty()) {
    subscribers_.erase(at);
    books_.erase(key);
  }
  return true;
}

std::string stream_hub::snapshot(const market_key& key) {
  const auto& core = all_->core;
  if (key.channel == "instrument")
    return instruments_message(core.reference());
  const auto& pair = *core.reference().pair(key.symbol);
  const auto& market = *core.find_market(key.symbol);
  const auto now = all_->time.now();
  if (key.channel == "ticker")
    return ticker_message(key, "snapshot");
  if (key.channel == "ohlc")
    return bars_message(pair, "snapshot", key.number,
                        market.candles().read(key.number, now), now);
  if (is_book(key)) {
    flush(); // what others of this book have not heard yet
    const auto at = books_.try_emplace(
      key, pair, core.depth(key.symbol, key.number),
      key.channel == "level3" ? book_kind::orders : book_kind::levels);
    return at.first->second.snapshot(now);
  }
  const auto& tape = market.tape();
  const auto count = std::min(trades_in_snapshot, tape.size());
  return trades_message(pair, "snapshot",
                        {tape.end() - static_cast<std::ptrdiff_t>(count),
                         tape.end()});
}

void stream_hub::tick() {
  for (auto* session : std::vector(sessions_.begin(), sessions_.end()))
    session->tick();
}

void stream_hub::disconnect(const account_id& who) {
  for (auto* session : std::vector(sessions_.begin(), sessions_.end()))
    if (who.empty() || session->follows(who))
      session->drop();
}

void stream_hub::on_order(const order_event& event) {
  const auto at = followers_.find(event.subject.owner);
  if (at == followers_.end())
    return;
  for (auto* session : std::vector(at->second.begin(), at->second.end()))
    session->on_order(event);
}

void stream_hub::on_ledger(const account_id& who, const ledger_entry& entry) {
  const auto at = followers_.find(who);
  if (at == followers_.end())
    return;
  for (auto* session : std::vector(at->second.begin(), at->second.end()))
    session->on_ledger(who, entry);
}

stream_hub::news& stream_hub::news_of(const symbol_id& symbol) {
  if (!std::exchange(flushing_, true))
    all_->later.after(duration{}, [this] { flush(); });
  return news_[symbol];
}

void stream_hub::on_public_trade(const symbol_id& symbol,
                                 const public_trade& trade) {
  if (!subscribers_.empty())
    news_of(symbol).trades.push_back(trade);
}

void stream_hub::on_quote(const symbol_id& symbol, timestamp) {
  if (!subscribers_.empty())
    news_of(symbol).quote = true;
}

void stream_hub::on_pair_status(const symbol_id& symbol, trading_status) {
  send({"instrument", {}, 0},
       instrument_change(nullptr, all_->core.reference().pair(symbol)));
}

void stream_hub::on_asset_status(const asset_id& asset, asset_status) {
  send({"instrument", {}, 0},
       instrument_change(&all_->core.reference().asset(asset), nullptr));
}

void stream_hub::on_system_status(trading_status status) {
  for (auto* session : std::vector(sessions_.begin(), sessions_.end()))
    session->on_system_status(status);
}

void stream_hub::flush() {
  flushing_ = false;
  const auto told = std::exchange(news_, {});
  std::vector<market_key> keys;
  for (const auto& [key, sessions] : subscribers_)
    if (told.contains(key.symbol))
      keys.push_back(key);
  for (const auto& key : keys)
    tell(key, told.at(key.symbol));
}

void stream_hub::tell(const market_key& key, const news& what) {
  const auto now = all_->time.now();
  if (is_book(key)) {
    if (const auto at = books_.find(key); at != books_.end())
      if (const auto update
          = at->second.update(all_->core.depth(key.symbol, key.number), now))
        send(key, *update);
    return;
  }
  if (key.channel == "ticker") {
    const auto best_prices = key.number == 1;
    if (best_prices ? what.quote : !what.trades.empty())
      send(key, ticker_message(key, "update"));
    return;
  }
  if (what.trades.empty())
    return;
  if (key.channel == "ohlc")
    return send(key, bar_message(key));
  send(key, trades_message(*all_->core.reference().pair(key.symbol), "update",
                           what.trades));
}

void stream_hub::send(const market_key& key, const std::string& frame) {
  const auto at = subscribers_.find(key);
  if (at == subscribers_.end())
    return;
  for (auto* session : std::vector(at->second.begin(), at->second.end()))
    session->deliver(frame, key.channel);
}

std::string stream_hub::ticker_message(const market_key& key,
                                       const char* type) const {
  json_writer out;
  out.begin_object()
    .string("channel", "ticker")
    .string("type", type)
    .begin_array("data");
  write_ticker_data(out, *all_->core.reference().pair(key.symbol),
                    all_->core.ticker(key.symbol), all_->time.now());
  return out.end_array().end_object().str();
}

std::string stream_hub::bar_message(const market_key& key) const {
  const auto now = all_->time.now();
  const auto& candles = all_->core.find_market(key.symbol)->candles();
  return bars_message(*all_->core.reference().pair(key.symbol), "update",
                      key.number, {candles.running(key.number, now)}, now);
}

} // namespace lockstep::paper::kraken
