#include "tools/paper_exchange/kraken/order_params.hpp"
#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <string>
#include <utility>
#include <vector>

namespace lockstep::paper::kraken {

namespace {

const pair_info& pair_of(const rest_call& call, const order& o) {
  return *call.core.reference().pair(o.symbol);
}

void write_description(json_writer& out, const rest_call& call,
                       const order& o) {
  const auto& pair = pair_of(call, o);
  out.begin_object("descr").string("order", order_text(pair, o));
  if (o.close)
    out.string("close", close_text(pair, o));
  out.end_object();
}

rest_answer counted(size_t count) {
  return json_writer{}
    .begin_object()
    .integer("count", static_cast<int64_t>(count))
    .end_object()
    .str();
}

// Some clients name an order as text, others as `{"txid": ...}`.
const std::string& name_in(const json& item) {
  const auto* inner = item.find("txid");
  return inner == nullptr ? item.text() : inner->text();
}

} // namespace

rest_answer add_order(const rest_call& call) {
  const auto input = order_of_params(call.params);
  const auto o = call.core.add_order(call.who(), input, call.now);
  if (!o)
    return tl::unexpected{o.error()};
  json_writer out;
  out.begin_object();
  write_description(out, call, *o);
  if (!input.validate) {
    out.begin_array("txid").string(o->id.str()).end_array();
    if (!o->key.empty())
      out.string("cl_ord_id", o->key.str());
  }
  return out.end_object().str();
}

rest_answer add_order_batch(const rest_call& call) {
  const auto* orders = call.params.find("orders");
  if (orders == nullptr)
    return fail("EGeneral:Invalid arguments");
  std::vector<order_input> inputs;
  for (const auto& item : orders->items()) {
    auto input = order_of_params(item);
    input.pair = call.text("pair");
    input.deadline = call.text("deadline");
    input.validate = call.flag("validate");
    inputs.push_back(std::move(input));
  }
  const auto added = call.core.add_orders(call.who(), inputs, call.now);
  if (!added)
    return tl::unexpected{added.error()};
  json_writer out;
  out.begin_object().begin_array("orders");
  for (const auto& one : *added) {
    out.begin_object();
    if (!one) {
      out.string("error", one.error().text);
    } else {
      if (!call.flag("validate"))
        out.string("txid", one->id.str());
      write_description(out, call, *one);
      if (!one->key.empty() && !call.flag("validate"))
        out.string("cl_ord_id", one->key.str());
    }
    out.end_object();
  }
  return out.end_array().end_object().str();
}

rest_answer amend_order(const rest_call& call) {
  const auto id = call.core.amend_order(call.who(),
                                        amend_of_params(call.params), call.now);
  if (!id)
    return tl::unexpected{id.error()};
  return json_writer{}
    .begin_object()
    .string("amend_id", *id)
    .end_object()
    .str();
}

rest_answer edit_order(const rest_call& call) {
  const auto input = edit_of_params(call.params);
  const auto done = call.core.edit_order(call.who(), input, call.now);
  if (!done)
    return tl::unexpected{done.error()};
  const auto& pair = pair_of(call, done->replaced);
  json_writer out;
  out.begin_object();
  write_description(out, call, done->replaced);
  if (input.validate)
    return out.end_object().str();
  return out.string("txid", done->replaced.id.str())
    .string("originaltxid", done->original.str())
    .string("volume", exact_volume(pair, done->replaced.volume))
    .string("price", first_price(pair, done->replaced))
    .string("price2", second_price(pair, done->replaced))
    .integer("orders_cancelled", 1)
    .string("status", "ok")
    .end_object()
    .str();
}

rest_answer cancel_order(const rest_call& call) {
  const auto& key = call.text("cl_ord_id");
  const auto& id = call.text("txid");
  if (key.empty() == id.empty())
    return fail("EGeneral:Invalid arguments");
  const auto gone = key.empty()
                      ? call.core.cancel_order(call.who(), id, call.now)
                      : call.core.cancel_key(call.who(), key, call.now);
  if (!gone)
    return tl::unexpected{gone.error()};
  return json_writer{}
    .begin_object()
    .integer("count", static_cast<int64_t>(gone->size()))
    .boolean("pending", false)
    .end_object()
    .str();
}

rest_answer cancel_order_batch(const rest_call& call) {
  constexpr size_t batch_max = 50;
  const auto* orders = call.params.find("orders");
  const auto* keys = call.params.find("cl_ord_ids");
  const auto asked = (orders == nullptr ? 0 : orders->items().size())
                     + (keys == nullptr ? 0 : keys->items().size());
  if (asked == 0 || asked > batch_max)
    return fail("EGeneral:Invalid arguments");
  size_t count = 0;
  std::string error;
  const auto add = [&](const result<std::vector<order_id>>& gone) {
    if (gone)
      count += gone->size();
    else if (error.empty())
      error = gone.error().text;
  };
  if (orders != nullptr)
    for (const auto& item : orders->items())
      add(call.core.cancel_order(call.who(), name_in(item), call.now));
  if (keys != nullptr)
    for (const auto& item : keys->items())
      add(call.core.cancel_key(call.who(), item.text(), call.now));
  if (count == 0)
    return fail("{}", error);
  return counted(count);
}

rest_answer cancel_all(const rest_call& call) {
  return counted(call.core.cancel_all(call.who(), call.now).size());
}

rest_answer cancel_all_after(const rest_call& call) {
  const auto fires = call.core.cancel_all_after(call.who(),
                                                call.text("timeout"), call.now);
  if (!fires)
    return tl::unexpected{fires.error()};
  return json_writer{}
    .begin_object()
    .string("currentTime", to_rfc3339_seconds(call.now))
    .string("triggerTime", *fires ? to_rfc3339_seconds(**fires) : "0")
    .end_object()
    .str();
}

} // namespace lockstep::paper::kraken
