#include "config/load.hpp"

#include "config/binder.hpp"
#include "config/codec.hpp"
#include "config/validate.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <utility>

namespace lockstep::config {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Reads and parses a file; nothing, with a problem, if that fails.
std::optional<toml::table> parse(const fs::path& file, problems& out) {
  std::ifstream in{file, std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{in}, {}};
  if (!in.good() && !in.eof()) {
    out.push_back({fmt::format("{}: the file can not be read; 'lockstep init' "
                               "writes one to begin with",
                               file.string())});
    return std::nullopt;
  }
  try {
    return toml::parse(text, file.string());
  } catch (const toml::parse_error& error) {
    const auto& at = error.source().begin;
    out.push_back({fmt::format("{}:{}:{}: this is no TOML: {}", file.string(),
                               at.line, at.column, error.description())});
    return std::nullopt;
  }
}

void bind_limits(binder& b, copytrade::copy_limits& limits,
                 std::string_view otherwise) {
  b.bind("limits.max_user_risk", limits.max_user_risk, codec::percentage{},
         otherwise);
  b.bind("limits.max_position", limits.max_position, codec::money{}, otherwise);
  b.bind("limits.max_master_order", limits.max_master_order, codec::money{},
         otherwise);
  b.bind("limits.slippage", limits.slippage, codec::percentage{}, otherwise);
  b.bind("limits.max_entry_age", limits.max_entry_age, codec::period{1ms, 1h},
         otherwise);
}

void bind_copy(binder& b, settings& s) {
  auto& rules = s.rules;
  b.bind("copy.same_as_currency", rules.same_as_currency, codec::assets{});
  b.bind("copy.other_cash", rules.other_cash, codec::assets{});
  b.bind("copy.cash_conversions", rules.copy_cash_conversions, codec::flag{});
  b.bind("copy.crypto_quoted", rules.copy_crypto_quoted, codec::flag{});
  b.bind("copy.multiplier", s.copy.multiplier, codec::factor{});
  b.bind("copy.exit_ladder", s.copy.exit_ladder, codec::percentages{});
  b.bind("copy.order_lifetime", s.copy.order_lifetime, codec::period{2s, 60s});
}

void bind_venue(binder& b, const std::string& name, venue_settings& venue) {
  const auto key = "venues." + name;
  b.bind(key + ".rest", venue.rest, codec::address{"https", "http"});
  b.bind(key + ".public_stream", venue.public_stream,
         codec::address{"wss", "ws"});
  b.bind(key + ".private_stream", venue.private_stream,
         codec::address{"wss", "ws"});
  b.bind(key + ".tier", venue.tier, codec::tier{});
}

/// Everything that `lockstep.toml` may say.
void bind_engine(binder& b, settings& s) {
  b.bind("schema", s.schema, codec::integer{1, 1});
  b.bind("mode", s.mode, codec::mode{});
  b.bind("data_dir", s.data_dir, codec::path{});
  b.bind("currency", s.rules.currency, codec::asset{});
  b.bind("master.name", s.master.name, codec::account{});
  b.bind("master.venue", s.master.venue, codec::venue_name{});
  b.bind("master.credentials", s.master.credentials, codec::prefix{});
  b.bind("master.adopt_existing", s.rules.adopt_existing, codec::flag{});
  bind_copy(b, s);
  bind_limits(b, s.copy.limits, "default");
  b.bind("http.connect_timeout", s.http.connect_timeout,
         codec::period{100ms, 60s});
  b.bind("http.read_timeout", s.http.read_timeout, codec::period{100ms, 60s});
  b.bind("http.write_timeout", s.http.write_timeout, codec::period{100ms, 60s});
  b.bind("http.requests_per_host_max", s.http.requests_per_host_max,
         codec::integer{1, 10'000});
  b.bind("http.http2", s.http.http2, codec::flag{});
  b.bind("journal.batch_max", s.journal.batch_max, codec::integer{1, 100'000});
  b.bind("journal.messages_max_mb", s.journal.messages_max_mb,
         codec::integer{0, 1'000'000});
  b.bind("engine.threads", s.engine.threads, codec::integer{1, 256});
  b.bind("engine.throughput", s.engine.throughput, codec::integer{1, 100'000});
  for (auto& [name, venue] : s.venues)
    bind_venue(b, name, venue);
}

/// Everything that a follower's file may say.
void bind_follower(binder& b, follower_settings& f) {
  constexpr std::string_view general = "as in lockstep.toml";
  b.bind("name", f.name, codec::account{}, "the file's name");
  b.bind("venue", f.venue, codec::venue_name{}, "as the master");
  b.bind("mode", f.mode, codec::mode{}, general);
  b.bind("credentials", f.credentials, codec::prefix{});
  b.bind("allocation", f.copy.allocation, codec::share_or_money{});
  b.bind("multiplier", f.copy.multiplier, codec::factor{}, general);
  b.bind("adopt_existing", f.copy.adopt_existing, codec::flag{});
  b.bind("exit_ladder", f.copy.exit_ladder, codec::percentages{}, general);
  b.bind("order_lifetime", f.copy.order_lifetime, codec::period{2s, 60s},
         general);
  bind_limits(b, f.copy.limits, general);
}

void load_follower(const fs::path& file, const secrets::environment& env,
                   loaded& into, findings& found) {
  const auto table = parse(file, found.problems);
  if (!table)
    return;
  const auto stem = file.stem().string();
  follower_settings f;
  f.venue = into.values.master.venue;
  f.mode = into.values.mode;
  f.copy = into.values.copy;
  if (const auto name
      = codec::account{}.read({raw_value::kind::text, stem, {}, false}))
    f.name = *name;
  binder b{file, *table, fmt::format("followers.{}.", stem), env, found};
  bind_follower(b, f);
  b.finish();
  validate_follower(f, stem, into.values, b);
  into.values.followers.push_back(std::move(f));
}

/// The followers' files, by name; says what else lies there.
std::vector<fs::path> follower_files(const fs::path& folder,
                                     std::vector<std::string>& remarks,
                                     problems& out) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error))
    return files;
  for (const auto& each : fs::directory_iterator{folder, error}) {
    const auto& path = each.path();
    if (path.extension() == ".toml")
      files.push_back(path);
    else
      remarks.push_back(fmt::format("{} is ignored: followers' files end in "
                                    ".toml",
                                    path.string()));
  }
  if (error)
    out.push_back({fmt::format("{} can not be read: {}", folder.string(),
                               error.message())});
  std::ranges::sort(files);
  std::ranges::sort(remarks);
  return files;
}

/// Variables that users have from before, and that mean nothing here.
void remark_variables(const secrets::environment& env,
                      const std::vector<std::string>& names,
                      const findings& found,
                      std::vector<std::string>& remarks) {
  constexpr std::array<std::string_view, 8> without_effect{
    "MULTI_BROKER_INDEPENDENT", "SUPPRESS_SINGLE_EXCHANGE_WARNING",
    "MIN_CASH_TO_BUY",          "MINIMUM_TRADING_BALANCE",
    "MARKET_BATCH_SIZE_MAX",    "MARKET_SCAN_DELAY",
    "MAX_CONCURRENT_POSITIONS", "DISABLED_PAIRS"};
  for (const auto name : without_effect)
    if (env(std::string{name}))
      remarks.push_back(fmt::format(
        "{} is set, but this version copies trades only: it has no effect yet",
        name));
  for (const auto& name : names)
    if (name.starts_with("LOCKSTEP_") && !found.variables.contains(name))
      remarks.push_back(
        fmt::format("{} is set, but no setting is called so", name));
}

} // namespace

tl::expected<loaded, problems> load(const fs::path& file,
                                    const secrets::environment& environment,
                                    const std::vector<std::string>& variables) {
  loaded into;
  findings found;
  const auto table = parse(file, found.problems);
  if (!table)
    return tl::unexpected{std::move(found.problems)};
  auto& all = into.values;
  binder b{file, *table, "", environment, found};
  bind_engine(b, all);
  b.finish();
  validate_general(all, b);
  if (all.data_dir.is_relative())
    all.data_dir = file.parent_path() / all.data_dir;
  const auto folder = file.parent_path() / "followers.d";
  for (const auto& each : follower_files(folder, into.remarks, found.problems))
    load_follower(each, environment, into, found);
  validate_together(all, file, found.problems);
  remark_variables(environment, variables, found, into.remarks);
  if (!found.problems.empty())
    return tl::unexpected{std::move(found.problems)};
  into.lines = std::move(found.lines);
  return into;
}

} // namespace lockstep::config
