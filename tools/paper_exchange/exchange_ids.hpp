#pragma once

#include "model/ids.hpp"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <string_view>

namespace lockstep::paper {

/// Makes ids in the exchange's shape, 6-5-6 letters, from one seed. Each
/// account has its own sequence, so that what one account does changes no id
/// of another: two runs can be compared account by account.
class id_maker {
public:
  explicit id_maker(uint64_t seed) : seed_{seed} {}

  /// `kind` is the first letter: O for orders, T for trades, L for ledgers.
  [[nodiscard]] std::string next(char kind, const account_id& whose) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    auto& random
      = sequences_.try_emplace(whose, seed_ ^ hash(whose.str())).first->second;
    std::string id = "O.....-.....-......";
    id.front() = kind;
    for (auto& c : id)
      if (c == '.')
        c = letters[random() % letters.size()];
    return id;
  }

private:
  /// FNV-1a, the same on every machine.
  static uint64_t hash(std::string_view text) {
    uint64_t h = 14'695'981'039'346'656'037u;
    for (const char c : text)
      h = (h ^ static_cast<unsigned char>(c)) * 1'099'511'628'211u;
    return h;
  }

  uint64_t seed_;
  std::map<account_id, std::mt19937_64> sequences_;
};

} // namespace lockstep::paper
