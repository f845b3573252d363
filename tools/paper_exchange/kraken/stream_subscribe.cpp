#include "tools/paper_exchange/kraken/stream_session.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t past_trades_max = 50;
constexpr std::array depths{10, 25, 100, 500, 1000};
constexpr std::array market_channels{"ticker", "ohlc", "book", "trade",
                                     "instrument"};

const json& params_of(const json& request) {
  static const auto none = json::object();
  const auto* params = request.find("params");
  return params == nullptr ? none : *params;
}

std::string text_in(const json& object, std::string_view name) {
  const auto* at = object.find(name);
  return at == nullptr ? std::string{} : at->text();
}

bool flag_in(const json& object, std::string_view name, bool otherwise) {
  const auto* at = object.find(name);
  return at == nullptr ? otherwise : at->truthy();
}

// The number that belongs to a channel; nothing if it is none of the allowed.
std::optional<int> number_of(const json& params, const std::string& channel) {
  if (channel == "ticker") {
    const auto trigger = text_in(params, "event_trigger");
    if (trigger.empty() || trigger == "trades")
      return 0;
    return trigger == "bbo" ? std::optional{1} : std::nullopt;
  }
  if (channel != "book" && channel != "ohlc")
    return 0;
  const auto text = text_in(params, channel == "book" ? "depth" : "interval");
  int number = channel == "book" ? 10 : 1;
  if (!text.empty()) {
    const auto* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, number).ptr != end)
      return std::nullopt;
  }
  const auto known = channel == "book"
                       ? std::find(depths.begin(), depths.end(), number)
                           != depths.end()
                       : is_interval(number);
  return known ? std::optional{number} : std::nullopt;
}

std::string market_ack(const market_key& key, bool snapshot, bool on) {
  json_writer out;
  out.begin_object().string("channel", key.channel);
  if (!key.symbol.empty())
    out.string("symbol", key.symbol.str());
  if (key.channel == "book")
    out.integer("depth", key.number);
  if (key.channel == "ohlc")
    out.integer("interval", key.number);
  if (key.channel == "ticker")
    out.string("event_trigger", key.number == 1 ? "bbo" : "trades");
  if (on)
    out.boolean("snapshot", snapshot);
  return out.end_object().str();
}

} // namespace

stream_session::private_channel*
stream_session::channel_named(std::string_view name) {
  if (name == "executions")
    return &executions_;
  return name == "balances" ? &balances_ : nullptr;
}

void stream_session::subscribe(const call& what, bool on) {
  const auto channel = text_in(params_of(what.request), "channel");
  const auto market = std::find(market_channels.begin(), market_channels.end(),
                                channel)
                      != market_channels.end();
  if (channel_named(channel) != nullptr) {
    if (scope_ == stream_scope::only_public)
      return refuse(what, "Private data and trading are unavailable on this "
                          "endpoint. Try ws-auth.kraken.com");
    return subscribe_private(what, on);
  }
  if (market) {
    if (scope_ == stream_scope::only_private)
      return refuse(what, "Public market data subscriptions are unavailable on "
                          "this endpoint. Try ws.kraken.com");
    return subscribe_market(what, on);
  }
  // Everybody hears this one unasked; asking is harmless.
  if (channel == "status" || channel == "heartbeat")
    return accept(what, market_ack({channel, {}, 0}, true, on));
  refuse(what,
         channel.empty() ? "Channel field must be set"
                         : "Channel not supported",
         {}, channel);
}

void stream_session::subscribe_market(const call& what, bool on) {
  const auto& params = params_of(what.request);
  const auto channel = text_in(params, "channel");
  const auto number = number_of(params, channel);
  if (!number)
    return refuse(what, channel == "book"   ? "Depth not supported"
                        : channel == "ohlc" ? "Interval not supported"
                                            : "Event trigger not supported");
  if (channel == "instrument")
    return subscribe_one(what, {channel, {}, 0}, on);
  const auto* asked = params.find("symbol");
  const auto symbols = asked == nullptr ? std::vector<std::string>{}
                                        : list_of(*asked);
  if (symbols.empty())
    return refuse(what, "Symbol(s) not found");
  for (const auto& name : symbols) {
    const symbol_id symbol{name};
    // Only this spelling: `XBT/USD` is not known here.
    if (all_->core.reference().pair(symbol) == nullptr
        || all_->core.find_market(symbol) == nullptr)
      refuse(what, "Currency pair not supported " + name, name);
    else
      subscribe_one(what, {channel, symbol, *number}, on);
  }
}

void stream_session::subscribe_one(const call& what, const market_key& key,
                                   bool on) {
  const auto changed = on ? hub_->subscribe(key, *this)
                          : hub_->unsubscribe(key, *this);
  if (!changed)
    return refuse(what, on ? "Already subscribed" : "Subscription Not Found",
                  key.symbol.str());
  if (on)
    ++market_subscriptions_;
  else
    --market_subscriptions_;
  const auto wanted = flag_in(params_of(what.request), "snapshot", true);
  accept(what, market_ack(key, wanted, on));
  if (!on)
    return;
  all_->core.advance(all_->time.now());
  // A book's updates build on its snapshot, whether or not it is sent.
  if (wanted || key.channel == "book") {
    auto text = hub_->snapshot(key);
    if (wanted)
      deliver(std::move(text), key.channel);
  }
}

void stream_session::subscribe_private(const call& what, bool on) {
  const auto& params = params_of(what.request);
  const auto name = text_in(params, "channel");
  const auto owner = all_->tokens.find(text_in(params, "token"),
                                       all_->time.now());
  if (!owner)
    return refuse(what, "ESession:Invalid session", {}, name);
  if (!on)
    return stop_private(what, name);
  const auto* key = all_->core.accounts().find_key(owner->key);
  const auto* needed = name == "balances" ? "query-funds" : "query-open-trades";
  if (key == nullptr || !key->permissions.contains(needed))
    return refuse(what, "EGeneral:Permission denied", {}, name);
  if (channel_named(name)->on())
    return refuse(what, "Already subscribed", {}, name);
  start_private(what, name, *owner);
}

void stream_session::start_private(const call& what, const std::string& name,
                                   const token_store::owner& owner) {
  const auto& params = params_of(what.request);
  auto& channel = *channel_named(name);
  channel = {text_in(params, "token"),
             owner.account,
             owner.key,
             0,
             flag_in(params, "order_status", true),
             flag_in(params, "ratecounter", false)};
  all_->tokens.hold(channel.token);
  all_->core.advance(all_->time.now());
  const auto executions = name == "executions";
  const auto orders = flag_in(params, "snap_orders",
                              flag_in(params, "snapshot", true));
  const auto trades = flag_in(params, "snap_trades", false);
  const auto snapshot = executions ? orders || trades
                                   : flag_in(params, "snapshot", true);
  json_writer ack;
  ack.begin_object().string("channel", name);
  if (executions && channel.rate_count) {
    const auto tier = all_->core.accounts().find(owner.account)->tier();
    ack.integer("maxratecount", exchange::rate_limit(tier));
  }
  ack.boolean("snapshot", snapshot).begin_array("warnings").end_array();
  accept(what, ack.end_object().str());
  if (snapshot)
    send_private(channel, name, "snapshot",
                 executions ? executions_snapshot(params)
                            : balances_snapshot());
  hub_->follow(owner.account, *this);
}

void stream_session::stop_private(const call& what, const std::string& name) {
  auto& channel = *channel_named(name);
  if (!channel.on())
    return refuse(what, "Subscription Not Found", {}, name);
  all_->tokens.release(channel.token);
  const auto who = std::exchange(channel, {}).who;
  if (!follows(who))
    hub_->unfollow(who, *this);
  accept(
    what,
    json_writer{}.begin_object().string("channel", name).end_object().str());
}

std::string stream_session::executions_snapshot(const json& params) const {
  const auto now = all_->time.now();
  const auto& core = all_->core;
  json_writer out;
  out.begin_array();
  if (flag_in(params, "snap_orders", flag_in(params, "snapshot", true)))
    for (const auto& o : core.open_orders(executions_.who, {}, now))
      write_open_order(out, core, o, {executions_.rate_count, now});
  if (flag_in(params, "snap_trades", false)) {
    auto trades = core.trades(executions_.who, now);
    trades.resize(std::min(trades.size(), past_trades_max));
    for (const auto& fill : trades)
      if (const auto o = core.find_order(executions_.who, fill.order, now))
        write_past_trade(out, core, *o, fill);
  }
  return out.end_array().str();
}

std::string stream_session::balances_snapshot() const {
  json_writer out;
  out.begin_array();
  const auto* who = all_->core.accounts().find(balances_.who);
  for (const auto& [asset, held] : who->balances())
    write_balance(out, asset, held);
  return out.end_array().str();
}

void stream_session::send_private(private_channel& channel,
                                  const std::string& name, const char* type,
                                  const std::string& data) {
  const fault_place place{channel.who.str(), channel.key, name, false};
  const auto update = std::string_view{type} == "update";
  if (update && all_->faults.strike(fault_kind::ws_disconnect, place))
    return drop();
  ++channel.sequence;
  if (update && all_->faults.strike(fault_kind::ws_gap, place))
    return;
  const auto text = json_writer{}
                      .begin_object()
                      .string("channel", name)
                      .string("type", type)
                      .raw("data", data)
                      .integer("sequence",
                               static_cast<int64_t>(channel.sequence))
                      .end_object()
                      .str();
  deliver(text, name);
  // The same data once more, under a number of its own.
  if (update && all_->faults.strike(fault_kind::ws_duplicate, place))
    deliver(json_writer{}
              .begin_object()
              .string("channel", name)
              .string("type", type)
              .raw("data", data)
              .integer("sequence", static_cast<int64_t>(++channel.sequence))
              .end_object()
              .str(),
            name);
}

void stream_session::on_order(const order_event& event) {
  if (!executions_.on() || event.subject.owner != executions_.who)
    return;
  // Without `order_status` only the steps that matter for a position come.
  const auto step = event.kind == order_event_kind::pending_new
                    || event.kind == order_event_kind::triggered
                    || event.kind == order_event_kind::amended
                    || event.kind == order_event_kind::restated;
  if (step && !executions_.order_status)
    return;
  json_writer out;
  out.begin_array();
  write_execution(out, all_->core, event,
                  {executions_.rate_count, all_->time.now()});
  send_private(executions_, "executions", "update", out.end_array().str());
}

void stream_session::on_ledger(const account_id& who,
                               const ledger_entry& entry) {
  if (!balances_.on() || balances_.who != who)
    return;
  json_writer out;
  out.begin_array();
  write_movement(out, entry);
  send_private(balances_, "balances", "update", out.end_array().str());
}

} // namespace lockstep::paper::kraken
