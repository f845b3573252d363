#include "tools/paper_exchange/exchange_check.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace lockstep::paper {

namespace {

using std::chrono::seconds;

auto invalid(std::string_view what) {
  return fail("EGeneral:Invalid arguments:{}", what);
}

/// Beyond these, products would leave the range of a decimal.
constexpr int64_t volume_max = 1'000'000'000'000;
constexpr int64_t price_max = 10'000'000;

std::string uppered(std::string_view text) {
  std::string up{text};
  std::ranges::transform(up, up.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return up;
}

result<void> read_volume(const order_input& input, order& draft) {
  const auto volume = parse_positive(input.volume);
  if (!volume || *volume > decimal{volume_max})
    return invalid("volume");
  draft.volume = quantity{*volume};
  if (draft.kind != order_kind::iceberg)
    return input.displayvol.empty() ? result<void>{} : invalid("displayvol");
  const auto shown = parse_positive(input.displayvol);
  // At least a fifteenth has to be shown.
  if (!shown || *shown > *volume
      || multiply(*shown, decimal{15}, rounding::up) < *volume)
    return invalid("displayvol");
  draft.display = quantity{*shown};
  return {};
}

result<void> read_prices(const order_input& input, order& draft) {
  draft.price_given = parse_price_term(input.price);
  draft.price2_given = parse_price_term(input.price2);
  const bool wants_price = draft.kind != order_kind::market;
  const bool wants_second = has_trigger(draft.kind) && has_limit(draft.kind);
  if (wants_price != draft.price_given.has_value()
      || (!wants_price && !input.price.empty()))
    return invalid("price");
  if (wants_second && !draft.price2_given)
    return fail("EOrder:Invalid price:Invalid secondary price argument");
  if (!wants_second && !input.price2.empty())
    return invalid("price2");
  if (is_trailing(draft.kind) && draft.price_given->sign != '+')
    return invalid("price");
  if (draft.kind == order_kind::trailing_stop_limit
      && !draft.price2_given->relative())
    return fail("EOrder:Invalid price:Invalid secondary price argument");
  for (const auto& term : {draft.price_given, draft.price2_given})
    if (term
        && (term->value > decimal{price_max}
            || (term->value.is_zero() && !term->relative())))
      return invalid("price");
  return {};
}

result<void> read_flags(const order_input& input, order& draft) {
  bool base = false;
  bool quote = false;
  bool in_quote = false;
  std::string_view rest = input.oflags;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto flag = rest.substr(0, comma);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size()
                                                       : comma + 1);
    if (flag == "post")
      draft.post_only = true;
    else if (flag == "nompp")
      draft.no_price_protection = true;
    else if (flag == "fcib")
      base = true;
    else if (flag == "fciq")
      quote = true;
    else if (flag == "viqc")
      in_quote = true;
    else
      return invalid("oflags");
  }
  const bool plain_limit = draft.kind == order_kind::limit
                           || draft.kind == order_kind::iceberg;
  if ((base && quote) || (draft.post_only && !plain_limit)
      || (in_quote && draft.kind != order_kind::market))
    return invalid("oflags");
  // The documented default: quote when buying, base when selling.
  const bool prefers_base = base || (!quote && draft.side == side::sell);
  draft.fees_in = prefers_base ? fee_preference::base : fee_preference::quote;
  if (in_quote)
    draft.cash = notional{draft.volume.value()};
  return {};
}

/// `0` and nothing mean now; `+n` counts from now.
result<std::optional<timestamp>>
read_moment(const std::string& text, std::string_view name, timestamp now) {
  if (text.empty() || text == "0")
    return std::nullopt;
  const bool ahead = text.front() == '+';
  const auto parsed = parse_unix_seconds(ahead ? text.substr(1) : text);
  constexpr timestamp last_moment{seconds{4'000'000'000}};
  if (!parsed || (ahead && parsed->time_since_epoch() > last_moment - now)
      || *parsed > last_moment)
    return invalid(name);
  return ahead ? now + parsed->time_since_epoch() : *parsed;
}

result<void> read_times(const order_input& input, order& draft, timestamp now) {
  const auto word = uppered(input.timeinforce);
  if (word == "IOC")
    draft.life = lifetime::ioc;
  else if (word == "FOK")
    draft.life = lifetime::fok;
  else if (word == "GTD")
    draft.life = lifetime::gtd;
  else if (!word.empty() && word != "GTC")
    return invalid("timeinforce");
  if (draft.post_only && draft.life != lifetime::gtc
      && draft.life != lifetime::gtd)
    return invalid("timeinforce");
  const auto starts = read_moment(input.starttm, "starttm", now);
  const auto expires = read_moment(input.expiretm, "expiretm", now);
  if (!starts)
    return tl::unexpected{starts.error()};
  if (!expires)
    return tl::unexpected{expires.error()};
  if (*starts && **starts > now)
    draft.starts = *starts;
  if (draft.life == lifetime::gtd && !*expires)
    return invalid("expiretm");
  if (*expires) {
    if (**expires < now + seconds{5} || draft.life == lifetime::ioc
        || draft.life == lifetime::fok)
      return invalid("expiretm");
    draft.expires = *expires;
    draft.life = lifetime::gtd;
  }
  return {};
}

result<void> read_choices(const order_input& input, order& draft) {
  if (input.trigger == "index")
    draft.reference = trigger_reference::index;
  else if (!input.trigger.empty() && input.trigger != "last")
    return invalid("trigger");
  if (!input.trigger.empty() && !has_trigger(draft.kind))
    return invalid("trigger");
  if (input.stptype == "cancel-oldest")
    draft.on_self_trade = self_trade::cancel_oldest;
  else if (input.stptype == "cancel-both")
    draft.on_self_trade = self_trade::cancel_both;
  else if (!input.stptype.empty() && input.stptype != "cancel-newest")
    return invalid("stptype");
  if (input.reduce_only)
    return fail("EOrder:Reduce only:Non-PC");
  return {};
}

result<void> read_names(const order_input& input, order& draft) {
  if (!input.userref.empty() && !input.cl_ord_id.empty())
    return fail("EGeneral:Invalid arguments");
  if (!input.userref.empty()) {
    draft.userref = parse_userref(input.userref);
    if (!draft.userref)
      return invalid("userref");
  }
  if (!input.cl_ord_id.empty()) {
    if (!is_order_key(input.cl_ord_id))
      return invalid("cl_ord_id");
    draft.key = order_key{input.cl_ord_id};
  }
  return {};
}

result<void> read_close(const order_input& input, order& draft) {
  if (input.close_ordertype.empty())
    return {};
  const auto kind = parse_order_kind(input.close_ordertype);
  if (!kind || *kind == order_kind::market || *kind == order_kind::iceberg)
    return invalid("close[ordertype]");
  close_terms terms{*kind, parse_price_term(input.close_price),
                    parse_price_term(input.close_price2)};
  const decimal most{price_max};
  if (!terms.price || terms.price->value > most)
    return invalid("close[price]");
  const bool wants_second = has_trigger(*kind) && has_limit(*kind);
  if (wants_second != terms.price2.has_value()
      || (wants_second && terms.price2->value > most))
    return invalid("close[price2]");
  draft.close = terms;
  return {};
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
      return invalid("volume");
    if (*draft.cash < pair.cost_min)
      return fail("EOrder:Cost minimum not met");
    return {};
  }
  if (!fits(draft.volume.value(), pair.lot().value()))
    return invalid("volume");
  if (draft.volume < pair.volume_min)
    return invalid("volume minimum not met");
  if (value_of(draft.volume, reference, rounding::half_up) < pair.cost_min)
    return fail("EOrder:Cost minimum not met");
  return {};
}

} // namespace

result<order> read_order(const order_input& input, timestamp now) {
  order draft;
  draft.opened = now;
  if (input.type == "sell")
    draft.side = side::sell;
  else if (input.type != "buy")
    return invalid("type");
  if (input.ordertype == "settle-position")
    return fail("EOrder:Unknown position");
  const auto kind = parse_order_kind(input.ordertype);
  if (!kind)
    return invalid("ordertype");
  draft.kind = *kind;
  for (const auto step : {read_volume, read_prices, read_flags, read_choices,
                          read_names, read_close})
    if (auto done = step(input, draft); !done)
      return tl::unexpected{done.error()};
  if (auto done = read_times(input, draft, now); !done)
    return tl::unexpected{done.error()};
  if (draft.life == lifetime::fok && draft.kind != order_kind::limit)
    return invalid("timeinforce");
  return draft;
}

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
  const auto reference = draft.limit     ? *draft.limit
                         : draft.trigger ? *draft.trigger
                                         : prices.last();
  return check_size(draft, pair, reference);
}

result<void> check_price(price p, const pair_info& pair) {
  if (!p.is_positive())
    return invalid("price");
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
    return invalid("deadline");
  if (*deadline < now + engine_latency)
    return fail("EService:Deadline elapsed");
  if (*deadline < now + deadline_min || *deadline > now + seconds{60})
    return invalid("deadline");
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
  return !text.empty() && text.size() <= 18 && all([](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_' || c == '-';
  });
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
