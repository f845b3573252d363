#include "tools/paper_exchange/kraken/history.hpp"

#include "tools/paper_exchange/kraken/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

bool looks_like_id(const std::string& text) {
  return text.find('-') != std::string::npos
         || text.find_first_not_of("0123456789.") != std::string::npos;
}

result<std::optional<timestamp>> bound_of(const rest_call& call,
                                          std::string_view name,
                                          const time_of_id& time_of) {
  const auto& text = call.text(name);
  if (text.empty() || text == "0")
    return std::nullopt;
  if (looks_like_id(text)) {
    if (const auto time = time_of(text))
      return time;
    return fail("EGeneral:Invalid arguments:{}", name);
  }
  const auto time = parse_unix_seconds(text);
  if (!time)
    return fail("EGeneral:Invalid arguments:{}", name);
  return std::optional{*time};
}

// What happened to an order besides plain execution.
std::string misc_of(const order& o) {
  std::vector<std::string_view> tokens;
  const auto stop = o.kind == order_kind::stop_loss
                    || o.kind == order_kind::stop_loss_limit
                    || is_trailing(o.kind);
  if (o.triggered)
    tokens.push_back(stop ? "stopped" : "touched");
  if (o.executed.is_positive() && o.remaining().is_positive())
    tokens.push_back("partial");
  if (o.amendments.size() > 1)
    tokens.push_back("amended");
  std::string text;
  for (const auto token : tokens)
    text += (text.empty() ? "" : ",") + std::string{token};
  return text;
}

void write_description(json_writer& out, const pair_info& pair,
                       const order& o) {
  out.begin_object("descr")
    .string("pair", pair.altname)
    .string("aclass", "forex")
    .string("type", to_string(o.side))
    .string("ordertype", to_string(o.kind))
    .string("price", first_price(pair, o))
    .string("price2", second_price(pair, o))
    .string("leverage", "none")
    .string("order", order_text(pair, o))
    .string("close", close_text(pair, o))
    .end_object();
}

void write_time(json_writer& out, const char* name,
                const std::optional<timestamp>& time) {
  out.raw_number(name, time ? seconds_text(*time) : "0");
}

void write_amounts(json_writer& out, const pair_info& pair, const order& o) {
  const auto average = o.average().value_or(price{});
  const auto stop = has_trigger(o.kind) ? o.trigger.value_or(price{}) : price{};
  const auto limit
    = o.triggered && has_limit(o.kind) ? o.limit.value_or(price{}) : price{};
  out.string("vol", asked_volume(pair, o))
    .string("vol_exec", done_volume(pair, o))
    .string("cost", exact_cost(pair, o.cost))
    .string("fee", exact_cost(pair, o.fee))
    .string("price", wide_price(pair, average))
    .string("stopprice", wide_price(pair, stop))
    .string("limitprice", wide_price(pair, limit))
    .string("misc", misc_of(o))
    .string("oflags", order_flags(o));
}

void write_trade_ids(json_writer& out, const rest_call& call, const order& o,
                     bool consolidate) {
  out.begin_array("trades");
  if (consolidate) {
    const auto all = trades_of(call, true);
    for (auto one = all.rbegin(); one != all.rend(); ++one)
      if (one->order == o.id)
        out.string(one->id.str());
  } else {
    for (const auto& id : o.trades)
      out.string(id.str());
  }
  out.end_array();
}

} // namespace

result<window> window_of(const rest_call& call, const time_of_id& time_of) {
  auto start = bound_of(call, "start", time_of);
  if (!start)
    return tl::unexpected{start.error()};
  auto end = bound_of(call, "end", time_of);
  if (!end)
    return tl::unexpected{end.error()};
  window cut{*start, *end, 0, !call.flag("without_count")};
  const auto& offset = call.text("ofs");
  const auto* stop = offset.data() + offset.size();
  if (!offset.empty()
      && std::from_chars(offset.data(), stop, cut.offset).ptr != stop)
    return fail("EGeneral:Invalid arguments:ofs");
  return cut;
}

page page_of(const window& cut, size_t all) {
  const auto begin = std::min(cut.offset, all);
  return {begin, std::min(begin + page_size, all)};
}

std::string seconds_text(timestamp t) {
  return to_unix_seconds(t, 4);
}

void write_order(json_writer& out, const rest_call& call, const order& o,
                 order_style style) {
  const auto& pair = *call.core.reference().pair(o.symbol);
  out.begin_object(o.id.str());
  if (o.parent)
    out.string("refid", o.parent->str());
  else
    out.null("refid");
  if (o.userref)
    out.integer("userref", *o.userref);
  else
    out.null("userref");
  if (!o.key.empty())
    out.string("cl_ord_id", o.key.str());
  out.string("status", to_string(o.status));
  if (style.closed) {
    if (o.reason.empty())
      out.null("reason");
    else
      out.string("reason", o.reason);
  }
  out.raw_number("opentm", seconds_text(o.opened));
  if (style.closed)
    write_time(out, "closetm", o.closed);
  write_time(out, "starttm", o.starts);
  write_time(out, "expiretm", o.expires);
  write_description(out, pair, o);
  write_amounts(out, pair, o);
  if (has_trigger(o.kind))
    out.string("trigger",
               o.reference == trigger_reference::index ? "index" : "last");
  if (style.trades && !o.trades.empty())
    write_trade_ids(out, call, o, style.consolidate);
  out.end_object();
}

std::vector<trade> trades_of(const rest_call& call, bool consolidate) {
  auto all = call.core.trades(call.who(), call.seen);
  if (!consolidate)
    return all;
  std::vector<trade> merged; // newest first, as they come
  for (auto& one : all) {
    auto* last = merged.empty() ? nullptr : &merged.back();
    if (last == nullptr || one.maker || last->maker || last->order != one.order
        || last->time != one.time) {
      merged.push_back(std::move(one));
      continue;
    }
    // The older of the two gives the id and comes first.
    last->id = one.id;
    last->trade_id = one.trade_id;
    last->quantity += one.quantity;
    last->cost += one.cost;
    last->fee += one.fee;
    last->ledgers.insert(last->ledgers.begin(), one.ledgers.begin(),
                         one.ledgers.end());
    last->price = price{
      divide(last->cost.value(), last->quantity.value(), rounding::half_up)};
  }
  return merged;
}

} // namespace lockstep::paper::kraken
