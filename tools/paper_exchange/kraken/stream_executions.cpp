#include "tools/paper_exchange/kraken/stream_write.hpp"
#include "tools/paper_exchange/kraken/text.hpp"

#include <string_view>

namespace lockstep::paper::kraken {

namespace {

const pair_info& pair_of(const exchange& core, const order& o) {
  return *core.reference().pair(o.symbol);
}

std::string_view exec_type(order_event_kind kind) {
  switch (kind) {
    case order_event_kind::pending_new:
      return "pending_new";
    case order_event_kind::accepted:
      return "new";
    case order_event_kind::triggered:
      return "status";
    case order_event_kind::trade:
      return "trade";
    case order_event_kind::filled:
      return "filled";
    case order_event_kind::canceled:
      return "canceled";
    case order_event_kind::expired:
      return "expired";
    case order_event_kind::amended:
      return "amended";
    case order_event_kind::restated:
      break;
  }
  return "restated";
}

std::string_view open_status(const order& o) {
  if (o.executed.is_positive())
    return "partially_filled";
  return o.triggered ? "triggered" : "new";
}

std::string_view order_status_of(const order_event& event) {
  switch (event.kind) {
    case order_event_kind::pending_new:
      return "pending_new";
    case order_event_kind::accepted:
      return "new";
    case order_event_kind::triggered:
      return "triggered";
    case order_event_kind::trade:
      // Even of the last one: only `filled` says that an order is done.
      return "partially_filled";
    case order_event_kind::filled:
      return "filled";
    case order_event_kind::canceled:
      return "canceled";
    case order_event_kind::expired:
      return "expired";
    default:
      return open_status(event.subject);
  }
}

void write_names(json_writer& out, const order& o) {
  out.string("order_id", o.id.str());
  if (!o.key.empty())
    out.string("cl_ord_id", o.key.str());
  out.integer("order_userref", o.userref.value_or(0));
}

void write_trigger(json_writer& out, const pair_info& pair, const order& o) {
  out.begin_object("triggers")
    .string("reference",
            o.reference == trigger_reference::index ? "index" : "last")
    .raw_number("price", exact_price(pair, *o.trigger))
    .string("price_type", o.price_given && o.price_given->percent ? "pct"
                          : o.price_given && o.price_given->relative()
                            ? "quote"
                            : "static")
    .raw_number("actual_price", exact_price(pair, *o.trigger));
  if (o.peak)
    out.raw_number("peak_price", exact_price(pair, *o.peak));
  out.string("status", o.triggered ? "triggered" : "untriggered");
  if (o.triggered)
    out.string("timestamp", to_rfc3339(*o.triggered));
  out.end_object();
}

void write_conditional(json_writer& out, const order& o) {
  if (!o.close)
    return;
  out.begin_object("contingent").string("order_type", to_string(o.close->kind));
  const auto stop = has_trigger(o.close->kind);
  if (o.close->price)
    out.number(stop ? "trigger_price" : "limit_price", o.close->price->value);
  if (o.close->price2)
    out.number("limit_price", o.close->price2->value);
  out.end_object();
}

// What an order was asked to be.
void write_terms(json_writer& out, const pair_info& pair, const order& o) {
  out.string("symbol", pair.symbol.str())
    .string("side", to_string(o.side))
    .string("order_type", to_string(o.kind))
    .raw_number("order_qty", exact_volume(pair, o.volume));
  if (o.cash)
    out.raw_number("cash_order_qty", exact_cost(pair, *o.cash));
  if (o.display.is_positive())
    out.raw_number("display_qty", exact_volume(pair, o.display));
  if (o.limit)
    out.raw_number("limit_price", exact_price(pair, *o.limit))
      .string("limit_price_type", "static");
  const auto stops = has_trigger(o.kind) && o.trigger;
  out.raw_number("stop_price", exact_price(pair, stops ? *o.trigger : price{}));
  if (stops)
    write_trigger(out, pair, o);
  out.string("time_in_force", to_string(o.life));
  if (o.starts)
    out.string("effective_time", to_rfc3339(*o.starts));
  if (o.expires)
    out.string("expire_time", to_rfc3339(*o.expires));
  if (o.parent)
    out.string("ord_ref_id", o.parent->str());
  write_conditional(out, o);
  out.boolean("post_only", o.post_only)
    .boolean("reduce_only", false)
    .boolean("no_mpp", o.no_price_protection)
    .boolean("margin", false)
    .string("fee_ccy_pref",
            o.fees_in == fee_preference::base ? "fcib" : "fciq");
}

void write_sums(json_writer& out, const exchange& core, const pair_info& pair,
                const order& o) {
  out.raw_number("cum_qty", exact_volume(pair, o.executed))
    .number("cum_cost", o.cost.value());
  const auto average = o.average();
  out.raw_number("avg_price", average ? wide_price(pair, *average) : "0.0")
    .number("fee_usd_equiv",
            core.value_in_usd(pair.quote, o.fee.value()).value());
}

void write_fill(json_writer& out, const exchange& core, const pair_info& pair,
                const trade& fill) {
  out.string("exec_id", fill.id.str())
    .integer("trade_id", fill.trade_id)
    .string("symbol", pair.symbol.str())
    .string("side", to_string(fill.side))
    .string("order_type", to_string(fill.kind))
    .raw_number("last_qty", exact_volume(pair, fill.quantity))
    .raw_number("last_price", exact_price(pair, fill.price))
    .number("cost", fill.cost.value())
    .string("liquidity_ind", fill.maker ? "m" : "t")
    .begin_array("fees")
    .begin_object()
    .string("asset", fill.charged.asset.str())
    .number("qty", fill.charged.amount)
    .end_object()
    .end_array()
    .number("fee_usd_equiv",
            core.value_in_usd(pair.quote, fill.fee.value()).value());
}

void write_rate(json_writer& out, const exchange& core, const order& o,
                execution_style style) {
  if (style.rate_count)
    out.number("ratecount", core.rate_count(o.owner, o.symbol, style.now));
}

} // namespace

void write_execution(json_writer& out, const exchange& core,
                     const order_event& event, execution_style style) {
  const auto& o = event.subject;
  const auto& pair = pair_of(core, o);
  out.begin_object().string("exec_type", exec_type(event.kind));
  out.string("order_status", order_status_of(event));
  write_names(out, o);
  switch (event.kind) {
    case order_event_kind::trade:
      write_fill(out, core, pair, *event.fill);
      break;
    case order_event_kind::accepted:
      break;
    case order_event_kind::pending_new:
    case order_event_kind::triggered:
    case order_event_kind::amended:
    case order_event_kind::restated:
      write_terms(out, pair, o);
      write_sums(out, core, pair, o);
      break;
    default:
      write_sums(out, core, pair, o);
      // Both names are in use: the first is the older.
      if (!o.reason.empty())
        out.string("cancel_reason", o.reason).string("reason", o.reason);
  }
  if (event.kind == order_event_kind::amended)
    out.boolean("amended", true).string("reason", "User requested");
  write_rate(out, core, o, style);
  out.string("timestamp", to_rfc3339(event.time)).end_object();
}

void write_open_order(json_writer& out, const exchange& core, const order& o,
                      execution_style style) {
  const auto& pair = pair_of(core, o);
  out.begin_object()
    .string("exec_type",
            o.status == order_status::pending ? "pending_new" : "new")
    .string("order_status",
            o.status == order_status::pending ? "pending_new" : open_status(o));
  write_names(out, o);
  write_terms(out, pair, o);
  write_sums(out, core, pair, o);
  write_rate(out, core, o, style);
  out.string("timestamp", to_rfc3339(o.opened)).end_object();
}

void write_past_trade(json_writer& out, const exchange& core, const order& o,
                      const trade& fill) {
  out.begin_object()
    .string("exec_type", "trade")
    .string("order_status",
            o.status == order_status::closed ? "filled" : "partially_filled");
  write_names(out, o);
  write_fill(out, core, pair_of(core, o), fill);
  out.string("timestamp", to_rfc3339(fill.time)).end_object();
}

} // namespace lockstep::paper::kraken
