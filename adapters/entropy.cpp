#include "adapters/entropy.hpp"

#include <random>

namespace lockstep {

uint64_t random_seed() {
  std::random_device source;
  const uint64_t high = source();
  return high << 32u | source();
}

} // namespace lockstep
