#include "adapters/nonce.hpp"

#include "model/mutant.hpp"

#include <algorithm>
#include <chrono>

namespace lockstep {

namespace {

uint64_t microseconds_of(timestamp t) {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto count = duration_cast<microseconds>(t.time_since_epoch()).count();
  return count < 0 ? 0 : static_cast<uint64_t>(count);
}

} // namespace

nonce_source::nonce_source(uint64_t journaled, uint64_t reported)
  : last_{std::max(journaled, reported)} {
  // nop
}

uint64_t nonce_source::above_all_before(timestamp start) {
  return mutated(mutant::nonce_from_clock) ? 0 : microseconds_of(start) + block;
}

std::optional<uint64_t> nonce_source::wanted(timestamp now) const {
  const auto from = candidate(now);
  const auto end = std::max(microseconds_of(now) + block, from + small_block);
  const auto half = (end - from) / 2;
  if (end_ > from && end_ - from >= half)
    return std::nullopt;
  return end;
}

void nonce_source::reserved(uint64_t end) {
  end_ = std::max(end_, end);
}

std::optional<uint64_t> nonce_source::next(timestamp now) {
  const auto nonce = candidate(now);
  if (nonce > end_)
    return std::nullopt;
  last_ = nonce;
  return nonce;
}

void nonce_source::seen(uint64_t nonce) {
  last_ = std::max(last_, nonce);
}

uint64_t nonce_source::candidate(timestamp now) const {
  if (mutated(mutant::nonce_from_clock))
    return microseconds_of(now);
  return std::max(last_ + 1, microseconds_of(now));
}

} // namespace lockstep
