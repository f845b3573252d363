#include "adapters/kraken/stream.hpp"

namespace lockstep::kraken {

namespace {

/// A JSON string. Only names and tokens come here, so that little needs
/// escaping.
std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20)
      out += c;
  }
  return out += '"';
}

std::string list_of(std::span<const symbol_id> symbols) {
  std::string out;
  for (const auto& symbol : symbols)
    out += (out.empty() ? "" : ",") + json_string(symbol.str());
  return '[' + out + ']';
}

std::string subscribe(std::string_view params, int number) {
  return fmt::format(R"({{"method":"subscribe","params":{{{}}},"req_id":{}}})",
                     params, number);
}

} // namespace

std::string subscribe_executions(const stream_token& token) {
  return subscribe(fmt::format(R"("channel":"executions","snap_orders":true,)"
                               R"("snap_trades":true,"order_status":true,)"
                               R"("ratecounter":true,"token":{})",
                               json_string(token.token)),
                   1);
}

std::string subscribe_balances(const stream_token& token) {
  return subscribe(fmt::format(R"("channel":"balances","snapshot":false,)"
                               R"("token":{})",
                               json_string(token.token)),
                   balances_request);
}

std::string subscribe_ticker(std::span<const symbol_id> symbols) {
  return subscribe(fmt::format(R"("channel":"ticker","symbol":{},)"
                               R"("event_trigger":"bbo","snapshot":true)",
                               list_of(symbols)),
                   2);
}

std::string subscribe_candles(std::span<const symbol_id> symbols,
                              duration interval) {
  const auto minutes
    = std::chrono::duration_cast<std::chrono::minutes>(interval).count();
  return subscribe(fmt::format(R"("channel":"ohlc","symbol":{},)"
                               R"("interval":{},"snapshot":true)",
                               list_of(symbols), minutes),
                   3);
}

std::string ping_frame() {
  return R"({"method":"ping"})";
}

} // namespace lockstep::kraken
