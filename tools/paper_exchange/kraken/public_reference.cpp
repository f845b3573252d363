#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <chrono>
#include <vector>

namespace lockstep::paper::kraken {

namespace {

const std::string& name_of(const asset_info& asset, bool modern_names) {
  return modern_names ? asset.id.str() : asset.key;
}

void write_asset(json_writer& out, const asset_info& asset, bool names) {
  out.begin_object(name_of(asset, names))
    .string("aclass", "currency")
    .string("altname", asset.altname)
    .integer("decimals", asset.decimals)
    .integer("display_decimals", asset.display_decimals)
    .raw_number("collateral_value", "1.0")
    .string("status", to_string(asset.status))
    .end_object();
}

void write_fees(json_writer& out, const pair_info& pair) {
  const auto percent_of = [](int basis_points) {
    return divide(decimal{basis_points}, decimal{100}, rounding::half_up).str();
  };
  const auto table = [&](const char* name, auto member) {
    out.begin_array(name);
    for (const auto& tier : tiers_of(pair.fees))
      out.begin_array()
        .integer(tier.volume_min)
        .raw_number(percent_of(tier.*member))
        .end_array();
    out.end_array();
  };
  table("fees", &fee_tier::taker_basis_points);
  table("fees_maker", &fee_tier::maker_basis_points);
}

void write_leverage(json_writer& out, const pair_info& pair) {
  for (const auto* name : {"leverage_buy", "leverage_sell"}) {
    out.begin_array(name);
    for (const auto one : pair.leverages)
      out.integer(one);
    out.end_array();
  }
}

void write_margin(json_writer& out) {
  out.integer("margin_call", 80).integer("margin_stop", 40);
}

void write_pair(json_writer& out, const listing& reference,
                const pair_info& pair, bool names) {
  const auto asset = [&](const asset_id& id) -> const std::string& {
    return name_of(reference.asset(id), names);
  };
  out.string("altname", pair.altname)
    .string("wsname", pair.wsname)
    .string("aclass_base", "currency")
    .string("base", asset(pair.base))
    .string("aclass_quote", "currency")
    .string("quote", asset(pair.quote))
    .string("lot", "unit")
    .integer("cost_decimals", pair.cost_decimals)
    .integer("pair_decimals", pair.price_decimals)
    .integer("lot_decimals", pair.lot_decimals)
    .integer("lot_multiplier", 1);
  write_leverage(out, pair);
  write_fees(out, pair);
  out.string("fee_volume_currency", names ? "USD" : "ZUSD");
  write_margin(out);
  out.string("ordermin", pair.volume_min.str())
    .string("costmin", pair.cost_min.str())
    .string("tick_size", pair.tick.str())
    .string("status", to_string(pair.status))
    .string("execution_venue", "international");
  // How much may be held on margin, in base; here nothing ever is.
  if (!pair.leverages.empty())
    out.integer("long_position_limit", 250)
      .integer("short_position_limit", 200);
}

// A pair, and what the result calls it.
struct named_pair {
  const pair_info* pair;
  std::string key;
};

result<std::vector<named_pair>> chosen_pairs(const rest_call& call) {
  std::vector<named_pair> chosen;
  const auto* names = call.params.find("pair");
  if (names == nullptr || (names->text().empty() && names->items().empty())) {
    for (const auto& pair : call.core.reference().pairs())
      chosen.push_back(
        {&pair, call.modern_names() ? pair.symbol.str() : pair.key});
    return chosen;
  }
  for (const auto& name : list_of(*names)) {
    const auto* pair = call.core.reference().pair(name);
    if (pair == nullptr)
      return fail("EQuery:Unknown asset pair");
    chosen.push_back({pair, call.modern_names() ? pair->symbol.str()
                                                : result_key(*pair, name)});
  }
  return chosen;
}

} // namespace

rest_answer server_time(const rest_call& call) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(call.now);
  return json_writer{}
    .begin_object()
    .integer("unixtime", seconds.time_since_epoch().count())
    .string("rfc1123", to_rfc1123(call.now))
    .end_object()
    .str();
}

rest_answer server_status(const rest_call& call) {
  return json_writer{}
    .begin_object()
    .string("status", to_string(call.core.system_status()))
    .string("timestamp", to_rfc3339_seconds(call.now))
    .end_object()
    .str();
}

rest_answer assets(const rest_call& call) {
  json_writer out;
  out.begin_object();
  const auto& reference = call.core.reference();
  const auto* names = call.params.find("asset");
  const auto chosen = names == nullptr ? std::vector<std::string>{}
                                       : list_of(*names);
  for (const auto& name : chosen) {
    const auto* asset = reference.asset(std::string_view{name});
    if (asset == nullptr)
      return fail("EQuery:Unknown asset");
    write_asset(out, *asset, call.modern_names());
  }
  if (chosen.empty())
    for (const auto& asset : reference.assets())
      write_asset(out, asset, call.modern_names());
  return out.end_object().str();
}

rest_answer asset_pairs(const rest_call& call) {
  const auto pairs = chosen_pairs(call);
  if (!pairs)
    return tl::unexpected{pairs.error()};
  const auto& info = call.text("info");
  const auto& aclass = call.text("aclass_base");
  json_writer out;
  out.begin_object();
  for (const auto& [pair, key] : *pairs) {
    if (!aclass.empty() && aclass != "currency")
      continue;
    out.begin_object(key);
    if (info.empty() || info == "info") {
      write_pair(out, call.core.reference(), *pair, call.modern_names());
    } else if (info == "leverage") {
      write_leverage(out, *pair);
    } else if (info == "fees") {
      write_fees(out, *pair);
      out.string("fee_volume_currency", "ZUSD");
    } else if (info == "margin") {
      write_margin(out);
    } else {
      return fail("EGeneral:Invalid arguments");
    }
    out.end_object();
  }
  return out.end_object().str();
}

} // namespace lockstep::paper::kraken
