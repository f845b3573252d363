#include "tools/paper_exchange/market_rows.hpp"

#include <algorithm>
#include <random>

namespace lockstep::paper {

namespace {

/// Draws on top of the engine itself: the standard's distributions differ
/// between libraries, and a seed must mean the same everywhere.
class dice {
public:
  explicit dice(uint64_t seed) : engine_{seed} {}

  /// A whole number from -most to most.
  int64_t around_zero(int64_t most) {
    const auto width = static_cast<uint64_t>(2 * most + 1);
    return static_cast<int64_t>(engine_() % width) - most;
  }

  /// A share of `whole`, in 64ths, from 1/64 to 2.
  quantity share(quantity whole) {
    const auto parts = static_cast<int64_t>(engine_() % 128 + 1);
    return quantity{multiply_divide(whole.value(), decimal{parts}, decimal{64},
                                    rounding::up)};
  }

private:
  std::mt19937_64 engine_;
};

/// The next price on the grid; never below ten ticks.
price moved(price from, const generator_options& options, dice& random) {
  const auto basis_points = random.around_zero(options.step_basis_points);
  const auto change = multiply_divide(from.value(), decimal{basis_points},
                                      decimal{10'000}, rounding::half_up);
  const auto next = round_to(price{from.value() + change}, options.tick,
                             rounding::half_up);
  const price least{
    multiply(options.tick.value(), decimal{10}, rounding::down)};
  return std::max(next, least);
}

quantity on_lot(quantity q) {
  return round_to(q, quantity{step_of(8)}, rounding::up);
}

} // namespace

std::vector<market_row> generate_rows(const generator_options& options) {
  using namespace std::chrono_literals;
  dice random{options.seed};
  std::vector<market_row> rows;
  auto now = round_to(options.start, options.tick, rounding::half_up);
  for (int i = 0; i < options.rows; ++i) {
    market_row row;
    row.time = timestamp{i * 60s};
    row.open = row.high = row.low = now;
    for (int quarter = 0; quarter < 4; ++quarter) {
      now = moved(now, options, random);
      row.high = std::max(row.high, now);
      row.low = std::min(row.low, now);
    }
    row.close = now;
    row.volume = on_lot(random.share(options.size));
    row.bid = now;
    row.ask = now + options.tick;
    row.bid_size = on_lot(random.share(options.size));
    row.ask_size = on_lot(random.share(options.size));
    rows.push_back(row);
  }
  return rows;
}

} // namespace lockstep::paper
