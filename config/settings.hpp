#pragma once

#include "adapters/venue.hpp"
#include "copytrade/settings.hpp"
#include "model/ids.hpp"
#include "model/run_mode.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace lockstep::config {

using namespace std::chrono_literals;

/// `[master]`: whose trades are copied.
struct master_settings {
  account_id name{"master"};
  std::string venue = "kraken";
  std::string credentials; ///< prefix of the variables; empty: the schemes
};

/// `followers.d/NAME.toml`: who copies. What the file does not say is taken
/// from `[copy]` and `[limits]`.
struct follower_settings {
  account_id name;
  std::string venue = "kraken";
  run_mode mode = run_mode::paper; ///< never above the engine's
  std::string credentials;         ///< prefix; empty: the schemes
  copytrade::follower_settings copy;
};

/// `[http]`
struct http_settings {
  duration connect_timeout = 3s;
  duration read_timeout = 2s;          ///< of questions, which may be repeated
  duration write_timeout = 10s;        ///< of orders and cancels, which may not
  int64_t requests_per_host_max = 256; ///< under way at once
  bool http2 = false;                  ///< see `net::transport_options::http2`
};

/// `[journal]`
struct journal_settings {
  int64_t batch_max = 1'000; ///< records that share one sync at most
  /// Of the log of messages; 0: none is kept.
  int64_t messages_max_mb = 256;
};

/// `[engine]`: the threads that actors run on.
struct engine_settings {
  int64_t threads = 2;
  int64_t throughput = 50; ///< messages per turn of an actor
};

/// `[venues.NAME]`: where a venue is reached.
struct venue_settings {
  std::string rest = "https://api.kraken.com";
  std::string public_stream = "wss://ws.kraken.com/v2";
  std::string private_stream = "wss://ws-auth.kraken.com/v2";
  /// Tier of all accounts; decides the limits that the engine keeps to.
  account_tier tier = account_tier::starter;
};

/// Everything that can be set, validated as a whole.
struct settings {
  int64_t schema = 1;
  run_mode mode = run_mode::paper;
  std::filesystem::path data_dir = "data";
  master_settings master;
  copytrade::copy_rules rules;       ///< `currency`, `[copy]`
  copytrade::follower_settings copy; ///< `[copy]`, `[limits]`
  http_settings http;
  journal_settings journal;
  engine_settings engine;
  std::map<std::string, venue_settings> venues{{"kraken", {}}};
  std::vector<follower_settings> followers; ///< by name
};

/// Where the journal of the mode in force is kept: one folder per mode, so
/// that paper never gets between live records.
[[nodiscard]] std::filesystem::path journal_directory(const settings& all);

/// The names of all followers.
[[nodiscard]] std::vector<account_id> names_of(const settings& all);

/// The engine's part of the settings as CAF takes it. Its own file is not
/// used, because CAF drops what it does not understand without a word.
[[nodiscard]] std::vector<std::string>
caf_arguments(const engine_settings& engine);

} // namespace lockstep::config
