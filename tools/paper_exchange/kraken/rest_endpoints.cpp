#include "tools/paper_exchange/kraken/rest_endpoints.hpp"

#include <algorithm>

namespace lockstep::paper::kraken {

namespace {

constexpr std::string_view open = "query-open-trades";
constexpr std::string_view closed = "query-closed-trades";
constexpr std::string_view modify = "modify-trades";
constexpr std::string_view cancel = "close-trades";

using endpoints = std::vector<rest_endpoint>;

const endpoints& public_endpoints() {
  static const endpoints all{
    {"Time", server_time, {}, {}, 1, false, {}},
    {"SystemStatus", server_status, {}, {}, 1, false, {}},
    {"Assets", assets, {}, {}, 1, false, {"asset", "aclass", "assetVersion"}},
    {"AssetPairs",
     asset_pairs,
     {},
     {},
     1,
     false,
     {"pair", "info", "aclass_base", "country_code", "assetVersion"}},
    {"Ticker", ticker, {}, {}, 1, false, {"pair", "asset_class"}},
    {"OHLC",
     ohlc,
     {},
     {},
     1,
     false,
     {"pair", "interval", "since", "asset_class"}},
    {"Depth", depth, {}, {}, 1, false, {"pair", "count", "asset_class"}},
    {"Trades",
     public_trades,
     {},
     {},
     1,
     false,
     {"pair", "since", "count", "asset_class"}},
    {"Spread", spread, {}, {}, 1, false, {"pair", "since", "asset_class"}},
  };
  return all;
}

endpoints view_endpoints() {
  return {
    {"OpenOrders",
     open_orders,
     {open},
     {},
     1,
     true,
     {"trades", "userref", "cl_ord_id", "rebase_multiplier"}},
    {"ClosedOrders",
     closed_orders,
     {closed},
     {},
     1,
     true,
     {"trades", "userref", "cl_ord_id", "start", "end", "ofs", "closetime",
      "consolidate_taker", "without_count", "rebase_multiplier"}},
    {"QueryOrders",
     query_orders,
     {open, closed},
     {},
     1,
     true,
     {"txid", "trades", "userref", "cl_ord_id", "consolidate_taker",
      "rebase_multiplier"}},
    {"OrderAmends",
     order_amends,
     {open, closed},
     {},
     1,
     true,
     {"order_id", "rebase_multiplier"}},
    {"TradesHistory",
     trades_history,
     {closed},
     {},
     2,
     true,
     {"type", "trades", "start", "end", "ofs", "consolidate_taker", "ledgers",
      "without_count", "rebase_multiplier"}},
    {"QueryTrades",
     query_trades,
     {closed},
     {},
     1,
     true,
     {"txid", "trades", "ledgers", "rebase_multiplier"}},
    {"OpenPositions",
     open_positions,
     {open},
     {},
     1,
     false,
     {"txid", "docalcs", "consolidation", "rebase_multiplier"}},
  };
}

endpoints trading_endpoints() {
  return {
    {"AddOrder",
     add_order,
     {modify},
     {},
     0,
     false,
     {"userref",     "cl_ord_id", "ordertype",   "type",    "volume",
      "displayvol",  "pair",      "asset_class", "price",   "price2",
      "trigger",     "leverage",  "reduce_only", "stptype", "oflags",
      "timeinforce", "starttm",   "expiretm",    "close",   "deadline",
      "validate",    "broker"}},
    {"AddOrderBatch",
     add_order_batch,
     {modify, cancel},
     demand::all,
     0,
     false,
     {"orders", "pair", "asset_class", "deadline", "validate", "broker"}},
    {"AmendOrder",
     amend_order,
     {modify},
     {},
     0,
     false,
     {"txid", "cl_ord_id", "order_qty", "display_qty", "limit_price",
      "trigger_price", "pair", "post_only", "deadline"}},
    {"EditOrder",
     edit_order,
     {modify},
     {},
     0,
     false,
     {"userref", "txid", "volume", "displayvol", "pair", "asset_class", "price",
      "price2", "oflags", "deadline", "cancel_response", "validate"}},
    {"CancelOrder",
     cancel_order,
     {modify, cancel},
     {},
     0,
     false,
     {"txid", "cl_ord_id"}},
    {"CancelOrderBatch",
     cancel_order_batch,
     {modify, cancel},
     {},
     0,
     false,
     {"orders", "cl_ord_ids"}},
    {"CancelAll", cancel_all, {modify, cancel}, {}, 1, false, {}},
    {"CancelAllOrdersAfter",
     cancel_all_after,
     {modify, cancel},
     {},
     1,
     false,
     {"timeout"}},
    {"GetWebSocketsToken",
     websockets_token,
     {"create-ws-token", "access-websockets"},
     {},
     1,
     false,
     {}},
    {"GetApiKeyInfo", api_key_info, {}, {}, 1, false, {}},
  };
}

const endpoints& private_endpoints() {
  static const endpoints all = [] {
    auto sum = account_endpoints();
    for (const auto& part : {view_endpoints(), trading_endpoints()})
      sum.insert(sum.end(), part.begin(), part.end());
    return sum;
  }();
  return all;
}

const rest_endpoint* find(const endpoints& all, std::string_view name) {
  const auto at = std::find_if(all.begin(), all.end(), [name](const auto& one) {
    return one.name == name;
  });
  return at == all.end() ? nullptr : &*at;
}

} // namespace

const rest_endpoint* public_endpoint(std::string_view name) {
  return find(public_endpoints(), name);
}

const rest_endpoint* private_endpoint(std::string_view name) {
  return find(private_endpoints(), name);
}

} // namespace lockstep::paper::kraken
