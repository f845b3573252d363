#include "tools/paper_exchange/kraken/text.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <chrono>

namespace lockstep::paper::kraken {

namespace {

std::tm utc(timestamp t) {
  return fmt::gmtime(std::chrono::system_clock::to_time_t(
    std::chrono::time_point_cast<std::chrono::system_clock::duration>(t)));
}

// `stop-loss-limit` gives `stop loss`: the limit is named by the arrow.
std::string kind_words(order_kind kind) {
  switch (kind) {
    case order_kind::stop_loss_limit:
      return "stop loss";
    case order_kind::take_profit_limit:
      return "take profit";
    case order_kind::trailing_stop_limit:
      return "trailing stop";
    default:
      break;
  }
  std::string words{to_string(kind)};
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

std::string term_text(const pair_info& pair,
                      const std::optional<price_term>& term) {
  return term ? to_string(*term, pair.price_decimals) : "0";
}

} // namespace

const std::string& result_key(const pair_info& pair, std::string_view asked) {
  return pair.symbol.str() == asked ? pair.symbol.str() : pair.key;
}

std::string at_least(decimal x, int places) {
  auto text = x.str();
  const auto dot = text.find('.');
  const auto there
    = dot == std::string::npos ? 0 : static_cast<int>(text.size() - dot - 1);
  return there > places ? text : x.str(places, rounding::half_up);
}

std::string wide_price(const pair_info& pair, price p) {
  return p.value().str(std::max(5, pair.price_decimals), rounding::half_up);
}

std::string exact_price(const pair_info& pair, price p) {
  return p.value().str(pair.price_decimals, rounding::half_up);
}

std::string exact_volume(const pair_info& pair, quantity q) {
  return q.value().str(pair.lot_decimals, rounding::down);
}

std::string exact_cost(const pair_info& pair, notional n) {
  return n.value().str(pair.cost_decimals, rounding::half_up);
}

std::string to_rfc3339_seconds(timestamp t) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc(t));
}

std::string to_rfc1123(timestamp t) {
  return fmt::format("{:%a, %d %b %y %H:%M:%S} +0000", utc(t));
}

std::string first_price(const pair_info& pair, const order& o) {
  // An amended or triggered order shows what holds now.
  if (o.price_given && o.price_given->relative())
    return term_text(pair, o.price_given);
  if (has_trigger(o.kind))
    return o.trigger ? exact_price(pair, *o.trigger) : "0";
  return o.limit ? exact_price(pair, *o.limit) : "0";
}

std::string second_price(const pair_info& pair, const order& o) {
  if (!has_trigger(o.kind) || !has_limit(o.kind))
    return "0";
  if (o.price2_given && o.price2_given->relative())
    return term_text(pair, o.price2_given);
  return o.limit ? exact_price(pair, *o.limit) : "0";
}

std::string asked_volume(const pair_info& pair, const order& o) {
  return o.cash ? o.cash->value().str(8, rounding::half_up)
                : exact_volume(pair, o.volume);
}

std::string done_volume(const pair_info& pair, const order& o) {
  return o.cash ? o.cost.value().str(8, rounding::half_up)
                : exact_volume(pair, o.executed);
}

std::string order_text(const pair_info& pair, const order& o) {
  auto text = fmt::format("{} {} {} @ {}", to_string(o.side),
                          asked_volume(pair, o), pair.altname,
                          kind_words(o.kind));
  if (o.kind == order_kind::market)
    return text;
  text += ' ' + first_price(pair, o);
  if (has_trigger(o.kind) && has_limit(o.kind))
    text += " -> limit " + second_price(pair, o);
  return text;
}

std::string close_text(const pair_info& pair, const order& o) {
  if (!o.close)
    return {};
  auto text = fmt::format("close position @ {} {}", kind_words(o.close->kind),
                          term_text(pair, o.close->price));
  if (has_trigger(o.close->kind) && has_limit(o.close->kind))
    text += " -> limit " + term_text(pair, o.close->price2);
  return text;
}

std::string order_flags(const order& o) {
  std::string flags{o.fees_in == fee_preference::base ? "fcib" : "fciq"};
  if (o.post_only)
    flags = "post," + flags;
  if (o.no_price_protection)
    flags += ",nompp";
  if (o.cash)
    flags += ",viqc";
  return flags;
}

} // namespace lockstep::paper::kraken
