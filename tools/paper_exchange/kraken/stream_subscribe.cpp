#include "tools/paper_exchange/kraken/stream_session.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

constexpr std::array depths{10, 25, 100, 500, 1000};
constexpr std::array order_depths{10, 100, 1000};
constexpr std::array market_channels{"ticker", "ohlc",  "book",
                                     "level3", "trade", "instrument"};

// The number that belongs to a channel; nothing if it is none of the allowed.
std::optional<int> number_of(const json& params, const std::string& channel) {
  if (channel == "ticker") {
    const auto trigger = text_in(params, "event_trigger");
    if (trigger.empty() || trigger == "trades")
      return 0;
    return trigger == "bbo" ? std::optional{1} : std::nullopt;
  }
  if (channel != "book" && channel != "level3" && channel != "ohlc")
    return 0;
  const auto text = text_in(params, channel == "ohlc" ? "interval" : "depth");
  int number = channel == "ohlc" ? 1 : 10;
  if (!text.empty()) {
    const auto* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, number).ptr != end)
      return std::nullopt;
  }
  const auto among = [number](const auto& some) {
    return std::find(some.begin(), some.end(), number) != some.end();
  };
  const auto known = channel == "book"     ? among(depths)
                     : channel == "level3" ? among(order_depths)
                                           : is_interval(number);
  return known ? std::optional{number} : std::nullopt;
}

std::string market_ack(const market_key& key, bool snapshot, bool on) {
  json_writer out;
  out.begin_object().string("channel", key.channel);
  if (!key.symbol.empty())
    out.string("symbol", key.symbol.str());
  if (key.channel == "book" || key.channel == "level3")
    out.integer("depth", key.number);
  if (key.channel == "ohlc")
    out.integer("interval", key.number);
  if (key.channel == "ticker")
    out.string("event_trigger", key.number == 1 ? "bbo" : "trades");
  if (on) {
    out.boolean("snapshot", snapshot);
    if (key.channel == "ohlc")
      write_warnings(out, {"timestamp is deprecated, use interval_begin"});
    if (key.channel == "instrument")
      write_warnings(out, {"tick_size is deprecated, use price_increment"});
  }
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
    // Orders are shown to whoever is known, at a host of their own.
    const auto& params = params_of(what.request);
    if (channel == "level3"
        && !all_->tokens.find(text_in(params, "token"), all_->time.now()))
      return refuse(what, session_error(params), {}, channel);
    if (channel != "level3" && scope_ == stream_scope::only_private)
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
    return refuse(what, channel == "ohlc"     ? "Interval not supported"
                        : channel == "ticker" ? "Event trigger not supported"
                                              : "Depth not supported");
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
  // Of trades a snapshot comes only when it is asked for.
  const auto wanted = flag_in(params_of(what.request), "snapshot",
                              key.channel != "trade");
  accept(what, market_ack(key, wanted, on));
  if (!on)
    return;
  all_->core.advance(all_->time.now());
  // A book's updates build on its snapshot, whether or not it is sent.
  if (wanted || key.channel == "book" || key.channel == "level3") {
    auto text = hub_->snapshot(key);
    if (wanted)
      deliver(std::move(text), key.channel);
  }
}

} // namespace lockstep::paper::kraken
