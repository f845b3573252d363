#include "tools/lockstep/command.hpp"
#include "tools/paper_exchange/server.hpp"
#include "tools/paper_exchange/wire/params.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <memory>
#include <ostream>

namespace lockstep::commands {

namespace {

/// What the command line says, as text where it is checked later.
struct wanted {
  std::string venue = "kraken";
  uint16_t port = 8765;
  int private_port = -1; ///< below zero: not asked for
  int control_port = -1;
  std::string accounts;
  std::string state;
  std::vector<std::string> markets;
  std::vector<std::string> faults;
  std::string speed = "1";
  uint64_t seed = 1;
  uint32_t latency_ms = 0;
  int64_t clock_skew_ms = 0;
  bool strict = false;
  bool public_limit = false;
  bool only_markets = false;
  paper::tls_files tls;
};

// Names on the left of `=` in `--market BTC/USD=candles.csv,quotes.csv`.
std::string market_problem(const std::string& text) {
  const auto equal = text.find('=');
  if (equal == std::string::npos || equal == 0 || equal + 1 == text.size())
    return fmt::format("'{}' is not SYMBOL=FILE[,FILE]", text);
  return {};
}

std::string fault_problem(const std::string& text) {
  const auto rule = paper::parse_fault(text);
  return rule ? std::string{} : rule.error().text;
}

std::string speed_problem(const std::string& text) {
  const auto speed = decimal::parse(text);
  if (!speed || !speed->is_positive() || *speed > decimal{100'000})
    return fmt::format("'{}' is not a number above 0, up to 100000", text);
  return {};
}

std::string venue_problem(const std::string& text) {
  if (text == "kraken")
    return {};
  return fmt::format("this version serves kraken, not '{}'", text);
}

result<paper::market_setup> load_market(const std::string& text,
                                        decimal speed) {
  const auto equal = text.find('=');
  paper::market_setup setup;
  setup.symbol = symbol_id{text.substr(0, equal)};
  setup.speed = speed;
  for (const auto& path :
       paper::list_of(paper::json::string(text.substr(equal + 1)))) {
    auto rows = paper::load_market_csv(path);
    if (!rows)
      return tl::unexpected{rows.error()};
    setup.rows = setup.rows.empty()
                   ? std::move(*rows)
                   : paper::merge_rows(std::move(setup.rows), *rows);
  }
  return setup;
}

result<paper::server_options> options_of(const wanted& from) {
  paper::server_options options;
  options.port = from.port;
  options.hear_signals = true;
  if (from.private_port >= 0)
    options.private_stream_port = static_cast<uint16_t>(from.private_port);
  if (from.control_port >= 0)
    options.control_port = static_cast<uint16_t>(from.control_port);
  options.tls = from.tls;
  options.core.seed = from.seed;
  options.state = from.state;
  options.speed = *decimal::parse(from.speed);
  options.only_named_markets = from.only_markets;
  options.strict = from.strict;
  options.public_limit = from.public_limit;
  options.clock_skew = std::chrono::milliseconds{from.clock_skew_ms};
  for (const auto& text : from.markets) {
    auto market = load_market(text, options.speed);
    if (!market)
      return tl::unexpected{market.error()};
    options.markets.push_back(std::move(*market));
  }
  for (const auto& text : from.faults)
    options.faults.push_back(*paper::parse_fault(text));
  if (from.latency_ms > 0)
    options.faults.push_back(
      *paper::parse_fault(fmt::format("latency:delay={}", from.latency_ms)));
  if (from.accounts.empty()) {
    options.accounts.push_back(paper::ready_made_account());
    return options;
  }
  auto accounts = paper::load_accounts(from.accounts);
  if (!accounts)
    return tl::unexpected{accounts.error()};
  options.accounts = std::move(*accounts);
  return options;
}

// A thousand clients need as many descriptors; the usual limit is 1024.
void allow_many_connections() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void print_addresses(std::ostream& out, const paper::server& running,
                     bool two_ports) {
  out << "paper exchange, as kraken\n"
      << "  REST      " << running.url() << "/0/\n"
      << "  streams   " << running.public_stream_url() << '\n';
  if (two_ports)
    out << "  private   " << running.private_stream_url() << '\n';
  if (!running.control_url().empty())
    out << "  control   " << running.control_url() << "/\n";
}

void print_ready_made(std::ostream& out) {
  const auto setup = paper::ready_made_account();
  const auto& key = setup.keys.front();
  out << "  account   " << setup.name.str() << ", to try it:\n"
      << "    API-Key " << key.key << '\n'
      << "    secret  " << key.secret << '\n'
      << "    (the published example of Kraken's signing guide)\n";
}

exit_code run_paper_exchange(const wanted& from, const session& with) {
  auto options = options_of(from);
  if (!options)
    return refuse(with, options.error().text);
  allow_many_connections();
  const auto running = paper::server::start(std::move(*options));
  if (!running)
    return refuse(with, running.error().text);
  print_addresses(with.out, **running, from.private_port >= 0);
  if (from.accounts.empty())
    print_ready_made(with.out);
  with.out << "Ctrl-C stops it." << std::endl;
  (*running)->wait();
  (*running)->stop();
  with.out << "stopped" << std::endl;
  return fine;
}

void add_network_options(CLI::App& command, wanted& into) {
  command
    .add_option("--port", into.port, "REST and streams; 0 picks a free one")
    ->capture_default_str();
  command
    .add_option("--ws-auth-port", into.private_port,
                "Private streams on a port of their own; the main port then "
                "serves public ones only, as at the real hosts")
    ->check(CLI::Range(0, 65'535));
  command
    .add_option("--control-port", into.control_port,
                "Control over HTTP and JSON on loopback; 0 picks a free one; "
                "GET / there lists what it does (docs/paper-exchange.md)")
    ->check(CLI::Range(0, 65'535));
  auto* certificate = command.add_option(
    "--tls-cert", into.tls.certificate, "Certificate chain in PEM: https, wss");
  auto* key = command.add_option("--tls-key", into.tls.key,
                                 "Its private key in PEM");
  certificate->needs(key);
  key->needs(certificate);
}

void add_market_options(CLI::App& command, wanted& into) {
  command.add_option("--accounts", into.accounts,
                     "Accounts, keys and deposits, in JSON; not given: one "
                     "ready-made account");
  command.add_option("--state", into.state,
                     "Keep accounts, orders and trades in this file, and go "
                     "on from there at the next start");
  command
    .add_option("--market", into.markets,
                "SYMBOL=FILE[,FILE]: candles and quotes of a pair, in CSV")
    ->check(CLI::Validator{market_problem, ""})
    ->take_all();
  command.add_flag("--only-markets", into.only_markets,
                   "Trade no other pairs than those of --market");
  command.add_option("--speed", into.speed, "Recorded minutes per real minute")
    ->check(CLI::Validator{speed_problem, ""})
    ->capture_default_str();
  command.add_option("--seed", into.seed, "Of ids, made-up prices and chances")
    ->capture_default_str();
}

void add_fault_options(CLI::App& command, wanted& into) {
  command.add_option("--latency-ms", into.latency_ms,
                     "Added to each request, there and back together");
  command
    .add_option("--fault", into.faults,
                "NAME[:account=A,key=K,endpoint=E,next=N,chance=5%,delay=50ms,"
                "jitter=20ms,reused=true]: what goes wrong on purpose, for "
                "example lost-reply:endpoint=AddOrder,next=1")
    ->check(CLI::Validator{fault_problem, ""})
    ->take_all();
  command.add_option("--clock-skew-ms", into.clock_skew_ms,
                     "How far the exchange's clock is ahead");
  command.add_flag("--strict", into.strict,
                   "Refuse parameters that no endpoint knows (Kraken ignores "
                   "them)");
  command.add_flag("--public-rate-limit", into.public_limit,
                   "Limit public calls to about one per second");
}

} // namespace

void add_paper_exchange(CLI::App& program, session& with) {
  auto* command = program.add_subcommand(
    "paper-exchange", "Serve an exchange on this machine, to try things on");
  const auto into = std::make_shared<wanted>();
  command->add_option("--venue", into->venue, "Whose protocol it speaks")
    ->check(CLI::Validator{venue_problem, ""})
    ->capture_default_str();
  add_network_options(*command, *into);
  add_market_options(*command, *into);
  add_fault_options(*command, *into);
  command->callback([into, &with] {
    with.action = [into, &with] { return run_paper_exchange(*into, with); };
  });
}

} // namespace lockstep::commands
