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

/// What a book is made of: price levels (`book`), or orders (`level3`). Of
/// the market's liquidity nobody knows the orders, so each level is one.
enum class book_kind : uint8_t { levels, orders };

/// One book at one depth, as its subscribers know it.
class book_feed {
public:
  book_feed(const pair_info& pair, book_view book,
            book_kind kind = book_kind::levels)
    : pair_{&pair}, known_{std::move(book)}, kind_{kind} {}

  /// The whole book as it is known.
  [[nodiscard]] std::string snapshot(timestamp now) const;
  /// What changed since the last message; nothing if nothing did.
  [[nodiscard]] std::optional<std::string> update(book_view book,
                                                  timestamp now);

private:
  [[nodiscard]] std::string message(const char* type, const book_view& shown,
                                    timestamp now) const;

  const pair_info* pair_;
  book_view known_;
  book_view before_; ///< `known_`, as the message before told it
  book_kind kind_;
};

} // namespace lockstep::paper::kraken
