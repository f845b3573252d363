#pragma once

#include "tools/simulation/engine_world.hpp"

#include <catch2/catch_tostring.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Small worlds for tests: a master with 1000 USD and followers, at an
/// exchange where BTC/USD stands at 10000.
namespace lockstep::simulated::kit {

using namespace std::chrono_literals;
using copytrade::outcome;

inline decimal number(const std::string& text) {
  return decimal::parse(text).value();
}

inline copytrade::follower_settings roomy() {
  copytrade::follower_settings copy;
  copy.limits.max_user_risk = percent(60);
  return copy;
}

inline member account(const std::string& name, const std::string& cash,
                      copytrade::follower_settings copy = roomy()) {
  return {{name, {{"USD", cash}}}, key_given::right, std::move(copy)};
}

inline std::vector<member> master_half_quarter() {
  return {account("master", "1000"), account("half", "500"),
          account("quarter", "250")};
}

/// A setup with these members and nothing else unusual.
inline world_setup with(std::vector<member> members, uint64_t seed = 1) {
  world_setup setup;
  setup.members = std::move(members);
  setup.seed = seed;
  return setup;
}

/// An account's orders as they would be compared: what, how much, under which
/// key; oldest first.
inline std::vector<std::string> told_of(virtual_exchange& at,
                                        const std::string& account) {
  std::vector<std::string> all;
  for (const auto& o : at.copies(account))
    all.push_back(fmt::format("{} {} {} {} {}", o.key, to_string(o.side),
                              o.volume, o.symbol,
                              o.limit ? o.limit->str() : "market"));
  std::ranges::sort(all);
  return all;
}

inline bool keys_are_unique(virtual_exchange& at, const std::string& account) {
  std::set<order_key> seen;
  return std::ranges::all_of(at.copies(account), [&](const paper::order& o) {
    return seen.insert(o.key).second;
  });
}

inline size_t count_of(const std::vector<paper::order>& orders, side which) {
  return static_cast<size_t>(
    std::ranges::count(orders, which, &paper::order::side));
}

} // namespace lockstep::simulated::kit

// What checks show.
template <>
struct Catch::StringMaker<lockstep::decimal> {
  static std::string convert(const lockstep::decimal& x) { return x.str(); }
};
template <>
struct Catch::StringMaker<lockstep::copytrade::outcome> {
  static std::string convert(lockstep::copytrade::outcome x) {
    return std::string{to_string(x)};
  }
};
template <>
struct Catch::StringMaker<lockstep::reason> {
  static std::string convert(lockstep::reason x) {
    return std::string{to_string(x)};
  }
};
