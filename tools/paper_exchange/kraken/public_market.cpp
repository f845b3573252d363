#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <vector>

namespace lockstep::paper::kraken {

namespace {

struct place {
  const pair_info* pair;
  const market* tape;
  std::string key; ///< of the result
};

result<place> place_of(const rest_call& call, std::string_view name) {
  const auto* pair = call.core.reference().pair(name);
  const auto* tape = pair == nullptr ? nullptr
                                     : call.core.find_market(pair->symbol);
  if (tape == nullptr)
    return fail("EQuery:Unknown asset pair");
  return place{pair, tape,
               call.modern_names() ? pair->symbol.str()
                                   : result_key(*pair, name)};
}

result<place> one_pair(const rest_call& call) {
  if (call.text("pair").empty())
    return fail("EGeneral:Invalid arguments");
  return place_of(call, call.text("pair"));
}

// A whole number within bounds; the default if it is not given.
std::optional<int> number_of(const rest_call& call, std::string_view name,
                             int otherwise, int min, int max) {
  const auto& text = call.text(name);
  if (text.empty())
    return otherwise;
  int x = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, x);
  if (error != std::errc{} || stop != end || x < min || x > max)
    return std::nullopt;
  return x;
}

int64_t unix_seconds(timestamp t) {
  return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}

// `since` in seconds with decimals, or in nanoseconds (told by the size).
std::optional<timestamp> since_of(const rest_call& call) {
  const auto& text = call.text("since");
  if (text.empty() || text == "0")
    return timestamp{};
  const auto whole = text.find('.') == std::string::npos;
  if (whole && text.size() > 13) {
    int64_t nanoseconds = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, nanoseconds);
    if (error != std::errc{} || stop != end)
      return std::nullopt;
    return timestamp{duration{nanoseconds}};
  }
  const auto parsed = parse_unix_seconds(text);
  return parsed ? std::optional{*parsed} : std::nullopt;
}

void write_best(json_writer& out, const char* name, const pair_info& pair,
                const level& best) {
  // Whole lots, and the same with three digits: never below one.
  const auto lots = round_to(best.quantity.value(), decimal{1}, rounding::up);
  out.begin_array(name)
    .string(wide_price(pair, best.price))
    .string(lots.str())
    .string(lots.str(3, rounding::down))
    .end_array();
}

template <class Function>
void write_both(json_writer& out, const char* name, const ticker_view& view,
                Function text) {
  out.begin_array(name)
    .string(text(view.today))
    .string(text(view.day))
    .end_array();
}

void write_ticker(json_writer& out, const std::string& key,
                  const pair_info& pair, const ticker_view& view) {
  const auto prices = [&](price period_stats::*member) {
    return [&pair, member](const period_stats& stats) {
      return wide_price(pair, stats.*member);
    };
  };
  out.begin_object(key);
  write_best(out, "a", pair, view.ask);
  write_best(out, "b", pair, view.bid);
  out.begin_array("c")
    .string(wide_price(pair, view.last))
    .string(exact_volume(pair, view.last_quantity))
    .end_array();
  write_both(out, "v", view, [&](const period_stats& stats) {
    return exact_volume(pair, stats.volume);
  });
  write_both(out, "p", view, prices(&period_stats::vwap));
  out.begin_array("t")
    .integer(view.today.count)
    .integer(view.day.count)
    .end_array();
  write_both(out, "l", view, prices(&period_stats::low));
  write_both(out, "h", view, prices(&period_stats::high));
  out.string("o", wide_price(pair, view.today.open)).end_object();
}

void write_bar(json_writer& out, const pair_info& pair, const bar& one) {
  out.begin_array()
    .integer(unix_seconds(one.begin))
    .string(exact_price(pair, one.open))
    .string(exact_price(pair, one.high))
    .string(exact_price(pair, one.low))
    .string(exact_price(pair, one.close))
    .string(exact_price(pair, one.vwap()))
    .string(exact_volume(pair, one.volume))
    .integer(one.count)
    .end_array();
}

void write_levels(json_writer& out, const char* name, const pair_info& pair,
                  const std::vector<level>& levels, timestamp now) {
  out.begin_array(name);
  for (const auto& one : levels)
    out.begin_array()
      .string(wide_price(pair, one.price))
      .string(at_least(one.quantity.value(), 3))
      .integer(unix_seconds(now))
      .end_array();
  out.end_array();
}

void write_trade(json_writer& out, const pair_info& pair,
                 const public_trade& one) {
  out.begin_array()
    .string(wide_price(pair, one.price))
    .string(exact_volume(pair, one.quantity))
    .raw_number(to_unix_seconds(one.time, 7))
    .string(one.side == side::buy ? "b" : "s")
    .string(one.market_order ? "m" : "l")
    .string("")
    .integer(one.trade_id)
    .end_array();
}

} // namespace

rest_answer ticker(const rest_call& call) {
  json_writer out;
  out.begin_object();
  const auto* names = call.params.find("pair");
  const auto chosen = names == nullptr ? std::vector<std::string>{}
                                       : list_of(*names);
  for (const auto& name : chosen) {
    const auto at = place_of(call, name);
    if (!at)
      return tl::unexpected{at.error()};
    write_ticker(out, at->key, *at->pair, call.core.ticker(at->pair->symbol));
  }
  if (chosen.empty())
    for (const auto& pair : call.core.reference().pairs())
      if (call.core.find_market(pair.symbol) != nullptr)
        write_ticker(out, call.modern_names() ? pair.symbol.str() : pair.key,
                     pair, call.core.ticker(pair.symbol));
  return out.end_object().str();
}

rest_answer ohlc(const rest_call& call) {
  const auto at = one_pair(call);
  if (!at)
    return tl::unexpected{at.error()};
  const auto interval = number_of(call, "interval", 1, 1, 21'600);
  const auto since = since_of(call);
  if (!interval || !is_interval(*interval) || !since)
    return fail("EGeneral:Invalid arguments");
  const auto bars = at->tape->candles().read(*interval, call.now);
  json_writer out;
  out.begin_object().begin_array(at->key);
  for (const auto& one : bars)
    if (one.begin > *since)
      write_bar(out, *at->pair, one);
  // The newest is still running: `last` is the one before it.
  const auto last = bars.size() > 1 ? unix_seconds(bars[bars.size() - 2].begin)
                                    : 0;
  return out.end_array().integer("last", last).end_object().str();
}

rest_answer depth(const rest_call& call) {
  const auto at = one_pair(call);
  if (!at)
    return tl::unexpected{at.error()};
  const auto count = number_of(call, "count", 100, 1, 500);
  if (!count)
    return fail("EGeneral:Invalid arguments");
  const auto book = call.core.depth(at->pair->symbol, *count);
  json_writer out;
  out.begin_object().begin_object(at->key);
  write_levels(out, "asks", *at->pair, book.asks, call.now);
  write_levels(out, "bids", *at->pair, book.bids, call.now);
  return out.end_object().end_object().str();
}

rest_answer public_trades(const rest_call& call) {
  const auto at = one_pair(call);
  if (!at)
    return tl::unexpected{at.error()};
  const auto count = number_of(call, "count", 1000, 1, 1000);
  const auto since = since_of(call);
  if (!count || !since)
    return fail("EGeneral:Invalid arguments");
  const auto& tape = at->tape->tape();
  auto from = std::find_if(tape.begin(), tape.end(),
                           [&](const auto& one) { return one.time > *since; });
  // Without `since` the newest are meant, with it the next.
  if (*since == timestamp{} && tape.end() - from > *count)
    from = tape.end() - *count;
  auto last = *since;
  json_writer out;
  out.begin_object().begin_array(at->key);
  for (auto left = *count; from != tape.end() && left > 0; ++from, --left) {
    write_trade(out, *at->pair, *from);
    last = from->time;
  }
  return out.end_array()
    .string("last", std::to_string(last.time_since_epoch().count()))
    .end_object()
    .str();
}

rest_answer spread(const rest_call& call) {
  const auto at = one_pair(call);
  if (!at)
    return tl::unexpected{at.error()};
  const auto since = since_of(call);
  if (!since)
    return fail("EGeneral:Invalid arguments");
  auto last = unix_seconds(*since);
  json_writer out;
  out.begin_object().begin_array(at->key);
  for (const auto& one : at->tape->quotes()) {
    if (one.time < *since)
      continue;
    last = unix_seconds(one.time);
    out.begin_array()
      .integer(last)
      .string(wide_price(*at->pair, one.bid))
      .string(wide_price(*at->pair, one.ask))
      .end_array();
  }
  return out.end_array().integer("last", last).end_object().str();
}

} // namespace lockstep::paper::kraken
