#include "config/naming.hpp"

#include <algorithm>

namespace lockstep::config {

namespace {

using secrets::form;
using names = std::array<std::string_view, 2>;

constexpr std::array<std::string_view, 3> kraken{"KRAKEN_PLATFORM",
                                                 "KRAKEN_MASTER", "KRAKEN"};
constexpr names coinbase{"COINBASE_MASTER", "COINBASE"};
constexpr names okx{"OKX_MASTER", "OKX"};
constexpr names binance{"BINANCE_MASTER", "BINANCE"};
constexpr names alpaca{"ALPACA_MASTER", "ALPACA"};

constexpr std::array<naming, 5> table{{
  {.venue = "kraken",
   .master = kraken,
   .follower = "KRAKEN_USER_",
   .key = {form::text, 16, 128, 56},
   .secret = {form::base64, 32, 128, 64}},
  {.venue = "coinbase",
   .master = coinbase,
   .follower = "COINBASE_USER_",
   .key = {form::text, 16, 200, 0},
   .secret = {form::pem, 32, 4'096, 0},
   .pem_path = "COINBASE_PEM_PATH"},
  {.venue = "okx",
   .master = okx,
   .follower = "OKX_USER_",
   .key = {form::text, 16, 64, 36},
   .secret = {form::text, 16, 128, 32},
   .has_passphrase = true,
   .practice = "OKX_USE_TESTNET"},
  {.venue = "binance",
   .master = binance,
   .follower = "BINANCE_USER_",
   .key = {form::text, 32, 128, 64},
   .secret = {form::text, 32, 128, 64},
   .practice = "BINANCE_USE_TESTNET"},
  {.venue = "alpaca",
   .master = alpaca,
   .follower = "ALPACA_USER_",
   .key = {form::text, 16, 64, 20},
   .secret = {form::text, 32, 64, 40},
   .practice = "ALPACA_PAPER",
   .follower_practice = "_PAPER"},
}};

} // namespace

std::span<const naming> all_namings() {
  return table;
}

const naming* naming_of(std::string_view venue) {
  const auto* at = std::ranges::find(table, venue, &naming::venue);
  return at == table.end() ? nullptr : at;
}

} // namespace lockstep::config
