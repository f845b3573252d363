#include "tools/paper_exchange/control_service.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

void write_order(json_writer& out, const order& o) {
  out.begin_object()
    .string("id", o.id.str())
    .string("cl_ord_id", o.key.str())
    .string("symbol", o.symbol.str())
    .string("side", to_string(o.side))
    .string("type", to_string(o.kind))
    .string("status", to_string(o.status))
    .string("reason", o.reason)
    .string("volume", o.volume.str())
    .string("executed", o.executed.str())
    .string("limit", o.limit ? o.limit->str() : "")
    .string("trigger", o.trigger ? o.trigger->str() : "")
    .string("cost", o.cost.str())
    .string("fee", o.fee.str())
    .string("held", o.held.str())
    .string("opened", to_rfc3339(o.opened))
    .string("closed", o.closed ? to_rfc3339(*o.closed) : "")
    .begin_array("trades");
  for (const auto& id : o.trades)
    out.string(id.str());
  out.end_array().end_object();
}

void write_trade(json_writer& out, const trade& one) {
  out.begin_object()
    .string("id", one.id.str())
    .string("order", one.order.str())
    .string("symbol", one.symbol.str())
    .string("side", to_string(one.side))
    .string("quantity", one.quantity.str())
    .string("price", one.price.str())
    .string("cost", one.cost.str())
    .string("fee_asset", one.charged.asset.str())
    .string("fee", one.charged.amount.str())
    .boolean("maker", one.maker)
    .string("time", to_rfc3339(one.time))
    .end_object();
}

void write_movement(json_writer& out, const ledger_entry& entry) {
  out.begin_object()
    .string("id", entry.id.str())
    .string("reference", entry.reference)
    .string("kind", entry.kind == ledger_kind::trade        ? "trade"
                    : entry.kind == ledger_kind::deposit    ? "deposit"
                    : entry.kind == ledger_kind::withdrawal ? "withdrawal"
                                                            : "other")
    .string("asset", entry.asset.str())
    .string("amount", entry.amount.str())
    .string("fee", entry.fee.str())
    .string("balance", entry.balance_after.str())
    .string("time", to_rfc3339(entry.time))
    .end_object();
}

// Oldest first, as an auditor reads.
template <class List, class Function>
void write_reversed(json_writer& out, const char* name, const List& list,
                    Function write) {
  out.begin_array(name);
  for (auto at = list.rbegin(); at != list.rend(); ++at)
    write(out, *at);
  out.end_array();
}

void write_account(json_writer& out, const exchange& core, const account& who) {
  const auto now = core.now();
  auto orders = core.closed_orders(who.name(), {}, now);
  const auto open = core.open_orders(who.name(), {}, now);
  orders.insert(orders.end(), open.begin(), open.end());
  std::stable_sort(orders.begin(), orders.end(),
                   [](const order& a, const order& b) {
                     return a.opened > b.opened;
                   });
  out.begin_object(who.name().str())
    .string("tier", to_string(who.tier()))
    .string("volume", who.volume().str())
    .begin_object("balances");
  for (const auto& [asset, held] : who.balances())
    out.begin_object(asset.str())
      .string("total", held.total.str())
      .string("held", held.held.str())
      .end_object();
  out.end_object();
  write_reversed(out, "orders", orders, write_order);
  write_reversed(out, "trades", core.trades(who.name(), now), write_trade);
  write_reversed(out, "ledger", core.ledger(who.name(), now), write_movement);
  out.end_object();
}

} // namespace

std::string records(const exchange& core, const account_id& who) {
  json_writer out;
  out.begin_object().begin_object("accounts");
  for (const auto& [name, account] : core.accounts().all())
    if (who.empty() || name == who)
      write_account(out, core, *account);
  return out.end_object().end_object().str();
}

} // namespace lockstep::paper
