#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>

namespace lockstep {

/// Gives the nonces of one API key: `max(last + 1, now in microseconds)`.
///
/// Nonces may only be used from a block whose end is durable, so that a
/// process that is killed leaves behind a number above all it used:
///
///   if (auto end = nonces.wanted(now)) { journal *end; nonces.reserved(*end);
///   } auto nonce = nonces.next(now); // nothing: reserve first
///
/// A block reaches two minutes ahead of the clock, so nothing ever jumps
/// further than that, and whoever asks twice a minute always has one: no order
/// waits for the disk because of its nonce. While the clock is behind the last
/// nonce (set back, or restarted at once), blocks are small and the nonces only
/// count up.
class nonce_source {
public:
  /// Microseconds from the clock to the end of a block.
  static constexpr uint64_t block = 120'000'000;
  /// Nonces in a block while the clock is behind.
  static constexpr uint64_t small_block = 1'000;

  /// `journaled`: the end of the last block that was made durable, or 0.
  /// `reported`: the highest nonce that the venue says it has seen, or 0.
  nonce_source(uint64_t journaled, uint64_t reported);

  /// A number above all that processes before this one can have used, whatever
  /// journal they left or somebody put back, as long as the clock was not set
  /// back: theirs reach a block ahead of their start, or of what they had by
  /// then, and this start is later.
  [[nodiscard]] static uint64_t above_all_before(timestamp start);

  /// The end of the block to make durable now: half of the current one is
  /// gone. Ask before it is needed and orders never wait for the disk.
  [[nodiscard]] std::optional<uint64_t> wanted(timestamp now) const;

  /// That block end is durable. A lower one than before changes nothing.
  void reserved(uint64_t end);

  /// The next nonce; nothing if the reserved block does not reach that far.
  [[nodiscard]] std::optional<uint64_t> next(timestamp now);

  /// The venue has seen a higher one than we knew of (another program).
  void seen(uint64_t nonce);

private:
  [[nodiscard]] uint64_t candidate(timestamp now) const;

  uint64_t last_;
  uint64_t end_ = 0;
};

} // namespace lockstep
