#include "adapters/kraken/codec_orders.hpp"

namespace lockstep::kraken {

namespace {

/// One order as the REST interface has it.
struct order_fields {
  order_report report;
  std::string status;
  std::string flags;
  bool has_side = false;
};

checked read_description(json value, const symbols& names, order_fields& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    if (key == "pair") {
      std::string name;
      auto done = read(field, name);
      out.report.symbol = names.of(name);
      return done;
    }
    if (key == "type")
      return out.has_side = true, read_side(field, out.report.side);
    if (key == "ordertype")
      return read_order_type(field, out.report.type);
    return {};
  });
}

checked read_order_fields(json value, const symbols& names, order_fields& out) {
  auto& report = out.report;
  return each_field(value, [&](std::string_view key, json field) -> checked {
    if (key == "status")
      return read(field, out.status);
    if (key == "cl_ord_id")
      return read(field, report.key);
    if (key == "descr")
      return read_description(field, names, out);
    if (key == "vol")
      return read(field, report.quantity);
    if (key == "vol_exec")
      return read(field, report.executed);
    if (key == "cost")
      return read(field, report.cost);
    if (key == "opentm")
      return read_unix(field, report.opened);
    if (key == "reason")
      return read(field, report.words);
    if (key == "oflags")
      return read(field, out.flags);
    if (key == "trades")
      return each_element(field, [&](json id) {
        return read(id, report.executions.emplace_back());
      });
    return {};
  });
}

/// Kraken's `closed` means executed; what is short of its volume was ended
/// without a cancel of ours (market orders in a thin book).
order_state state_of(const order_fields& x) {
  const auto& report = x.report;
  const bool any = report.executed.is_positive();
  if (x.status == "pending" || x.status == "open")
    return any ? order_state::partially_filled : order_state::acknowledged;
  if (x.status == "closed")
    return report.executed < report.quantity ? order_state::canceled
                                             : order_state::filled;
  if (x.status == "canceled")
    return order_state::canceled;
  if (x.status == "expired")
    return order_state::expired;
  return order_state::unknown;
}

checked finish_order(order_fields& x) {
  auto& report = x.report;
  // Market orders may state their volume in quote; then only what executed
  // is known in base.
  if (x.flags.find("viqc") != std::string::npos)
    report.quantity = report.executed;
  report.state = state_of(x);
  if (report.state == order_state::unknown)
    return fail(".status: '{}' is not a state of an order that is known",
                x.status.substr(0, 60));
  return required(x.has_side, "descr.type");
}

} // namespace

result<side> parse_side(std::string_view text) {
  if (text == "buy" || text == "b")
    return side::buy;
  if (text == "sell" || text == "s")
    return side::sell;
  return fail("'{}' is neither buy nor sell", text.substr(0, 60));
}

order_type parse_order_type(std::string_view text) {
  if (text == "market")
    return order_type::market;
  if (text == "limit")
    return order_type::limit;
  return text == "stop-loss" ? order_type::stop_loss : order_type::other;
}

checked read_side(json value, side& out) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  auto parsed = parse_side(*text);
  if (!parsed)
    return tl::unexpected{std::move(parsed).error()};
  out = *parsed;
  return {};
}

checked read_order_type(json value, order_type& out) {
  auto text = scalar_text(value);
  if (!text)
    return tl::unexpected{std::move(text).error()};
  out = parse_order_type(*text);
  return {};
}

checked read_order_ack(json value, bool validate_only, order_ack& out) {
  auto done
    = each_field(value, [&](std::string_view key, json field) -> checked {
        if (key != "txid")
          return {};
        return each_element(field, [&](json id) -> checked {
          return out.id.empty() ? read(id, out.id) : checked{};
        });
      });
  return done ? required(validate_only || !out.id.empty(), "txid") : done;
}

checked read_cancel_ack(json value, cancel_ack& out) {
  bool seen = false;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "count")
                             return seen = true, read(field, out.count);
                           if (key == "pending")
                             return read(field, out.pending);
                           return {};
                         });
  return done ? required(seen, "count") : done;
}

checked read_order_map(json value, const symbols& names,
                       std::vector<order_report>& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    order_fields fields;
    fields.report.id = order_id{std::string{key}};
    if (auto done = read_order_fields(field, names, fields); !done)
      return done;
    auto done = finish_order(fields);
    out.push_back(std::move(fields.report));
    return done;
  });
}

checked read_open_orders(json value, const symbols& names,
                         std::vector<order_report>& out) {
  bool seen = false;
  auto done
    = each_field(value, [&](std::string_view key, json field) -> checked {
        if (key != "open")
          return {};
        return seen = true, read_order_map(field, names, out);
      });
  return done ? required(seen, "open") : done;
}

checked read_closed_orders(json value, const symbols& names,
                           page<order_report>& out) {
  bool seen = false;
  out.total = -1;
  auto done
    = each_field(value, [&](std::string_view key, json field) -> checked {
        if (key == "closed")
          return seen = true, read_order_map(field, names, out.rows);
        if (key == "count")
          return read(field, out.total);
        return {};
      });
  if (out.total < 0)
    out.total = static_cast<int64_t>(out.rows.size());
  return done ? required(seen, "closed") : done;
}

} // namespace lockstep::kraken
