#include "adapters/kraken/codec_account.hpp"

#include <algorithm>

namespace lockstep::kraken {

namespace {

checked read_holding(json value, holding& out) {
  using simdjson::ondemand::json_type;
  json_type type{};
  if (auto error = value.type().get(type))
    return detail::broken(error);
  if (type != json_type::object)
    return read(value, out.total);
  bool seen = false;
  decimal credit;
  decimal credit_used;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "balance")
                             return seen = true, read(field, out.total);
                           if (key == "hold_trade")
                             return read(field, out.held);
                           if (key == "credit")
                             return read(field, credit);
                           if (key == "credit_used")
                             return read(field, credit_used);
                           return {};
                         });
  out.total += credit - credit_used;
  return done ? required(seen, "balance") : done;
}

checked read_fee(json value, ratio& out) {
  bool seen = false;
  decimal in_percent;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key != "fee")
                             return {};
                           return seen = true, read(field, in_percent);
                         });
  out = percent(in_percent);
  return done ? required(seen, "fee") : done;
}

using fee_table = std::map<symbol_id, ratio>;

checked read_fee_table(json value, const symbols& names, fee_table& out) {
  return each_field(value, [&](std::string_view key, json field) {
    return read_fee(field, out[names.of(key)]);
  });
}

bool has(const std::vector<std::string>& all, std::string_view one) {
  return std::ranges::find(all, one) != all.end();
}

void judge_permissions(key_info& key) {
  const auto& all = key.permissions;
  key.may_withdraw = has(all, "withdraw-funds");
  key.may_trade = has(all, "modify-trades");
  key.may_query = has(all, "query-funds") && has(all, "query-open-trades")
                  && has(all, "query-closed-trades");
}

} // namespace

checked read_balance(json value, balance& out) {
  return each_field(value, [&](std::string_view key, json field) -> checked {
    holding one;
    if (auto done = read_holding(field, one); !done)
      return done;
    auto& sum = out.holdings[asset_of(key)];
    sum.total += one.total;
    sum.held += one.held;
    return {};
  });
}

checked read_fees(json value, const symbols& names,
                  std::map<symbol_id, fee_rate>& out) {
  fee_table taker;
  fee_table maker;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "fees")
                             return read_fee_table(field, names, taker);
                           if (key == "fees_maker")
                             return read_fee_table(field, names, maker);
                           return {};
                         });
  for (const auto& [symbol, fee] : taker) {
    const auto at = maker.find(symbol);
    out[symbol] = fee_rate{fee, at == maker.end() ? fee : at->second};
  }
  return done;
}

checked read_key_info(json value, key_info& out) {
  bool seen = false;
  auto done
    = each_field(value, [&](std::string_view key, json field) -> checked {
        if (key == "apiKeyName")
          return read(field, out.label);
        if (key == "iban") // the account's public number, on all its keys
          return read(field, out.identity);
        if (key == "nonce")
          return read(field, out.nonce);
        if (key != "permissions")
          return {};
        seen = true;
        return each_element(field, [&](json one) {
          return read(one, out.permissions.emplace_back());
        });
      });
  judge_permissions(out);
  return done ? required(seen, "permissions") : done;
}

checked read_stream_token(json value, stream_token& out) {
  int64_t seconds = 0;
  auto done = each_field(value,
                         [&](std::string_view key, json field) -> checked {
                           if (key == "token")
                             return read(field, out.token);
                           if (key == "expires")
                             return read(field, seconds);
                           return {};
                         });
  if (seconds < 0 || seconds > 86'400)
    return fail(".expires: {} s can not be right", seconds);
  out.valid_for = std::chrono::seconds{seconds};
  return done ? required(!out.token.empty(), "token") : done;
}

} // namespace lockstep::kraken
