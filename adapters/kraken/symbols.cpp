#include "adapters/kraken/symbols.hpp"

#include <array>
#include <utility>

namespace lockstep::kraken {

namespace {

/// Assets whose id or short name is not the name that everybody uses. The
/// list is closed: newer assets have one name only. (`XTZ` and `ZRX` show why
/// a leading letter must never simply be taken off.)
constexpr std::array<std::pair<std::string_view, std::string_view>, 24>
  familiar_names{{
    {"XXBT", "BTC"}, {"XBT", "BTC"},  {"XXDG", "DOGE"}, {"XDG", "DOGE"},
    {"XETH", "ETH"}, {"XLTC", "LTC"}, {"XXRP", "XRP"},  {"XXLM", "XLM"},
    {"XXMR", "XMR"}, {"XZEC", "ZEC"}, {"XETC", "ETC"},  {"XREP", "REP"},
    {"XMLN", "MLN"}, {"XICN", "ICN"}, {"XDAO", "DAO"},  {"XNMC", "NMC"},
    {"XXVN", "XVN"}, {"ZUSD", "USD"}, {"ZEUR", "EUR"},  {"ZGBP", "GBP"},
    {"ZCAD", "CAD"}, {"ZJPY", "JPY"}, {"ZAUD", "AUD"},  {"ZKRW", "KRW"},
  }};

std::string_view plain_name(std::string_view name) {
  for (const auto& [theirs, ours] : familiar_names)
    if (theirs == name)
      return ours;
  return name;
}

} // namespace

asset_id asset_of(std::string_view name) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos)
    return asset_id{std::string{plain_name(name)}};
  const auto suffix = name.substr(dot);
  std::string out{plain_name(name.substr(0, dot))};
  if (suffix != ".F")
    out += suffix;
  return asset_id{std::move(out)};
}

symbol_id symbol_of(std::string_view slashed) {
  const auto slash = slashed.find('/');
  if (slash == std::string_view::npos)
    return {};
  const auto base = plain_name(slashed.substr(0, slash));
  const auto quote = plain_name(slashed.substr(slash + 1));
  if (base.empty() || quote.empty())
    return {};
  return symbol_id{fmt::format("{}/{}", base, quote)};
}

symbols::symbols(instruments_ptr table) : table_{std::move(table)} {
  for (const auto& [symbol, pair] : *table_) {
    by_name_.emplace(symbol.str(), &pair);
    for (const auto& name : {pair.venue_key, pair.venue_name})
      if (!name.empty())
        by_name_.emplace(name, &pair);
  }
}

const instrument* symbols::find(std::string_view name) const {
  auto at = by_name_.find(name);
  if (at == by_name_.end())
    at = by_name_.find(symbol_of(name).str());
  return at == by_name_.end() ? nullptr : at->second;
}

symbol_id symbols::of(std::string_view name) const {
  if (const auto* pair = find(name))
    return pair->symbol;
  const auto slashed = symbol_of(name);
  return slashed.empty() ? symbol_id{std::string{name}} : slashed;
}

std::string symbols::venue_name(const symbol_id& symbol) const {
  const auto* pair = lockstep::find(*table_, symbol);
  return pair ? pair->venue_name : symbol.str();
}

} // namespace lockstep::kraken
