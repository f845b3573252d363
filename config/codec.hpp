#pragma once

#include "adapters/venue.hpp"
#include "config/raw_value.hpp"
#include "copytrade/settings.hpp"
#include "model/run_mode.hpp"
#include "model/time.hpp"

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// How each kind of setting is written. `read` gives the value or says what it
/// must be, as the end of a sentence; `write` is its inverse.
namespace lockstep::config::codec {

/// `true` or `false`
struct flag {
  [[nodiscard]] result<bool> read(const raw_value& from) const;
  [[nodiscard]] std::string write(bool x) const;
};

/// A whole number within bounds.
struct integer {
  int64_t min = 0;
  int64_t max = 0;
  [[nodiscard]] result<int64_t> read(const raw_value& from) const;
  [[nodiscard]] std::string write(int64_t x) const;
};

/// A plain factor: `0.5`.
struct factor {
  [[nodiscard]] result<ratio> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const ratio& x) const;
};

/// A percentage with its sign: `"0.5 %"`. A number without it is refused,
/// because nobody can tell 0.5 from 50 %.
struct percentage {
  [[nodiscard]] result<ratio> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const ratio& x) const;
};

/// A list of percentages.
struct percentages {
  [[nodiscard]] result<std::vector<ratio>> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::vector<ratio>& x) const;
};

/// An amount of the reporting currency.
struct money {
  [[nodiscard]] result<std::optional<notional>>
  read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::optional<notional>& x) const;
};

/// An amount of the reporting currency or a percentage.
struct share_or_money {
  [[nodiscard]] result<copytrade::allocation> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const copytrade::allocation& x) const;
};

/// A time with its unit, within bounds: `"500 ms"`, `"60 s"`, `"2 min"`.
struct period {
  duration min{};
  duration max{};
  [[nodiscard]] result<duration> read(const raw_value& from) const;
  [[nodiscard]] std::string write(duration x) const;
};

/// `paper`, `observe` or `live`
struct mode {
  [[nodiscard]] result<run_mode> read(const raw_value& from) const;
  [[nodiscard]] std::string write(run_mode x) const;
};

/// `starter`, `intermediate` or `pro`
struct tier {
  [[nodiscard]] result<account_tier> read(const raw_value& from) const;
  [[nodiscard]] std::string write(account_tier x) const;
};

/// An asset: `USD`.
struct asset {
  [[nodiscard]] result<asset_id> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const asset_id& x) const;
};

/// A list of assets.
struct assets {
  [[nodiscard]] result<std::set<asset_id>> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::set<asset_id>& x) const;
};

/// The name of an account: small letters, digits and `_`.
struct account {
  [[nodiscard]] result<account_id> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const account_id& x) const;
};

/// A venue's name, of those that are known.
struct venue_name {
  [[nodiscard]] result<std::string> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::string& x) const;
};

/// The begin of variables' names: `MY_KRAKEN`. What was written is never
/// shown, because it may be a key that got to the wrong place.
struct prefix {
  [[nodiscard]] result<std::string> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::string& x) const;
};

/// A folder.
struct path {
  [[nodiscard]] result<std::filesystem::path> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::filesystem::path& x) const;
};

/// An address that begins with one of the two schemes.
struct address {
  std::string_view safe;  ///< `https`
  std::string_view plain; ///< `http`: only for this machine
  [[nodiscard]] result<std::string> read(const raw_value& from) const;
  [[nodiscard]] std::string write(const std::string& x) const;
};

} // namespace lockstep::config::codec
