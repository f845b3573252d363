#include "tools/paper_exchange/kraken/stream_session.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t past_trades_max = 50;

// The second name is the older.
bool wants_trades(const json& params) {
  return flag_in(params, "snap_trades", flag_in(params, "snapshot_trades"));
}

} // namespace

void stream_session::subscribe_private(const call& what, bool on) {
  const auto& params = params_of(what.request);
  const auto name = text_in(params, "channel");
  const auto owner = all_->tokens.find(text_in(params, "token"),
                                       all_->time.now());
  if (!owner)
    return refuse(what, session_error(params), {}, name);
  if (!on)
    return stop_private(what, name);
  const auto* key = all_->core.accounts().find_key(owner->key);
  const auto* needed = name == "balances" ? "query-funds" : "query-open-trades";
  if (key == nullptr || !key->permissions.contains(needed))
    return refuse(what, "EGeneral:Permission denied", {}, name);
  if (channel_named(name)->on())
    return refuse(what, "Already subscribed", {}, name);
  start_private(what, name, *owner);
}

void stream_session::start_private(const call& what, const std::string& name,
                                   const token_store::owner& owner) {
  const auto& params = params_of(what.request);
  auto& channel = *channel_named(name);
  channel = {text_in(params, "token"),
             owner.account,
             owner.key,
             0,
             flag_in(params, "order_status", true),
             flag_in(params, "ratecounter", false)};
  all_->tokens.hold(channel.token);
  all_->core.advance(all_->time.now());
  const auto executions = name == "executions";
  const auto orders = flag_in(params, "snap_orders",
                              flag_in(params, "snapshot", true));
  const auto trades = wants_trades(params);
  const auto snapshot = executions ? orders || trades
                                   : flag_in(params, "snapshot", true);
  json_writer ack;
  ack.begin_object().string("channel", name);
  if (executions) {
    const auto tier = all_->core.accounts().find(owner.account)->tier();
    ack.integer("maxratecount", exchange::rate_limit(tier));
  }
  ack.boolean("snapshot", snapshot);
  if (executions)
    write_warnings(ack, {"cancel_reason is deprecated, use reason",
                         "stop_price is deprecated, use triggers.price"});
  accept(what, ack.end_object().str());
  if (snapshot)
    send_private(channel, name, "snapshot",
                 executions ? executions_snapshot(params)
                            : balances_snapshot());
  hub_->follow(owner.account, *this);
}

void stream_session::stop_private(const call& what, const std::string& name) {
  auto& channel = *channel_named(name);
  if (!channel.on())
    return refuse(what, "Subscription Not Found", {}, name);
  all_->tokens.release(channel.token);
  const auto who = std::exchange(channel, {}).who;
  if (!follows(who))
    hub_->unfollow(who, *this);
  accept(
    what,
    json_writer{}.begin_object().string("channel", name).end_object().str());
}

std::string stream_session::executions_snapshot(const json& params) const {
  const auto now = all_->time.now();
  const auto& core = all_->core;
  json_writer out;
  out.begin_array();
  if (flag_in(params, "snap_orders", flag_in(params, "snapshot", true)))
    for (const auto& o : core.open_orders(executions_.who, {}, now))
      write_open_order(out, core, o, {executions_.rate_count, now});
  if (wants_trades(params)) {
    auto trades = core.trades(executions_.who, now);
    trades.resize(std::min(trades.size(), past_trades_max));
    for (const auto& fill : trades)
      if (const auto o = core.find_order(executions_.who, fill.order, now))
        write_past_trade(out, core, *o, fill);
  }
  return out.end_array().str();
}

std::string stream_session::balances_snapshot() const {
  json_writer out;
  out.begin_array();
  const auto* who = all_->core.accounts().find(balances_.who);
  for (const auto& [asset, held] : who->balances())
    write_balance(out, asset, held);
  return out.end_array().str();
}

void stream_session::send_private(private_channel& channel,
                                  const std::string& name, const char* type,
                                  const std::string& data) {
  const fault_place place{channel.who.str(), channel.key, name, false};
  const auto update = std::string_view{type} == "update";
  if (update && all_->faults.strike(fault_kind::ws_disconnect, place))
    return drop();
  ++channel.sequence;
  if (update && all_->faults.strike(fault_kind::ws_gap, place))
    return;
  const auto text = json_writer{}
                      .begin_object()
                      .string("channel", name)
                      .string("type", type)
                      .raw("data", data)
                      .integer("sequence",
                               static_cast<int64_t>(channel.sequence))
                      .end_object()
                      .str();
  deliver(text, name);
  // The same data once more, under a number of its own.
  if (update && all_->faults.strike(fault_kind::ws_duplicate, place))
    deliver(json_writer{}
              .begin_object()
              .string("channel", name)
              .string("type", type)
              .raw("data", data)
              .integer("sequence", static_cast<int64_t>(++channel.sequence))
              .end_object()
              .str(),
            name);
}

void stream_session::on_order(const order_event& event) {
  if (!executions_.on() || event.subject.owner != executions_.who)
    return;
  // Without `order_status` only the steps that matter for a position come.
  const auto step = event.kind == order_event_kind::pending_new
                    || event.kind == order_event_kind::triggered
                    || event.kind == order_event_kind::amended
                    || event.kind == order_event_kind::restated;
  if (step && !executions_.order_status)
    return;
  json_writer out;
  out.begin_array();
  write_execution(out, all_->core, event,
                  {executions_.rate_count, all_->time.now()});
  send_private(executions_, "executions", "update", out.end_array().str());
}

void stream_session::on_ledger(const account_id& who,
                               const ledger_entry& entry) {
  if (!balances_.on() || balances_.who != who)
    return;
  json_writer out;
  out.begin_array();
  write_movement(out, entry);
  send_private(balances_, "balances", "update", out.end_array().str());
}

} // namespace lockstep::paper::kraken
