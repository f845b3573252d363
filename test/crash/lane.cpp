#include "test/crash/lane.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <mutex>

namespace lockstep::crash {

namespace {

constexpr std::array assets{"BTC", "ETH"};

/// Prices stand still, so that every difference is one of quantities.
struct quote {
  const char* bid;
  const char* ask;
  const char* below; ///< where buys rest
  const char* above; ///< where sells rest
};

quote quote_of(const std::string& asset) {
  if (asset == "BTC")
    return {"9999.9", "10000", "9990", "10010"};
  return {"399.99", "400", "399", "401"};
}

std::string pair_of(const std::string& asset) {
  return asset == "BTC" ? "XBTUSD" : "ETHUSD";
}

const std::string& secret() {
  static const auto text = paper::base64_encode(std::string(64, 's'));
  return text;
}

std::string accounts_json() {
  std::string all;
  for (const auto& who : traders()) {
    std::string deposits;
    for (const auto& [asset, amount] : who.owns)
      deposits += fmt::format("{}\"{}\":\"{}\"", deposits.empty() ? "" : ",",
                              asset, amount);
    all += fmt::format(
      R"({}{{"name":"{}","tier":"pro","deposits":{{{}}},"keys":[)"
      R"({{"key":"{}-engine","secret":"{}"}},)"
      R"({{"key":"{}-own","secret":"{}"}}]}})",
      all.empty() ? "" : ",", who.name, deposits, who.name, secret(), who.name,
      secret());
  }
  return "[" + all + "]";
}

/// The port behind a word in what the exchange printed.
uint16_t port_behind(const std::string& text, const std::string& word) {
  const auto at = text.find("127.0.0.1:", text.find(word));
  REQUIRE(at != std::string::npos);
  return static_cast<uint16_t>(std::stoul(text.substr(at + 10)));
}

std::map<std::string, std::string> variables() {
  std::map<std::string, std::string> all;
  for (const auto& who : traders()) {
    auto name = who.name == "master" ? "MASTER" : "USER_" + who.name;
    std::ranges::transform(name, name.begin(), [](unsigned char c) {
      return static_cast<char>(std::toupper(c));
    });
    all["KRAKEN_" + name + "_API_KEY"] = who.name + "-engine";
    all["KRAKEN_" + name + "_API_SECRET"] = secret();
  }
  return all;
}

} // namespace

void let_pass(duration span) {
  std::mutex lock;
  std::condition_variable nobody;
  std::unique_lock guard{lock};
  nobody.wait_for(guard, span, [] { return false; });
}

const std::vector<trader>& traders() {
  static const std::vector<trader> all{
    {"master", {{"USD", "100000"}}},
    {"half", {{"USD", "50000"}, {"BTC", "0.7"}}},
    {"quarter", {{"USD", "25000"}}},
    {"tenth", {{"USD", "10000"}, {"BTC", "0.3"}, {"ETH", "2"}}}};
  return all;
}

lane::lane(uint64_t seed) : random_{seed} {
  std::ofstream{folder_.path() / "accounts.json"} << accounts_json();
  for (const auto* asset : assets)
    std::ofstream{folder_.path() / (std::string{asset} + ".csv")}
      << fmt::format("time_ms,open,high,low,close,volume\n"
                     "1522886400000,{0},{0},{0},{0},1\n"
                     "1522886460000,{0},{0},{0},{0},1\n",
                     quote_of(asset).ask);
  start_exchange();
  for (const auto* asset : assets) {
    const auto now = quote_of(asset);
    control("/prices",
            fmt::format(R"({{"symbol":"{}/USD","bid":"{}","ask":"{}",)"
                        R"("bid_size":"1000","ask_size":"1000"}})",
                        asset, now.bid, now.ask));
  }
  for (const auto& who : traders())
    owners_.try_emplace(who.name, port_, who.name + "-own", secret());
  network_.emplace(port_);
  write_files();
}

void lane::write_files() {
  const auto address = fmt::format("127.0.0.1:{}", network_->port());
  std::filesystem::create_directory(folder_.path() / "followers.d");
  std::ofstream{folder_.path() / "lockstep.toml"} << fmt::format(
    "schema = 1\nmode = \"paper\"\ndata_dir = \"data\"\n"
    "[limits]\nmax_user_risk = \"20 %\"\n"
    "[venues.kraken]\nrest = \"http://{0}\"\n"
    "public_stream = \"ws://{0}/v2\"\nprivate_stream = \"ws://{0}/v2\"\n"
    "tier = \"pro\"\n",
    address);
  for (const auto& who : traders())
    if (who.name != "master")
      std::ofstream{folder_.path() / "followers.d" / (who.name + ".toml")}
        << "name = \"" << who.name << "\"\nvenue = \"kraken\"\n";
}

// -- processes ----------------------------------------------------------------

void lane::start_engine() {
  engine_.emplace(
    std::vector<std::string>{"-c", (folder_.path() / "lockstep.toml").string(),
                             "run"},
    variables());
}

bool lane::engine_is_ready() {
  return engine_->prints("account-ready:", traders().size())
         && engine_->prints("copier-ready:");
}

void lane::kill_engine() {
  engine_->signal(SIGKILL);
  REQUIRE(engine_->finish(10s) == -1);
}

std::optional<int> lane::stop_engine() {
  engine_->signal(SIGTERM);
  return engine_->finish(30s);
}

const std::string& lane::engine_said() {
  engine_->listen();
  return engine_->said();
}

void lane::start_exchange() {
  const auto file = [&](const char* name) {
    return (folder_.path() / name).string();
  };
  const std::vector<std::string> arguments{"paper-exchange",
                                           "--port",
                                           fmt::format("{}", port_),
                                           "--control-port",
                                           fmt::format("{}", control_port_),
                                           "--accounts",
                                           file("accounts.json"),
                                           "--state",
                                           file("exchange.state"),
                                           "--only-markets",
                                           "--market",
                                           "BTC/USD=" + file("BTC.csv"),
                                           "--market",
                                           "ETH/USD=" + file("ETH.csv")};
  // Its port may be in use for a moment by a connection that was refused.
  const bool up = e2e::eventually([&] {
    exchange_.emplace(arguments, std::map<std::string, std::string>{});
    return exchange_->prints("Ctrl-C");
  });
  INFO(exchange_->said());
  REQUIRE(up);
  port_ = port_behind(exchange_->said(), "REST");
  control_port_ = port_behind(exchange_->said(), "control");
}

void lane::kill_exchange() {
  exchange_->signal(SIGKILL);
  REQUIRE(exchange_->finish(10s) == -1);
}

void lane::control(const std::string& path, const std::string& body) {
  const auto done = e2e::post(control_port_, path, body);
  INFO((done ? *done : done.error().text));
  REQUIRE(done);
  REQUIRE(done->find("\"error\"") == std::string::npos);
}

// -- trading ------------------------------------------------------------------

decimal lane::amount() {
  return e2e::number("0.0" + std::to_string(100 + below(400)));
}

decimal lane::free_of(const std::string& asset) const {
  auto left = holds_.contains(asset) ? holds_.at(asset) : decimal{};
  for (const auto& each : resting_)
    if (each.which == side::sell && each.asset == asset)
      for (const auto part : each.parts)
        left -= part;
  return left;
}

void lane::moved(side which, const std::string& asset, decimal quantity) {
  holds_[asset] += which == side::buy ? quantity : -quantity;
}

void lane::trade(side which, const std::string& asset, decimal quantity) {
  const auto placed = owners_.at("master").market_order(
    which == side::buy ? "buy" : "sell", pair_of(asset), quantity.str());
  INFO((placed ? "" : placed.error().text));
  REQUIRE(placed);
  moved(which, asset, quantity);
}

void lane::place_limit(side which, const std::string& asset, decimal quantity) {
  const auto now = quote_of(asset);
  const auto placed = owners_.at("master").limit_order(
    which == side::buy ? "buy" : "sell", pair_of(asset), quantity.str(),
    which == side::buy ? now.below : now.above);
  INFO((placed ? "" : placed.error().text));
  REQUIRE(placed);
  rest made{*placed, which, asset, {}};
  for (auto left = quantity; left.is_positive();) {
    const auto part
      = std::min(left, round_to(divide(quantity, decimal{3}, rounding::down),
                                e2e::number("0.0001"), rounding::up));
    made.parts.push_back(part);
    left -= part;
  }
  resting_.push_back(std::move(made));
}

void lane::fill_next(size_t parts) {
  if (resting_.empty())
    return;
  auto& order = resting_.front();
  std::string list;
  for (; parts > 0 && !order.parts.empty(); --parts) {
    list += fmt::format("{}\"{}\"", list.empty() ? "" : ",",
                        order.parts.back());
    moved(order.which, order.asset, order.parts.back());
    order.parts.pop_back();
  }
  control("/fills",
          fmt::format(R"({{"order":"{}","parts":[{}]}})", order.order, list));
  if (order.parts.empty())
    resting_.erase(resting_.begin());
}

void lane::act() {
  const std::string asset = assets.at(below(assets.size()));
  const auto some = std::min(
    free_of(asset),
    round_to(multiply(amount(), decimal{1 + int64_t(below(4))}, rounding::down),
             e2e::number("0.0001"), rounding::down));
  switch (below(7)) {
    case 0:
      if (some.is_positive())
        return trade(side::sell, asset, some);
      return trade(side::buy, asset, amount());
    case 1: // several at a time
      trade(side::buy, asset, amount());
      trade(side::buy, assets.front(), amount());
      if (some.is_positive())
        trade(side::sell, asset, some);
      return;
    case 2: // filled in parts, now and later
      place_limit(side::buy, asset, amount());
      return fill_next(1 + below(3));
    case 3:
      if (some.is_positive())
        place_limit(side::sell, asset, some);
      fill_next(1);
      return fill_next(1 + below(2));
    case 4:
      fill_next(1);
      return trade(side::buy, asset, amount());
    case 5: // a full close
      if (const auto all = free_of(asset); all.is_positive())
        return trade(side::sell, asset, all);
      return trade(side::buy, asset, amount());
    default:
      return trade(side::buy, asset, amount());
  }
}

void lane::sell_all() {
  const auto canceled = owners_.at("master").ask("CancelAll");
  INFO((canceled ? "" : canceled.error().text));
  REQUIRE(canceled);
  resting_.clear();
  for (const std::string asset : assets)
    if (const auto all = free_of(asset); all.is_positive())
      trade(side::sell, asset, all);
}

} // namespace lockstep::crash
