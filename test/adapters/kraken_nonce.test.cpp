#include "adapters/nonce.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>

using namespace lockstep;
using namespace std::chrono_literals;

namespace {

const timestamp noon = parse_rfc3339("2026-05-05T12:00:00Z").value();

uint64_t micros(timestamp t) {
  return static_cast<uint64_t>(
    std::chrono::duration_cast<std::chrono::microseconds>(t.time_since_epoch())
      .count());
}

/// A key's nonces together with the journal that outlives the process.
struct key {
  uint64_t journal = 0;
  nonce_source nonces{0, 0};

  void restart(uint64_t reported = 0) {
    nonces = nonce_source{journal, reported};
  }

  uint64_t take(timestamp now) {
    if (const auto end = nonces.wanted(now)) {
      journal = std::max(journal, *end);
      nonces.reserved(*end);
    }
    return nonces.next(now).value();
  }
};

} // namespace

TEST_CASE("a nonce is the time in microseconds") {
  key k;
  CHECK(k.take(noon) == 1777982400000000);
  CHECK(k.take(noon + 5us) == 1777982400000005);
}

TEST_CASE("within one microsecond nonces count up") {
  key k;
  const auto first = k.take(noon);
  CHECK(k.take(noon) == first + 1);
  CHECK(k.take(noon) == first + 2);
}

TEST_CASE("no nonce is given from a block that is not durable") {
  nonce_source nonces{0, 0};
  CHECK_FALSE(nonces.next(noon));
  const auto end = nonces.wanted(noon);
  REQUIRE(end == micros(noon) + nonce_source::block);
  CHECK_FALSE(nonces.next(noon));
  nonces.reserved(*end);
  CHECK(nonces.next(noon) == micros(noon));
  CHECK(nonces.next(noon + 2min) == *end);
  CHECK_FALSE(nonces.next(noon + 2min + 1us));
}

TEST_CASE("the next block is wanted when half of one is gone") {
  key k;
  k.take(noon);
  CHECK_FALSE(k.nonces.wanted(noon + 59s));
  CHECK(k.nonces.wanted(noon + 61s));
}

TEST_CASE("after a kill nonces start above all that were used before") {
  key k;
  const auto before = k.take(noon);
  k.restart();
  CHECK(k.take(noon) > before);
  CHECK(k.take(noon)
        <= micros(noon) + nonce_source::block + 2 * nonce_source::small_block);
}

TEST_CASE("the start takes the largest of journal, venue and clock") {
  CHECK(nonce_source{5, 9}.wanted(timestamp{}) > 9);
  key k;
  k.restart(micros(noon) + 77);
  CHECK(k.take(noon) == micros(noon) + 78);
  k.journal = micros(noon) + 99;
  k.restart(micros(noon) + 77);
  CHECK(k.take(noon) == micros(noon) + 100);
  CHECK(k.take(noon + 1h) == micros(noon + 1h));
}

TEST_CASE("a clock set back one hour only lets nonces count up") {
  key k;
  auto last = k.take(noon);
  for (int i = 0; i < 5000; ++i) {
    const auto nonce = k.take(noon - 1h + i * 1ms);
    REQUIRE(nonce == last + 1);
    last = nonce;
  }
}

TEST_CASE("whoever asks each half minute always has a nonce at once") {
  key k;
  auto now = noon;
  k.take(now);
  for (int i = 0; i < 100; ++i) {
    now += 30s;
    REQUIRE(k.nonces.next(now));
    k.take(now);
  }
}

TEST_CASE("a journal that somebody put back repeats no nonce") {
  key k;
  k.take(noon);
  const auto start_at = [&](timestamp now) {
    k.nonces = nonce_source{k.journal, nonce_source::above_all_before(now)};
  };
  start_at(noon + 1s); // at once: its nonces count up from the journal's
  const auto backup = k.journal;
  uint64_t last = 0;
  for (int i = 0; i < 100; ++i)
    last = k.take(noon + 2s);
  k.journal = backup;
  start_at(noon + 3s);
  CHECK(k.take(noon + 3s) > last);
}

TEST_CASE("restarting all the time never runs ahead by more than a block") {
  key k;
  uint64_t last = 0;
  for (int i = 0; i < 1000; ++i) {
    k.restart();
    const auto nonce = k.take(noon);
    REQUIRE(nonce > last);
    last = nonce;
  }
  CHECK(last < micros(noon + 2min + 2s));
}

TEST_CASE("a million nonces are all different and rising") {
  key k;
  auto now = noon;
  uint64_t last = 0;
  uint64_t furthest = 0;
  for (int64_t i = 0; i < 1'000'000; ++i) {
    now += std::chrono::nanoseconds{(i * 7919) % 3000};
    if (i == 500'000)
      now -= 1h;
    if (i % 100'000 == 99'999)
      k.restart();
    const auto nonce = k.take(now);
    if (nonce <= last)
      FAIL("nonce " << nonce << " after " << last);
    last = nonce;
    furthest = std::max(furthest, micros(now));
  }
  CHECK(last < furthest + nonce_source::block + 10'000'000);
}

TEST_CASE("nonces rise whatever clock, restarts and other programs do") {
  CHECK(rc::check([] {
    key k;
    auto now = noon;
    uint64_t last = 0;
    uint64_t highest_start = micros(noon);
    const auto steps = *rc::gen::container<std::vector<int>>(
      rc::gen::inRange(-3'600'000, 3'000));
    int restarts = 0;
    for (const auto step : steps) {
      now += std::chrono::milliseconds{step < -1'000'000 ? step : step & 1023};
      if (step % 5 == 0) {
        k.restart(step % 3 == 0 ? last : 0);
        ++restarts;
      }
      highest_start = std::max(highest_start, micros(now));
      const auto nonce = k.take(now);
      RC_ASSERT(nonce > last);
      RC_ASSERT(nonce <= k.journal);
      RC_ASSERT(nonce <= highest_start + nonce_source::block
                           + static_cast<uint64_t>(restarts + 1)
                               * nonce_source::small_block
                           + steps.size());
      last = nonce;
    }
  }));
}
