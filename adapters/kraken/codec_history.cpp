#include "adapters/kraken/codec_history.hpp"

#include "adapters/kraken/codec_orders.hpp"

#include <array>
#include <utility>

namespace lockstep::kraken {

namespace {

/// One execution as the REST interface has it.
struct trade_fields {
  execution fill;
  std::string pair;
  decimal fee;
  decimal margin;
  std::string leverage;
  std::string misc;
  bool of_position = false;
  int seen = 0;
};

/// What there is no execution without: ordertxid, pair, time, type, price,
/// cost, fee, vol.
constexpr int required_fields = 8;

checked read_trade_essentials(std::string_view key, json field,
                              trade_fields& out) {
  auto& fill = out.fill;
  ++out.seen;
  if (key == "ordertxid")
    return read(field, fill.order);
  if (key == "pair")
    return read(field, out.pair);
  if (key == "time")
    return read_unix(field, fill.time);
  if (key == "type")
    return read_side(field, fill.side);
  if (key == "price")
    return read(field, fill.price);
  if (key == "cost")
    return read(field, fill.cost);
  if (key == "fee")
    return read(field, out.fee);
  if (key == "vol")
    return read(field, fill.quantity);
  --out.seen;
  return {};
}

checked read_trade_fields(json value, trade_fields& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    if (key == "ordertype")
      return read_order_type(field, out.fill.type);
    if (key == "cl_ord_id")
      return read(field, out.fill.key);
    if (key == "margin")
      return read(field, out.margin);
    if (key == "leverage")
      return read(field, out.leverage);
    if (key == "misc")
      return read(field, out.misc);
    if (key == "posstatus") {
      out.of_position = true;
      return {};
    }
    return read_trade_essentials(key, field, out);
  });
}

bool is_margin(const trade_fields& x) {
  const bool leveraged = !x.leverage.empty() && x.leverage != "0"
                         && x.leverage != "none";
  return !x.margin.is_zero() || x.of_position || leveraged
         || x.misc.find("closing") != std::string::npos;
}

execution finished(trade_fields x, const symbols& names) {
  x.fill.symbol = names.of(x.pair);
  x.fill.margin = is_margin(x);
  if (!x.fee.is_zero()) {
    const auto* pair = names.find(x.pair);
    x.fill.fees.push_back(fee{pair ? pair->quote : asset_id{}, x.fee});
  }
  return std::move(x.fill);
}

checked read_ledger_entry(json value, ledger_entry& out) {
  std::string type;
  std::string subtype;
  std::string asset;
  int seen = 0;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "refid")
                             return read(field, out.reference);
                           if (key == "subtype")
                             return read(field, subtype);
                           if (key == "fee")
                             return read(field, out.fee);
                           if (key == "time")
                             return ++seen, read_unix(field, out.time);
                           if (key == "type")
                             return ++seen, read(field, type);
                           if (key == "asset")
                             return ++seen, read(field, asset);
                           if (key == "amount")
                             return ++seen, read(field, out.amount);
                           if (key == "balance")
                             return ++seen, read(field, out.balance_after);
                           return {};
                         });
  out.asset = asset_of(asset);
  out.kind = ledger_kind_of(type, subtype);
  return done ? required(seen == 5, "time, type, asset, amount or balance")
              : done;
}

template <class Row, class ReadRows>
checked read_page(json value, std::string_view name, page<Row>& out,
                  ReadRows read_rows) {
  bool seen = false;
  out.total = -1;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == name)
                             return seen = true, read_rows(field);
                           if (key == "count")
                             return read(field, out.total);
                           return {};
                         });
  if (out.total < 0)
    out.total = static_cast<int64_t>(out.rows.size());
  return done ? required(seen, name) : done;
}

} // namespace

ledger_kind ledger_kind_of(std::string_view type, std::string_view subtype) {
  using enum ledger_kind;
  constexpr std::array<std::pair<std::string_view, ledger_kind>, 11> all{{
    {"trade", trade},
    {"spend", conversion},
    {"receive", conversion},
    {"sale", conversion},
    {"conversion", conversion},
    {"deposit", deposit},
    {"withdrawal", withdrawal},
    {"transfer", transfer},
    {"staking", reward},
    {"dividend", reward},
    {"reward", reward},
  }};
  if (type == "earn") // moved into or out of earning, or earned
    return subtype.empty() || subtype == "reward" ? reward : transfer;
  for (const auto& [name, kind] : all)
    if (name == type)
      return kind;
  return other;
}

checked read_execution_map(json value, const symbols& names,
                           std::vector<execution>& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    trade_fields fields;
    fields.fill.id = execution_id{std::string{key}};
    auto done = read_trade_fields(field, fields);
    if (done)
      done = required(fields.seen == required_fields,
                      "ordertxid, pair, time, type, price, cost, fee or vol");
    if (done)
      out.push_back(finished(std::move(fields), names));
    return done;
  });
}

checked read_execution_page(json value, const symbols& names,
                            page<execution>& out) {
  return read_page(value, "trades", out, [&](json field) {
    return read_execution_map(field, names, out.rows);
  });
}

checked read_ledger_page(json value, page<ledger_entry>& out) {
  return read_page(value, "ledger", out, [&](json field) {
    return each_field(field, [&](std::string_view key, json entry) {
      auto& row = out.rows.emplace_back();
      row.id = ledger_id{std::string{key}};
      return read_ledger_entry(entry, row);
    });
  });
}

} // namespace lockstep::kraken
