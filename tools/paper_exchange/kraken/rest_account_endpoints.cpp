#include "tools/paper_exchange/kraken/rest_endpoints.hpp"

namespace lockstep::paper::kraken {

namespace {

constexpr std::string_view funds = "query-funds";
constexpr std::string_view see_open = "query-open-trades";
constexpr std::string_view see_closed = "query-closed-trades";
constexpr std::string_view ledger = "query-ledger";

using endpoints = std::vector<rest_endpoint>;

endpoints fund_endpoints() {
  return {
    {"Balance", balance, {funds}, {}, 1, false, {"rebase_multiplier"}},
    {"BalanceEx",
     balance_extended,
     {funds},
     {},
     1,
     false,
     {"rebase_multiplier"}},
    {"TradeBalance",
     trade_balance,
     {see_open},
     {},
     1,
     false,
     {"asset", "rebase_multiplier"}},
    {"TradeVolume",
     trade_volume,
     {funds},
     {},
     1,
     false,
     {"pair", "fee_schedule", "rebase_multiplier"}},
    {"Ledgers",
     ledgers,
     {ledger, see_closed},
     {},
     2,
     true,
     {"asset", "aclass", "type", "start", "end", "ofs", "without_count",
      "rebase_multiplier"}},
    {"QueryLedgers",
     query_ledgers,
     {ledger, see_closed},
     {},
     2,
     true,
     {"id", "trades", "rebase_multiplier"}},
  };
}

endpoints transfer_endpoints() {
  return {
    {"DepositMethods",
     deposit_methods,
     {"add-funds"},
     {},
     1,
     false,
     {"asset", "aclass"}},
    {"DepositAddresses",
     empty_list,
     {"add-funds"},
     {},
     1,
     false,
     {"asset", "method", "new", "amount"}},
    {"DepositStatus",
     empty_list,
     {"query-funds"},
     {},
     1,
     false,
     {"asset", "method", "start", "end", "cursor", "limit"}},
    {"WithdrawMethods",
     empty_list,
     {"withdraw-funds"},
     {},
     1,
     false,
     {"asset", "network", "aclass"}},
    {"WithdrawAddresses",
     empty_list,
     {"withdraw-funds"},
     {},
     1,
     false,
     {"asset", "method", "key", "verified", "aclass"}},
    {"WithdrawInfo",
     withdraw,
     {"withdraw-funds"},
     {},
     1,
     false,
     {"asset", "key", "amount"}},
    {"Withdraw",
     withdraw,
     {"withdraw-funds"},
     {},
     1,
     false,
     {"asset", "key", "amount", "address", "max_fee"}},
    {"WithdrawStatus",
     empty_list,
     {"withdraw-funds"},
     {},
     1,
     false,
     {"asset", "method", "start", "end", "cursor", "limit"}},
    {"WithdrawCancel",
     withdraw_cancel,
     {"withdraw-funds"},
     {},
     1,
     false,
     {"asset", "refid"}},
  };
}

endpoints earn_endpoints() {
  const std::set<std::string_view> change{"strategy_id", "amount"};
  return {
    {"Earn/Strategies",
     earn_strategies,
     {},
     {},
     1,
     false,
     {"asset", "ascending", "cursor", "limit", "lock_type"}},
    {"Earn/Allocations",
     earn_allocations,
     {funds},
     {},
     1,
     false,
     {"ascending", "converted_asset", "hide_zero_allocations"}},
    {"Earn/Allocate", earn_change, {"earn-funds"}, {}, 1, false, change},
    {"Earn/Deallocate", earn_change, {"earn-funds"}, {}, 1, false, change},
    {"Earn/AllocateStatus",
     earn_pending,
     {"earn-funds", funds},
     {},
     1,
     false,
     {"strategy_id"}},
    {"Earn/DeallocateStatus",
     earn_pending,
     {"earn-funds", funds},
     {},
     1,
     false,
     {"strategy_id"}},
  };
}

// Known, so that nobody takes them for misspelt, but of no use here.
endpoints other_endpoints() {
  endpoints all{
    {"CreditLines", credit_lines, {funds}, {}, 1, false, {"rebase_multiplier"}},
    {"ExportStatus", empty_list, {"export-data"}, {}, 1, false, {"report"}},
  };
  for (const auto* name :
       {"AddExport", "RetrieveExport", "RemoveExport", "WalletTransfer",
        "CreateSubaccount", "AccountTransfer", "ListWalletAccounts", "Level3"})
    all.push_back({name, not_for_this_account, {}, {}, 1, false, {}});
  return all;
}

} // namespace

std::vector<rest_endpoint> account_endpoints() {
  auto sum = fund_endpoints();
  for (const auto& part :
       {transfer_endpoints(), earn_endpoints(), other_endpoints()})
    sum.insert(sum.end(), part.begin(), part.end());
  return sum;
}

} // namespace lockstep::paper::kraken
