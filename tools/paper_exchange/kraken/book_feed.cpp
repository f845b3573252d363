#include "tools/paper_exchange/kraken/book_feed.hpp"

#include "tools/paper_exchange/kraken/stream_write.hpp"
#include "tools/paper_exchange/kraken/text.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace lockstep::paper::kraken {

namespace {

constexpr size_t levels_in_checksum = 10;

std::string bare_digits(std::string text) {
  std::erase(text, '.');
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  return text;
}

std::string digits_of(const pair_info& pair, const std::vector<level>& side) {
  std::string digits;
  for (size_t i = 0; i < std::min(levels_in_checksum, side.size()); ++i)
    digits += bare_digits(exact_price(pair, side[i].price))
              + bare_digits(exact_volume(pair, side[i].quantity));
  return digits;
}

const level* at_price(const std::vector<level>& side, price p) {
  const auto at = std::find_if(side.begin(), side.end(),
                               [p](const level& x) { return x.price == p; });
  return at == side.end() ? nullptr : &*at;
}

// Levels that went away come first. One that was only pushed out of the depth
// is not told: whoever keeps a book cuts it off.
std::vector<level> changes(lockstep::side side,
                           const std::vector<level>& before,
                           const std::vector<level>& after) {
  std::vector<level> changed;
  const auto full = after.size() >= before.size() && !after.empty();
  for (const auto& old : before) {
    const auto outside = full
                         && (side == side::buy
                               ? old.price < after.back().price
                               : old.price > after.back().price);
    if (!outside && at_price(after, old.price) == nullptr)
      changed.push_back({old.price, quantity{}});
  }
  for (const auto& now : after) {
    const auto* old = at_price(before, now.price);
    if (old == nullptr || old->quantity != now.quantity)
      changed.push_back(now);
  }
  return changed;
}

std::string
message(const pair_info& pair, const char* type, const std::vector<level>& bids,
        const std::vector<level>& asks, uint32_t checksum, timestamp now) {
  json_writer out;
  out.begin_object()
    .string("channel", "book")
    .string("type", type)
    .begin_array("data")
    .begin_object()
    .string("symbol", pair.symbol.str());
  const auto side = [&](const char* name, const std::vector<level>& levels) {
    out.begin_array(name);
    for (const auto& one : levels)
      write_level(out, pair, one);
    out.end_array();
  };
  side("bids", bids);
  side("asks", asks);
  return out.integer("checksum", checksum)
    .string("timestamp", to_rfc3339(now))
    .end_object()
    .end_array()
    .end_object()
    .str();
}

} // namespace

uint32_t book_checksum(const pair_info& pair, const book_view& book) {
  const auto digits = digits_of(pair, book.asks) + digits_of(pair, book.bids);
  boost::crc_32_type crc;
  crc.process_bytes(digits.data(), digits.size());
  return crc.checksum();
}

std::string book_feed::snapshot(timestamp now) const {
  return message(*pair_, "snapshot", known_.bids, known_.asks,
                 book_checksum(*pair_, known_), now);
}

std::optional<std::string> book_feed::update(book_view book, timestamp now) {
  const auto bids = changes(side::buy, known_.bids, book.bids);
  const auto asks = changes(side::sell, known_.asks, book.asks);
  known_ = std::move(book);
  if (bids.empty() && asks.empty())
    return std::nullopt;
  return message(*pair_, "update", bids, asks, book_checksum(*pair_, known_),
                 now);
}

} // namespace lockstep::paper::kraken
