#include "test/bench/messages.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace lockstep::bench {

namespace {

class silent_stream final : public net::stream {
public:
  void send(std::string) override {}
  void close() override {}
};

std::string wrapped(std::string_view result) {
  return fmt::format(R"({{"error":[],"result":{}}})", result);
}

/// Each key belongs to an account of its own.
std::string key_info(const net::http_request& request) {
  std::string key;
  for (const auto& [name, value] : request.headers)
    if (name == "API-Key")
      key = value;
  return wrapped(fmt::format(
    R"({{"apiKeyName":"bench","nonce":"1","permissions":["query-funds",)"
    R"("query-open-trades","query-closed-trades","query-ledger",)"
    R"("modify-trades","close-trades"],"iban":"{}"}})",
    key));
}

} // namespace

std::string message(const std::string& name) {
  std::ostringstream out;
  out << std::ifstream{std::string{LOCKSTEP_SOURCE_DIR}
                       + "/test/adapters/kraken_golden/" + name + ".json"}
           .rdbuf();
  if (out.str().empty())
    throw std::runtime_error{"can not read the message " + name};
  return out.str();
}

net::http_response answered(std::string body) {
  net::http_response response;
  response.delivery = net::delivery::answered;
  response.status = 200;
  response.body = std::move(body);
  return response;
}

std::string quiet_exchange::answer_to(const net::http_request& request) const {
  const auto name = request.url.substr(request.url.rfind('/') + 1);
  const auto is = [&](std::string_view other) {
    return name.substr(0, name.find('?')) == other;
  };
  if (is("AssetPairs"))
    return message("rest_asset_pairs");
  if (is("SystemStatus"))
    return message("rest_system_status");
  if (is("Time"))
    return wrapped(
      fmt::format(R"({{"unixtime":{}}})",
                  std::chrono::floor<std::chrono::seconds>(time_->now())
                    .time_since_epoch()
                    .count()));
  if (is("BalanceEx"))
    return wrapped(R"({"ZUSD":{"balance":"500.0000","hold_trade":"0"},)"
                   R"("XXBT":{"balance":"0.25","hold_trade":"0"}})");
  if (is("GetApiKeyInfo"))
    return key_info(request);
  if (is("TradeVolume"))
    return message("rest_trade_volume");
  if (is("TradesHistory"))
    return wrapped(R"({"count":0,"trades":{}})");
  if (is("Ledgers"))
    return wrapped(R"({"count":0,"ledger":{}})");
  if (is("OpenOrders"))
    return wrapped(R"({"open":{}})");
  if (is("ClosedOrders"))
    return wrapped(R"({"closed":{},"count":0})");
  if (is("Ticker"))
    return message("rest_ticker");
  return R"({"error":["EService:Unavailable"]})";
}

void quiet_exchange::send(net::http_request request, net::http_handler done) {
  done(answered(answer_to(request)));
}

net::stream_ptr quiet_exchange::open(net::stream_request,
                                     net::stream_handler handler) {
  handler.opened();
  return std::make_shared<silent_stream>();
}

} // namespace lockstep::bench
