#include "tools/paper_exchange/exchange_pairs.hpp"

#include <algorithm>
#include <array>

namespace lockstep::paper {

namespace {

struct asset_line {
  const char* id;
  const char* key;
  const char* altname;
  int decimals;
  int display_decimals;
};

constexpr std::array asset_lines{
  asset_line{"BTC", "XXBT", "XBT", 10, 5},
  asset_line{"ETH", "XETH", "ETH", 10, 5},
  asset_line{"LTC", "XLTC", "LTC", 10, 5},
  asset_line{"XRP", "XXRP", "XRP", 8, 5},
  asset_line{"DOGE", "XXDG", "XDG", 8, 2},
  asset_line{"SOL", "SOL", "SOL", 10, 5},
  asset_line{"ADA", "ADA", "ADA", 8, 6},
  asset_line{"DOT", "DOT", "DOT", 10, 8},
  asset_line{"LINK", "LINK", "LINK", 10, 5},
  asset_line{"AVAX", "AVAX", "AVAX", 10, 5},
  asset_line{"BCH", "BCH", "BCH", 10, 5},
  asset_line{"USDT", "USDT", "USDT", 8, 4},
  asset_line{"USDC", "USDC", "USDC", 8, 4},
  asset_line{"USD", "ZUSD", "USD", 4, 2},
  asset_line{"EUR", "ZEUR", "EUR", 4, 2},
  asset_line{"GBP", "ZGBP", "GBP", 4, 2},
};

struct pair_line {
  const char* symbol;
  const char* key;
  const char* altname;
  const char* wsname;
  int price_decimals;
  int cost_decimals;
  const char* volume_min;
  const char* cost_min;
  fee_schedule fees;
};

constexpr auto standard = fee_schedule::standard;
constexpr auto stable = fee_schedule::stable;

constexpr std::array pair_lines{
  pair_line{"BTC/USD", "XXBTZUSD", "XBTUSD", "XBT/USD", 1, 5, "0.00005", "0.5",
            standard},
  pair_line{"ETH/USD", "XETHZUSD", "ETHUSD", "ETH/USD", 2, 5, "0.001", "0.5",
            standard},
  pair_line{"LTC/USD", "XLTCZUSD", "LTCUSD", "LTC/USD", 2, 5, "0.1", "0.5",
            standard},
  pair_line{"SOL/USD", "SOLUSD", "SOLUSD", "SOL/USD", 2, 5, "0.06", "0.5",
            standard},
  pair_line{"XRP/USD", "XXRPZUSD", "XRPUSD", "XRP/USD", 5, 8, "1.65", "0.5",
            standard},
  pair_line{"DOGE/USD", "XDGUSD", "XDGUSD", "XDG/USD", 7, 8, "50", "0.5",
            standard},
  pair_line{"ADA/USD", "ADAUSD", "ADAUSD", "ADA/USD", 6, 8, "20", "0.5",
            standard},
  pair_line{"DOT/USD", "DOTUSD", "DOTUSD", "DOT/USD", 4, 8, "3.9", "0.5",
            standard},
  pair_line{"LINK/USD", "LINKUSD", "LINKUSD", "LINK/USD", 5, 8, "0.55", "0.5",
            standard},
  pair_line{"AVAX/USD", "AVAXUSD", "AVAXUSD", "AVAX/USD", 2, 5, "0.5", "0.5",
            standard},
  pair_line{"BCH/USD", "BCHUSD", "BCHUSD", "BCH/USD", 2, 5, "0.01", "0.5",
            standard},
  pair_line{"BTC/USDT", "XBTUSDT", "XBTUSDT", "XBT/USDT", 1, 5, "0.00005",
            "0.5", standard},
  pair_line{"ETH/USDT", "ETHUSDT", "ETHUSDT", "ETH/USDT", 2, 5, "0.001", "0.5",
            standard},
  pair_line{"BTC/USDC", "XBTUSDC", "XBTUSDC", "XBT/USDC", 2, 5, "0.00005",
            "0.5", standard},
  pair_line{"ETH/BTC", "XETHXXBT", "ETHXBT", "ETH/XBT", 6, 10, "0.001",
            "0.00002", standard},
  pair_line{"BTC/EUR", "XXBTZEUR", "XBTEUR", "XBT/EUR", 1, 5, "0.00005", "0.45",
            standard},
  pair_line{"ETH/EUR", "XETHZEUR", "ETHEUR", "ETH/EUR", 2, 5, "0.001", "0.45",
            standard},
  pair_line{"SOL/EUR", "SOLEUR", "SOLEUR", "SOL/EUR", 2, 5, "0.02", "0.45",
            standard},
  pair_line{"USDT/USD", "USDTZUSD", "USDTUSD", "USDT/USD", 5, 8, "5", "0.5",
            stable},
  pair_line{"USDC/USD", "USDCUSD", "USDCUSD", "USDC/USD", 4, 8, "5", "0.5",
            stable},
  pair_line{"EUR/USD", "ZEURZUSD", "EURUSD", "EUR/USD", 5, 8, "0.5", "0.5",
            stable},
};

// Percent by 30-day volume as Kraken's pairs stated them before 2026-09; the
// loyalty by assets held is left out.
constexpr std::array standard_tiers{
  fee_tier{0, 40, 25},        fee_tier{10'000, 35, 20},
  fee_tier{50'000, 24, 14},   fee_tier{100'000, 22, 12},
  fee_tier{250'000, 20, 10},  fee_tier{500'000, 18, 8},
  fee_tier{1'000'000, 16, 6}, fee_tier{2'500'000, 14, 4},
  fee_tier{5'000'000, 12, 2}, fee_tier{10'000'000, 10, 0},
};

constexpr std::array stable_tiers{
  fee_tier{0, 20, 20},        fee_tier{50'000, 16, 16},
  fee_tier{100'000, 12, 12},  fee_tier{250'000, 8, 8},
  fee_tier{500'000, 4, 4},    fee_tier{1'000'000, 2, 2},
  fee_tier{10'000'000, 1, 1},
};

/// Numbers in the tables above are right by construction.
decimal number(const char* text) {
  return decimal::parse(text).value();
}

pair_info make_pair_info(const pair_line& line) {
  const std::string symbol = line.symbol;
  const auto slash = symbol.find('/');
  pair_info info;
  info.symbol = symbol_id{symbol};
  info.key = line.key;
  info.altname = line.altname;
  info.wsname = line.wsname;
  info.base = asset_id{symbol.substr(0, slash)};
  info.quote = asset_id{symbol.substr(slash + 1)};
  info.price_decimals = line.price_decimals;
  info.cost_decimals = line.cost_decimals;
  info.tick = price{step_of(line.price_decimals)};
  info.volume_min = quantity{number(line.volume_min)};
  info.cost_min = notional{number(line.cost_min)};
  info.fees = line.fees;
  if (line.fees == fee_schedule::standard)
    info.leverages = {2, 3, 4, 5};
  return info;
}

} // namespace

std::string_view to_string(asset_status status) {
  constexpr std::array<std::string_view, 4> names{
    "enabled", "deposit_only", "withdrawal_only",
    "funding_temporarily_disabled"};
  return names[static_cast<size_t>(status)];
}

std::span<const fee_tier> tiers_of(fee_schedule schedule) {
  if (schedule == fee_schedule::stable)
    return stable_tiers;
  return standard_tiers;
}

const fee_tier& tier_at(fee_schedule schedule, notional volume) {
  const auto tiers = tiers_of(schedule);
  const auto above
    = std::ranges::find_if(tiers, [volume](const fee_tier& tier) {
        return notional{decimal{tier.volume_min}} > volume;
      });
  return above == tiers.begin() ? tiers.front() : *(above - 1);
}

listing::listing() {
  for (const auto& line : asset_lines)
    assets_.push_back({asset_id{line.id}, line.key, line.altname, line.decimals,
                       line.display_decimals, asset_status::enabled});
  for (const auto& line : pair_lines)
    pairs_.push_back(make_pair_info(line));
}

const pair_info* listing::pair(std::string_view name) const {
  const auto at = std::ranges::find_if(pairs_, [name](const pair_info& p) {
    return p.key == name || p.altname == name || p.wsname == name
           || p.symbol.str() == name || p.base.str() + p.quote.str() == name;
  });
  return at == pairs_.end() ? nullptr : &*at;
}

const pair_info* listing::pair(const symbol_id& symbol) const {
  const auto at = std::ranges::find(pairs_, symbol, &pair_info::symbol);
  return at == pairs_.end() ? nullptr : &*at;
}

const asset_info* listing::asset(std::string_view name) const {
  const auto at = std::ranges::find_if(assets_, [name](const asset_info& a) {
    return a.id.str() == name || a.key == name || a.altname == name;
  });
  return at == assets_.end() ? nullptr : &*at;
}

const asset_info& listing::asset(const asset_id& id) const {
  return *std::ranges::find(assets_, id, &asset_info::id);
}

bool listing::set_status(const symbol_id& symbol, trading_status status) {
  const auto at = std::ranges::find(pairs_, symbol, &pair_info::symbol);
  if (at == pairs_.end())
    return false;
  at->status = status;
  return true;
}

bool listing::set_status(const asset_id& asset, asset_status status) {
  const auto at = std::ranges::find(assets_, asset, &asset_info::id);
  if (at == assets_.end())
    return false;
  at->status = status;
  return true;
}

} // namespace lockstep::paper
