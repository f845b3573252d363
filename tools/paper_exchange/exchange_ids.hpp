#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace lockstep::paper {

/// Makes ids in the exchange's shape, 6-5-6 letters, from one seed.
class id_maker {
public:
  explicit id_maker(uint64_t seed) : random_{seed} {}

  /// `kind` is the first letter: O for orders, T for trades, L for ledgers.
  [[nodiscard]] std::string next(char kind) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string id = "O.....-.....-......";
    id.front() = kind;
    for (auto& c : id)
      if (c == '.')
        c = letters[random_() % letters.size()];
    return id;
  }

private:
  std::mt19937_64 random_;
};

} // namespace lockstep::paper
