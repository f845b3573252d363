#include "tools/paper_exchange/kraken/history.hpp"
#include "tools/paper_exchange/kraken/rest_call.hpp"
#include "tools/paper_exchange/kraken/text.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <algorithm>
#include <set>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t ledgers_queried_max = 20;

const account& account_of(const rest_call& call) {
  return *call.core.accounts().find(call.who());
}

std::string amount_text(const asset_info& asset, decimal x) {
  return x.str(asset.decimals, rounding::half_up);
}

// The entry's `type` in Kraken's words.
const char* kind_text(ledger_kind kind) {
  switch (kind) {
    case ledger_kind::trade:
      return "trade";
    case ledger_kind::conversion:
      return "conversion";
    case ledger_kind::deposit:
      return "deposit";
    case ledger_kind::withdrawal:
      return "withdrawal";
    case ledger_kind::transfer:
      return "transfer";
    case ledger_kind::reward:
      return "reward";
    case ledger_kind::other:
      break;
  }
  return "adjustment";
}

void write_entry(json_writer& out, const rest_call& call,
                 const ledger_entry& entry) {
  const auto& asset = call.core.reference().asset(entry.asset);
  out.begin_object(entry.id.str())
    .string("refid", entry.reference)
    .raw_number("time", seconds_text(entry.time))
    .string("type", kind_text(entry.kind))
    .string("subtype", "")
    .string("aclass", "currency")
    .string("asset", asset.key)
    .string("amount", amount_text(asset, entry.amount))
    .string("fee", amount_text(asset, entry.fee))
    .string("balance", amount_text(asset, entry.balance_after))
    .end_object();
}

// The assets that a call names; empty means all.
result<std::set<asset_id>> assets_of(const rest_call& call) {
  std::set<asset_id> chosen;
  const auto* names = call.params.find("asset");
  if (names == nullptr || names->text() == "all")
    return chosen;
  for (const auto& name : list_of(*names)) {
    const auto* asset = call.core.reference().asset(std::string_view{name});
    if (asset == nullptr)
      return fail("EQuery:Unknown asset");
    chosen.insert(asset->id);
  }
  return chosen;
}

void write_fee(json_writer& out, const pair_info& pair, const fee_view& fees,
               int fee_tier::*side) {
  const auto percent = [side](const fee_tier& tier) {
    return divide(decimal{tier.*side}, decimal{100}, rounding::half_up)
      .str(4, rounding::half_up);
  };
  const auto volume = [](const fee_tier& tier) {
    return decimal{tier.volume_min}.str(4, rounding::down);
  };
  const auto all = tiers_of(pair.fees);
  out.begin_object(pair.key)
    .string("fee", percent(fees.tier))
    .string("minfee", percent(all.back()))
    .string("maxfee", percent(all.front()));
  if (fees.next)
    out.string("nextfee", percent(*fees.next))
      .string("nextvolume", volume(*fees.next));
  else
    out.null("nextfee").null("nextvolume");
  out.string("tiervolume", volume(fees.tier)).end_object();
}

} // namespace

rest_answer balance(const rest_call& call) {
  json_writer out;
  out.begin_object();
  for (const auto& [id, held] : account_of(call).balances()) {
    const auto& asset = call.core.reference().asset(id);
    out.string(asset.key, amount_text(asset, held.total));
  }
  return out.end_object().str();
}

rest_answer balance_extended(const rest_call& call) {
  json_writer out;
  out.begin_object();
  for (const auto& [id, held] : account_of(call).balances()) {
    const auto& asset = call.core.reference().asset(id);
    out.begin_object(asset.key)
      .string("balance", amount_text(asset, held.total))
      .string("hold_trade", amount_text(asset, held.held))
      .end_object();
  }
  return out.end_object().str();
}

rest_answer trade_balance(const rest_call& call) {
  const auto& asked = call.text("asset");
  const auto* asset = call.core.reference().asset(
    std::string_view{asked.empty() ? "ZUSD" : asked});
  if (asset == nullptr)
    return fail("EQuery:Unknown asset");
  notional sum;
  for (const auto& [id, held] : account_of(call).balances())
    sum += call.core.value_in_usd(id, held.total);
  const auto unit = call.core.value_in_usd(asset->id, decimal{1});
  const auto worth = unit.is_zero()
                       ? std::string{"0.0000"}
                       : divide(sum.value(), unit.value(), rounding::down)
                           .str(4, rounding::down);
  json_writer out;
  out.begin_object();
  for (const auto* name : {"eb", "tb"})
    out.string(name, worth);
  for (const auto* name : {"m", "uv", "n", "c", "v"})
    out.string(name, "0.0000");
  for (const auto* name : {"e", "mf"})
    out.string(name, worth);
  return out.end_object().str();
}

rest_answer trade_volume(const rest_call& call) {
  std::vector<const pair_info*> pairs;
  if (const auto* names = call.params.find("pair"))
    for (const auto& name : list_of(*names)) {
      const auto* pair = call.core.reference().pair(std::string_view{name});
      if (pair == nullptr)
        return fail("EQuery:Unknown asset pair");
      pairs.push_back(pair);
    }
  json_writer out;
  out.begin_object()
    .string("currency", "ZUSD")
    .string("volume", account_of(call).volume().value().str(4, rounding::down));
  const auto table = [&](const char* name, int fee_tier::*side) {
    out.begin_object(name);
    for (const auto* pair : pairs)
      write_fee(out, *pair, call.core.fees(call.who(), pair->symbol), side);
    out.end_object();
  };
  if (pairs.empty()) {
    out.null("fees").null("fees_maker");
  } else {
    table("fees", &fee_tier::taker_basis_points);
    table("fees_maker", &fee_tier::maker_basis_points);
  }
  return out.end_object().str();
}

rest_answer ledgers(const rest_call& call) {
  const auto chosen = assets_of(call);
  if (!chosen)
    return tl::unexpected{chosen.error()};
  auto all = call.core.ledger(call.who(), call.seen);
  const auto cut = window_of(call, [&](const std::string& id) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto& one) {
      return one.id.str() == id;
    });
    return at == all.end() ? std::nullopt : std::optional{at->time};
  });
  if (!cut)
    return tl::unexpected{cut.error()};
  const auto& type = call.text("type");
  std::erase_if(all, [&](const ledger_entry& entry) {
    return !cut->holds(entry.time)
           || (!chosen->empty() && !chosen->contains(entry.asset))
           || (!type.empty() && type != "all" && type != kind_text(entry.kind));
  });
  const auto [begin, end] = page_of(*cut, all.size());
  json_writer out;
  out.begin_object().begin_object("ledger");
  for (auto i = begin; i < end; ++i)
    write_entry(out, call, all[i]);
  out.end_object();
  if (cut->with_count)
    out.integer("count", static_cast<int64_t>(all.size()));
  return out.end_object().str();
}

rest_answer query_ledgers(const rest_call& call) {
  const auto* asked = call.params.find("id");
  const auto ids = asked == nullptr ? std::vector<std::string>{}
                                    : list_of(*asked);
  if (ids.empty() || ids.size() > ledgers_queried_max)
    return fail("EGeneral:Invalid arguments");
  const auto all = call.core.ledger(call.who(), call.seen);
  json_writer out;
  out.begin_object();
  for (const auto& id : ids) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const auto& one) {
      return one.id.str() == id;
    });
    if (at == all.end())
      return fail("EQuery:Unknown ledger");
    write_entry(out, call, *at);
  }
  return out.end_object().str();
}

rest_answer deposit_methods(const rest_call& call) {
  if (call.core.reference().asset(std::string_view{call.text("asset")})
      == nullptr)
    return fail("EFunding:Unknown asset");
  return "[]";
}

rest_answer empty_list(const rest_call&) {
  return "[]";
}

rest_answer withdraw(const rest_call&) {
  // No address book exists, so no withdrawal key can be known.
  return fail("EFunding:Unknown withdraw key");
}

} // namespace lockstep::paper::kraken
