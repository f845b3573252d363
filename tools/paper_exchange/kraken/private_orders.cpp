#include "tools/paper_exchange/kraken/history.hpp"
#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t orders_queried_max = 50;

result<order_filter> filter_of(const rest_call& call) {
  order_filter filter;
  filter.key = order_key{call.text("cl_ord_id")};
  const auto& text = call.text("userref");
  if (text.empty())
    return filter;
  int32_t userref = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, userref);
  if (error != std::errc{} || stop != end)
    return fail("EGeneral:Invalid arguments:userref");
  filter.userref = userref;
  return filter;
}

// Whether a history's window holds an order, by the times that are asked for.
bool holds(const window& cut, const order& o, const std::string& which) {
  const auto closed = o.closed.value_or(o.opened);
  if (which == "open")
    return cut.holds(o.opened);
  if (which == "close")
    return cut.holds(closed);
  return cut.holds(o.opened) || cut.holds(closed);
}

// `OQCLML-BW3P3-BUCMWZ`.
bool is_order_id(const std::string& text) {
  return text.size() == 19 && text.front() == 'O' && text[6] == '-'
         && text[12] == '-';
}

} // namespace

rest_answer open_orders(const rest_call& call) {
  const auto filter = filter_of(call);
  if (!filter)
    return tl::unexpected{filter.error()};
  json_writer out;
  out.begin_object().begin_object("open");
  for (const auto& o : call.core.open_orders(call.who(), *filter, call.seen))
    write_order(out, call, o, {false, call.flag("trades"), false});
  return out.end_object().end_object().str();
}

rest_answer closed_orders(const rest_call& call) {
  const auto filter = filter_of(call);
  if (!filter)
    return tl::unexpected{filter.error()};
  const auto cut = window_of(call, [&](const std::string& id) {
    const auto o = call.core.find_order(call.who(), order_id{id}, call.seen);
    return o ? std::optional{o->opened} : std::nullopt;
  });
  if (!cut)
    return tl::unexpected{cut.error()};
  auto all = call.core.closed_orders(call.who(), *filter, call.seen);
  std::erase_if(all, [&](const order& o) {
    return !holds(*cut, o, call.text("closetime"));
  });
  const auto [begin, end] = page_of(*cut, all.size());
  const order_style style{true, call.flag("trades"),
                          call.flag("consolidate_taker", true)};
  json_writer out;
  out.begin_object().begin_object("closed");
  for (auto i = begin; i < end; ++i)
    write_order(out, call, all[i], style);
  out.end_object();
  if (cut->with_count)
    out.integer("count", static_cast<int64_t>(all.size()));
  return out.end_object().str();
}

rest_answer query_orders(const rest_call& call) {
  const auto filter = filter_of(call);
  if (!filter)
    return tl::unexpected{filter.error()};
  const auto* asked = call.params.find("txid");
  const auto ids = asked == nullptr ? std::vector<std::string>{}
                                    : list_of(*asked);
  if (ids.empty() || ids.size() > orders_queried_max)
    return fail("EGeneral:Invalid arguments");
  json_writer out;
  out.begin_object();
  for (const auto& id : ids) {
    if (!is_order_id(id))
      return fail("EOrder:Invalid order");
    const auto o = call.core.find_order(call.who(), order_id{id}, call.seen);
    if (!o || (filter->userref && o->userref != filter->userref)
        || (!filter->key.empty() && o->key != filter->key))
      continue;
    write_order(out, call, *o,
                {!o->is_open(), call.flag("trades"),
                 call.flag("consolidate_taker", true)});
  }
  return out.end_object().str();
}

rest_answer order_amends(const rest_call& call) {
  const auto o = call.core.find_order(call.who(),
                                      order_id{call.text("order_id")},
                                      call.seen);
  if (!o)
    return fail("EOrder:Invalid order");
  const auto& pair = *call.core.reference().pair(o->symbol);
  json_writer out;
  out.begin_object()
    .integer("count", static_cast<int64_t>(o->amendments.size()))
    .begin_array("amends");
  for (const auto& one : o->amendments) {
    const auto milliseconds
      = std::chrono::floor<std::chrono::milliseconds>(one.time);
    out.begin_object()
      .string("amend_id", one.id)
      .string("amend_type", one.kind)
      .string("order_qty", exact_volume(pair, one.volume))
      .string("remaining_qty", exact_volume(pair, one.remaining));
    if (one.display)
      out.string("display_qty", exact_volume(pair, *one.display));
    if (one.limit)
      out.string("limit_price", exact_price(pair, *one.limit));
    if (one.trigger)
      out.string("trigger_price", exact_price(pair, *one.trigger));
    if (one.kind == "user")
      out.string("reason", "User requested");
    out.integer("timestamp", milliseconds.time_since_epoch().count())
      .boolean("post_only", one.post_only)
      .end_object();
  }
  return out.end_array().end_object().str();
}

} // namespace lockstep::paper::kraken
