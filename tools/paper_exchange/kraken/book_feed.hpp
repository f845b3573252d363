#pragma once

#include "tools/paper_exchange/exchange.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace lockstep::paper::kraken {

/// The checksum of a book: CRC32 over the ten best asks and then the ten best
/// bids, price and quantity of each with the pair's digits, without the point
/// and without zeros in front.
[[nodiscard]] uint32_t book_checksum(const pair_info& pair,
                                     const book_view& book);

/// One book at one depth, as its subscribers know it.
class book_feed {
public:
  book_feed(const pair_info& pair, book_view book)
    : pair_{&pair}, known_{std::move(book)} {}

  /// The whole book as it is known.
  [[nodiscard]] std::string snapshot(timestamp now) const;
  /// What changed since the last message; nothing if nothing did.
  [[nodiscard]] std::optional<std::string> update(book_view book,
                                                  timestamp now);

private:
  const pair_info* pair_;
  book_view known_;
};

} // namespace lockstep::paper::kraken
