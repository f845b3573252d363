#include "tools/paper_exchange/exchange_check.hpp"

#include <algorithm>
#include <cctype>

namespace lockstep::paper {

namespace {

using std::chrono::seconds;

auto invalid(std::string_view what) {
  return fail("EGeneral:Invalid arguments:{}", what);
}

/// Beyond this, products would leave the range of a decimal.
constexpr int64_t volume_max = 1'000'000'000'000;

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
  if (draft.no_price_protection && draft.kind != order_kind::market)
    return invalid("no_mpp order option is only available when "
                   "ordertype = market");
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

} // namespace lockstep::paper
