#include "tools/paper_exchange/kraken/order_params.hpp"
#include "tools/paper_exchange/kraken/stream_session.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

using namespace std::chrono_literals;

constexpr duration deadline_min = 500ms;
constexpr size_t batch_min = 2;
constexpr size_t batch_max = 50;

// One request while it runs.
struct trading_call {
  parts& all;
  const token_store::owner& who;
  const reply_head& head;
  const json& params;
  timestamp now;

  [[nodiscard]] std::string text(std::string_view name) const {
    const auto* at = params.find(name);
    return at == nullptr ? std::string{} : at->text();
  }
  [[nodiscard]] std::string accepted(const json_writer& result) const {
    return reply_message(head, result.str());
  }
  [[nodiscard]] std::string refused(std::string_view error) const {
    return error_message(head, error);
  }
  template <class T>
  [[nodiscard]] std::vector<std::string> refused(const result<T>& bad) const {
    return {refused(bad.error().text)};
  }
};

using answers = std::vector<std::string>;

void write_order_names(json_writer& out, const order& o) {
  out.string("order_id", o.id.str());
  if (!o.key.empty())
    out.string("cl_ord_id", o.key.str());
  if (o.userref)
    out.integer("order_userref", *o.userref);
}

answers add(const trading_call& call) {
  const auto input = order_of_stream(call.params);
  if (!input)
    return call.refused(input);
  const auto o = call.all.core.add_order(call.who.account, *input, call.now,
                                         deadline_min);
  if (!o)
    return call.refused(o);
  json_writer out;
  out.begin_object();
  write_order_names(out, *o); // the id is empty after `validate`
  out.end_object();
  return {call.accepted(out)};
}

answers add_batch(const trading_call& call) {
  const auto* orders = call.params.find("orders");
  if (orders == nullptr)
    return {call.refused("EGeneral:Invalid arguments")};
  std::vector<order_input> inputs;
  for (auto item : orders->items()) {
    for (const auto* shared : {"symbol", "deadline", "validate"})
      if (const auto* value = call.params.find(shared))
        item.set(shared, *value);
    auto input = order_of_stream(item);
    if (!input)
      return call.refused(input);
    inputs.push_back(std::move(*input));
  }
  const auto added = call.all.core.add_orders(call.who.account, inputs,
                                              call.now, deadline_min);
  if (!added)
    return call.refused(added);
  json_writer out;
  out.begin_array();
  for (const auto& one : *added) {
    out.begin_object();
    if (!one)
      out.string("error", one.error().text).boolean("success", false);
    else
      write_order_names(out, *one);
    out.end_object();
  }
  out.end_array();
  return {call.accepted(out)};
}

answers amend(const trading_call& call) {
  auto input = amend_of_params(call.params);
  input.txid = call.text("order_id");
  input.limit_price = typed_price(call.params, "limit_price");
  input.trigger_price = typed_price(call.params, "trigger_price");
  const auto id = call.all.core.amend_order(call.who.account, input, call.now,
                                            deadline_min);
  if (!id)
    return call.refused(id);
  json_writer out;
  out.begin_object().string("amend_id", *id);
  if (!input.txid.empty())
    out.string("order_id", input.txid);
  else
    out.string("cl_ord_id", input.cl_ord_id);
  out.end_object();
  return {call.accepted(out)};
}

answers edit(const trading_call& call) {
  edit_input input;
  input.txid = call.text("order_id");
  input.pair = call.text("symbol");
  input.volume = call.text("order_qty");
  input.price = call.text("limit_price");
  if (const auto* triggers = call.params.find("triggers"))
    if (const auto* trigger = triggers->find("price"))
      input.price2 = std::exchange(input.price, trigger->text());
  input.displayvol = call.text("display_qty");
  input.deadline = call.text("deadline");
  input.userref = call.text("order_userref");
  input.validate = flag_in(call.params, "validate");
  if (flag_in(call.params, "post_only"))
    input.oflags = "post";
  const auto done = call.all.core.edit_order(call.who.account, input, call.now,
                                             deadline_min);
  if (!done)
    return call.refused(done);
  json_writer out;
  out.begin_object()
    .string("order_id", done->replaced.id.str())
    .string("original_order_id", done->original.str())
    .end_object();
  return {call.accepted(out)};
}

using cancel_function
  = std::function<result<std::vector<order_id>>(const std::string& name)>;

// The orders that a request names, each with how it is canceled.
template <class Function>
void for_each_named(const trading_call& call, Function then) {
  auto& core = call.all.core;
  const auto& who = call.who.account;
  const cancel_function by_id = [&](const std::string& name) {
    return core.cancel_order(who, name, call.now);
  };
  const cancel_function by_key = [&](const std::string& name) {
    return core.cancel_key(who, name, call.now);
  };
  const auto each = [&](const char* field, const cancel_function& cancel) {
    if (const auto* list = call.params.find(field))
      for (const auto& name : list_of(*list))
        then(field, name, cancel);
  };
  each("order_id", by_id);
  each("orders", by_id);
  each("order_userref", by_id);
  each("cl_ord_id", by_key);
}

answers cancel(const trading_call& call) {
  answers all;
  for_each_named(call, [&](const std::string& field, const std::string& name,
                           const cancel_function& run) {
    const auto gone = run(name);
    if (!gone)
      return all.push_back(call.refused(gone.error().text));
    for (const auto& id : *gone) {
      json_writer out;
      out.begin_object().string("order_id", id.str());
      if (field == "cl_ord_id")
        out.string("cl_ord_id", name);
      out.end_object();
      all.push_back(call.accepted(out));
    }
  });
  if (all.empty())
    all.push_back(call.refused("EGeneral:Invalid arguments"));
  return all;
}

answers cancel_batch(const trading_call& call) {
  size_t asked = 0;
  for_each_named(call, [&](const auto&, const auto&, const auto&) { ++asked; });
  if (asked < batch_min || asked > batch_max)
    return {call.refused("EGeneral:Invalid arguments")};
  size_t count = 0;
  for_each_named(call, [&](const std::string&, const std::string& name,
                           const cancel_function& run) {
    if (const auto gone = run(name))
      count += gone->size();
  });
  // The count stands beside the result here, not in it.
  auto text = reply_message(call.head, {});
  text.insert(1, "\"orders_cancelled\":" + std::to_string(count) + ",");
  return {std::move(text)};
}

answers cancel_everything(const trading_call& call) {
  const auto gone = call.all.core.cancel_all(call.who.account, call.now);
  json_writer out;
  out.begin_object()
    .integer("count", static_cast<int64_t>(gone.size()))
    .end_object();
  return {call.accepted(out)};
}

answers cancel_after(const trading_call& call) {
  const auto fires = call.all.core.cancel_all_after(call.who.account,
                                                    call.text("timeout"),
                                                    call.now);
  if (!fires)
    return call.refused(fires);
  json_writer out;
  out.begin_object()
    .string("currentTime", to_rfc3339_seconds(call.now))
    .string("triggerTime", *fires ? to_rfc3339_seconds(**fires) : "0")
    .end_object();
  return {call.accepted(out)};
}

struct trading_method {
  std::string_view name;
  answers (*run)(const trading_call&);
  bool cancels; ///< the permission to cancel is enough
};

constexpr std::array methods{
  trading_method{"add_order", add, false},
  trading_method{"batch_add", add_batch, false},
  trading_method{"amend_order", amend, false},
  trading_method{"edit_order", edit, false},
  trading_method{"cancel_order", cancel, true},
  trading_method{"batch_cancel", cancel_batch, true},
  trading_method{"cancel_all", cancel_everything, true},
  trading_method{"cancel_all_orders_after", cancel_after, true},
};

const trading_method* method_named(std::string_view name) {
  const auto* at
    = std::find_if(methods.begin(), methods.end(),
                   [name](const auto& one) { return one.name == name; });
  return at == methods.end() ? nullptr : at;
}

bool allowed(const api_key* key, const trading_method& method) {
  if (key == nullptr)
    return false;
  return key->permissions.contains("modify-trades")
         || (method.cancels && key->permissions.contains("close-trades"));
}

} // namespace

bool is_stream_trading(std::string_view method) {
  return method_named(method) != nullptr;
}

std::vector<std::string>
run_stream_trading(parts& all, const token_store::owner& who,
                   const reply_head& head, const json& params) {
  const auto& method = *method_named(head.method);
  const trading_call call{all, who, head, params, all.time.now()};
  if (!allowed(all.core.accounts().find_key(who.key), method))
    return {call.refused("EGeneral:Permission denied")};
  return method.run(call);
}

} // namespace lockstep::paper::kraken
