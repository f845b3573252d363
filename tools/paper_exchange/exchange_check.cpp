#include "tools/paper_exchange/exchange_check.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace lockstep::paper {

namespace {

using std::chrono::seconds;

auto invalid_order(std::string_view what) {
  return fail("EGeneral:Invalid arguments:{}", what);
}

bool fits(decimal x, decimal step) {
  return round_to(x, step, rounding::down) == x;
}

/// Where `#` points: to the side of the market where the order waits.
char default_sign(const order& draft) {
  const bool buys = draft.side == side::buy;
  switch (draft.kind) {
    case order_kind::stop_loss:
    case order_kind::stop_loss_limit:
      return buys ? '+' : '-';
    default:
      return buys ? '-' : '+';
  }
}

result<void> check_size(const order& draft, const pair_info& pair,
                        price reference) {
  if (draft.cash) {
    if (!fits(draft.cash->value(), step_of(pair.cost_decimals)))
      return invalid_order("volume");
    if (*draft.cash < pair.cost_min)
      return fail("EOrder:Cost minimum not met");
    return {};
  }
  if (!fits(draft.volume.value(), pair.lot().value()))
    return invalid_order("volume");
  if (draft.volume < pair.volume_min)
    return invalid_order("volume minimum not met");
  if (value_of(draft.volume, reference, rounding::half_up) < pair.cost_min)
    return fail("EOrder:Cost minimum not met");
  return {};
}

} // namespace

void resolve_prices(order& draft, const pair_info& pair, price last) {
  if (draft.kind == order_kind::market || is_trailing(draft.kind))
    return; // a trailing stop follows the market; see matching_trigger.cpp
  const auto first = resolve(*draft.price_given, last, default_sign(draft),
                             pair.tick);
  if (!has_trigger(draft.kind)) {
    draft.limit = first;
    return;
  }
  draft.trigger = first;
  if (draft.price2_given)
    draft.limit = resolve(*draft.price2_given, first,
                          draft.side == side::buy ? '+' : '-', pair.tick);
}

result<void> fit_order(order& draft, const pair_info& pair,
                       const market& prices) {
  resolve_prices(draft, pair, prices.last());
  for (const auto& p : {draft.trigger, draft.limit})
    if (p)
      if (auto done = check_price(*p, pair); !done)
        return done;
  if (draft.close)
    for (const auto& term : {draft.close->price, draft.close->price2})
      if (term && !term->relative())
        if (auto done = check_price(price{term->value}, pair); !done)
          return done;
  const auto reference = draft.limit     ? *draft.limit
                         : draft.trigger ? *draft.trigger
                                         : prices.last();
  return check_size(draft, pair, reference);
}

result<void> check_price(price p, const pair_info& pair) {
  if (!p.is_positive() || p > price{decimal{price_max}})
    return invalid_order("price");
  if (!fits(p.value(), step_of(pair.price_decimals)))
    return fail("EOrder:Invalid price:{} price can only be specified up to {} "
                "decimals.",
                pair.key, pair.price_decimals);
  if (!fits(p.value(), pair.tick.value()))
    return fail("EOrder:Tick size check failed");
  return {};
}

result<void> check_status(trading_status status, const order& o) {
  switch (status) {
    case trading_status::online:
      return {};
    case trading_status::post_only:
      if (o.post_only)
        return {};
      return fail("EService:Market in post_only mode");
    case trading_status::limit_only:
      if (o.kind == order_kind::limit || o.kind == order_kind::iceberg)
        return {};
      return fail("EService:Market in limit_only mode");
    case trading_status::cancel_only:
      return fail("EService:Market in cancel_only mode");
    case trading_status::reduce_only:
      return fail("EService:Market in reduce_only mode");
    case trading_status::delisted:
      return fail("EQuery:Unknown asset pair");
    case trading_status::maintenance:
      break;
  }
  return fail("EService:Unavailable");
}

result<void> check_deadline(const std::string& text, timestamp now,
                            duration engine_latency, duration deadline_min) {
  if (text.empty())
    return {};
  const auto deadline = parse_rfc3339(text);
  if (!deadline)
    return invalid_order("deadline");
  if (*deadline < now + engine_latency)
    return fail("EService:Deadline elapsed");
  if (*deadline < now + deadline_min || *deadline > now + seconds{60})
    return invalid_order("deadline");
  return {};
}

bool is_order_key(std::string_view text) {
  const auto all = [text](auto accepts) {
    return std::ranges::all_of(text, accepts);
  };
  const auto is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
  if (text.size() == 36) {
    for (size_t i = 0; i < text.size(); ++i) {
      const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      if (hyphen ? text[i] != '-'
                 : !is_hex(static_cast<unsigned char>(text[i])))
        return false;
    }
    return true;
  }
  if (text.size() == 32)
    return all(is_hex);
  return !text.empty() && text.size() <= 18
         && all([](unsigned char c) { return std::isgraph(c) != 0; });
}

std::optional<decimal> parse_positive(std::string_view text) {
  const auto value = decimal::parse(text);
  if (!value || !value->is_positive())
    return std::nullopt;
  return *value;
}

std::optional<int32_t> parse_userref(std::string_view text) {
  int32_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || at != end)
    return std::nullopt;
  return value;
}

price resolve(const price_term& term, price from, char by_default, price tick) {
  if (!term.relative())
    return price{term.value};
  const auto away = term.percent
                      ? multiply_divide(from.value(), term.value, decimal{100},
                                        rounding::half_up)
                      : term.value;
  const auto sign = term.sign == '#' ? by_default : term.sign;
  const price to{sign == '-' ? from.value() - away : from.value() + away};
  return round_to(to, tick, rounding::half_up);
}

} // namespace lockstep::paper
