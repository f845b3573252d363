#include "adapters/kraken/venue.hpp"

#include "adapters/kraken/codec_account.hpp"
#include "adapters/kraken/codec_history.hpp"
#include "adapters/kraken/codec_market.hpp"
#include "adapters/kraken/codec_orders.hpp"
#include "adapters/kraken/limits.hpp"
#include "adapters/kraken/requests.hpp"
#include "adapters/kraken/signing.hpp"
#include "adapters/kraken/stream.hpp"
#include "adapters/net/url.hpp"

#include <utility>

namespace lockstep::kraken {

namespace {

using namespace std::chrono_literals;

/// The list of all pairs is a megabyte and more.
constexpr duration public_timeout = 10s;

/// Once subscribed, the venue sends a heartbeat every second.
constexpr duration stream_idle_timeout = 10s;
/// Without subscriptions it would close the connection after a minute.
constexpr duration stream_ping_interval = 5s;

using fields = std::vector<std::pair<std::string, std::string>>;

std::string path_of(const private_request& request) {
  return "/0/private/" + request.name;
}

/// The reading half for what names pairs.
template <class T, class Parse>
std::function<answer<T>(const net::http_response&)>
named(symbols_ptr names, Parse parse) {
  return reading<T>(false,
                    [parse, names = std::move(names)](json value, T& out) {
                      return parse(value, *names, out);
                    });
}

class kraken_venue final : public venue {
public:
  kraken_venue(endpoints where, time_limits limits, instruments_ptr table)
    : where_{std::move(where)},
      limits_{limits},
      names_{std::make_shared<const symbols>(std::move(table))} {
    // nop
  }

  std::string_view name() const override { return "kraken"; }

  std::shared_ptr<const venue> with(instruments_ptr table) const override {
    return std::make_shared<const kraken_venue>(where_, limits_,
                                                std::move(table));
  }

  const instrument_table& table() const override { return names_->table(); }

  // -- public calls -----------------------------------------------------------

  public_call<instrument_table> instruments() const override {
    return {get("AssetPairs"),
            reading<instrument_table>(false, read_instruments)};
  }

  public_call<trading_status> status() const override {
    return {get("SystemStatus"),
            reading<trading_status>(false, read_system_status)};
  }

  public_call<timestamp> time() const override {
    return {get("Time"), reading<timestamp>(false, read_server_time)};
  }

  public_call<std::vector<ticker>>
  tickers(std::span<const symbol_id> wanted) const override {
    std::string pairs;
    for (const auto& symbol : wanted)
      pairs += (pairs.empty() ? "" : ",") + names_->venue_name(symbol);
    return {get("Ticker", {{"pair", std::move(pairs)}}),
            named<std::vector<ticker>>(names_, read_tickers)};
  }

  public_call<std::vector<candle>> candles(const symbol_id& symbol,
                                           duration interval) const override {
    const auto minutes
      = std::chrono::duration_cast<std::chrono::minutes>(interval).count();
    return {get("OHLC", {{"pair", names_->venue_name(symbol)},
                         {"interval", std::to_string(minutes)}}),
            reading<std::vector<candle>>(false, read_candles)};
  }

  // -- private calls ----------------------------------------------------------

  private_call<lockstep::balance> balance() const override {
    return {query("BalanceEx"),
            reading<lockstep::balance>(false, read_balance)};
  }

  private_call<order_ack> place(const order_request& order) const override {
    auto request = add_order(order, *names_);
    const auto write = request.write;
    return {std::move(request),
            reading<order_ack>(
              write, [only = order.validate_only](json value, order_ack& out) {
                return read_order_ack(value, only, out);
              })};
  }

  private_call<cancel_ack> cancel(const order_key& key,
                                  const symbol_id& symbol) const override {
    return {cancel_order(key, symbol),
            reading<cancel_ack>(true, read_cancel_ack)};
  }

  private_call<std::vector<order_report>>
  open_orders(const std::optional<order_key>& key) const override {
    return {query_open_orders(key),
            named<std::vector<order_report>>(names_, read_open_orders)};
  }

  private_call<page<order_report>>
  closed_orders(const std::optional<order_key>& key, timestamp since,
                int64_t offset) const override {
    return {query_closed_orders(key, since, offset),
            named<page<order_report>>(names_, read_closed_orders)};
  }

  private_call<std::vector<order_report>>
  orders(std::span<const order_id> ids) const override {
    return {query_orders(ids),
            named<std::vector<order_report>>(names_, read_order_map)};
  }

  private_call<std::vector<execution>>
  executions(std::span<const execution_id> ids) const override {
    return {query_trades(ids),
            named<std::vector<execution>>(names_, read_execution_map)};
  }

  private_call<page<execution>>
  executions_since(timestamp since, int64_t offset) const override {
    return {query_trades_history(since, offset),
            named<page<execution>>(names_, read_execution_page)};
  }

  private_call<page<ledger_entry>> ledger_since(timestamp since,
                                                int64_t offset) const override {
    return {query_ledgers(since, offset),
            reading<page<ledger_entry>>(false, read_ledger_page)};
  }

  private_call<std::map<symbol_id, fee_rate>>
  fees(std::span<const symbol_id> wanted) const override {
    return {query_fees(wanted, *names_),
            named<std::map<symbol_id, fee_rate>>(names_, read_fees)};
  }

  private_call<key_info> key() const override {
    return {query("GetApiKeyInfo"), reading<key_info>(false, read_key_info)};
  }

  private_call<bool> withdraw_probe() const override;

  private_call<stream_token> token() const override {
    return {query("GetWebSocketsToken"),
            reading<stream_token>(false, read_stream_token)};
  }

  net::http_request
  unsigned_request(const private_request& request) const override;
  result<net::http_request> sign(const private_request& request,
                                 const credentials& who,
                                 uint64_t nonce) const override;

  // -- streams ----------------------------------------------------------------

  stream_plan private_stream(const stream_token& token) const override {
    return plan(where_.ws_private,
                {subscribe_executions(token), subscribe_balances(token)});
  }

  stream_plan
  public_stream(std::span<const symbol_id> wanted,
                std::optional<duration> candle_interval) const override {
    std::vector<std::string> frames{subscribe_ticker(wanted)};
    if (candle_interval)
      frames.push_back(subscribe_candles(wanted, *candle_interval));
    return plan(where_.ws_public, std::move(frames));
  }

  std::unique_ptr<limiter> make_limiter(account_tier tier,
                                        timestamp now) const override {
    return std::make_unique<kraken_limiter>(tier, now);
  }

private:
  [[nodiscard]] net::http_request get(std::string_view name,
                                      const fields& params = {}) const {
    net::http_request request;
    request.url = where_.rest + "/0/public/" + std::string{name};
    if (!params.empty())
      request.url += '?' + net::form_encode(params);
    request.connect_timeout = limits_.connect;
    request.timeout = public_timeout;
    return request;
  }

  static stream_plan plan(std::string url, std::vector<std::string> frames) {
    stream_plan out;
    out.request.url = std::move(url);
    out.request.first_frames = std::move(frames);
    out.request.idle_timeout = stream_idle_timeout;
    out.request.ping_interval = stream_ping_interval;
    out.request.ping_frame = ping_frame();
    out.reader = make_stream_reader();
    return out;
  }

  endpoints where_;
  time_limits limits_;
  symbols_ptr names_;
};

private_call<bool> kraken_venue::withdraw_probe() const {
  auto ask = reading<bool>(false, [](json, bool& may) -> checked {
    may = true;
    return {};
  });
  return {query("WithdrawMethods"),
          [ask](const net::http_response& response) -> answer<bool> {
            auto got = ask(response);
            if (got || got.error().verdict == verdict::retry)
              return got;
            return !got.error().words.starts_with("EGeneral:Permission denied");
          }};
}

net::http_request
kraken_venue::unsigned_request(const private_request& request) const {
  net::http_request out;
  out.method = "POST";
  out.url = where_.rest + path_of(request);
  out.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  out.body = net::form_encode(request.fields);
  out.write = request.write;
  out.connect_timeout = limits_.connect;
  out.timeout = request.write ? limits_.write : limits_.read;
  return out;
}

result<net::http_request> kraken_venue::sign(const private_request& request,
                                             const credentials& who,
                                             uint64_t nonce) const {
  auto out = unsigned_request(request);
  out.body = form_body(request, nonce);
  auto mac = signature(who.secret, path_of(request), std::to_string(nonce),
                       out.body);
  if (!mac)
    return tl::unexpected{std::move(mac).error()};
  out.headers.emplace_back("API-Key", who.key);
  out.headers.emplace_back("API-Sign", *std::move(mac));
  return out;
}

} // namespace

venue_ptr make_venue(endpoints where, time_limits limits) {
  return std::make_shared<const kraken_venue>(
    std::move(where), limits, std::make_shared<const instrument_table>());
}

} // namespace lockstep::kraken
