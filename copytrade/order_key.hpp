#pragma once

#include "copytrade/signal.hpp"
#include "model/ids.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::copytrade {

/// Which order of a (signal, follower) is meant: the one entry, the n-th
/// attempt to sell, the n-th stop.
struct leg {
  enum class kind : uint8_t { entry, exit, stop };

  leg::kind what = kind::entry;
  uint32_t number = 0; ///< of exits and stops, from 0

  [[nodiscard]] static leg entry() { return {}; }
  [[nodiscard]] static leg exit(uint32_t n) { return {kind::exit, n}; }
  [[nodiscard]] static leg stop(uint32_t n) { return {kind::stop, n}; }

  /// `entry`, `exit#0`, `stop#2`
  [[nodiscard]] std::string str() const;

  friend auto operator<=>(const leg&, const leg&) = default;
};

/// What an order is for. Two orders with the same purpose are the same order.
struct purpose {
  std::string venue;
  order_id order; ///< of the master; an operator's command has its own name
  /// With the order, the signal's name. Not its number: whoever lost part of
  /// the journal counts in another way.
  quantity cumulative;
  account_id follower;
  copytrade::leg leg;

  friend auto operator<=>(const purpose&, const purpose&) = default;
};

[[nodiscard]] purpose purpose_of(const signal& what, const account_id& follower,
                                 copytrade::leg leg);

/// The key of an order: the UUID (version 5) of its purpose in a namespace of
/// this project. A pure function: the same on every run and machine, so that
/// a repeated decision can not become a second order.
[[nodiscard]] order_key key_of(const purpose& what);

/// Whether a key is of that kind. People and other programs use random ones.
[[nodiscard]] inline bool is_name_based(const order_key& key) {
  return key.str().size() == 36 && key.str()[14] == '5';
}

} // namespace lockstep::copytrade
