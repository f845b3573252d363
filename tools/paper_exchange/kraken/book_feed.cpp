#include "tools/paper_exchange/kraken/book_feed.hpp"

#include "tools/paper_exchange/kraken/stream_write.hpp"
#include "tools/paper_exchange/kraken/text.hpp"

#include <boost/crc.hpp>

#include <algorithm>
#include <array>
#include <string_view>
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

// The same level is the same order for as long as it is there.
std::string order_name(const pair_info& pair, lockstep::side side, price p) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  constexpr std::array groups{5, 5, 6};
  const auto text = pair.symbol.str() + exact_price(pair, p)
                    + (side == side::buy ? "b" : "s");
  std::string name;
  uint64_t sum = 14'695'981'039'346'656'037U; // FNV-1a
  for (const auto size : groups) {
    for (const auto c : text)
      sum = (sum ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    name += name.empty() ? "O" : "-";
    for (auto i = 0; i < size; ++i)
      name += letters[(sum >> (5 * i + 20)) % letters.size()];
  }
  return name;
}

// An order of `level3`; `event` is empty in snapshots.
void write_as_order(json_writer& out, const pair_info& pair,
                    lockstep::side side, const level& one,
                    std::string_view event, timestamp now) {
  // Times of orders have nanoseconds.
  auto time = to_rfc3339(now);
  time.insert(time.size() - 1, "000");
  out.begin_object();
  if (!event.empty())
    out.string("event", event);
  out.string("order_id", order_name(pair, side, one.price))
    .raw_number("limit_price", exact_price(pair, one.price))
    .raw_number("order_qty", exact_volume(pair, one.quantity))
    .string("timestamp", time)
    .end_object();
}

} // namespace

uint32_t book_checksum(const pair_info& pair, const book_view& book) {
  const auto digits = digits_of(pair, book.asks) + digits_of(pair, book.bids);
  boost::crc_32_type crc;
  crc.process_bytes(digits.data(), digits.size());
  return crc.checksum();
}

std::string book_feed::message(const char* type, const book_view& shown,
                               timestamp now) const {
  const auto snapshot = std::string_view{type} == "snapshot";
  json_writer out;
  out.begin_object()
    .string("channel", kind_ == book_kind::orders ? "level3" : "book")
    .string("type", type)
    .begin_array("data")
    .begin_object()
    .string("symbol", pair_->symbol.str());
  const auto event_of = [&](const level& one, const std::vector<level>& old) {
    if (snapshot)
      return "";
    if (one.quantity.is_zero())
      return "delete";
    return at_price(old, one.price) == nullptr ? "add" : "modify";
  };
  const auto write = [&](const char* name, lockstep::side side,
                         const std::vector<level>& levels,
                         const std::vector<level>& old) {
    out.begin_array(name);
    for (const auto& one : levels)
      if (kind_ == book_kind::orders)
        write_as_order(out, *pair_, side, one, event_of(one, old), now);
      else
        write_level(out, *pair_, one);
    out.end_array();
  };
  write("bids", side::buy, shown.bids, before_.bids);
  write("asks", side::sell, shown.asks, before_.asks);
  return out.integer("checksum", book_checksum(*pair_, known_))
    .string("timestamp", to_rfc3339(now))
    .end_object()
    .end_array()
    .end_object()
    .str();
}

std::string book_feed::snapshot(timestamp now) const {
  return message("snapshot", known_, now);
}

std::optional<std::string> book_feed::update(book_view book, timestamp now) {
  const book_view changed{changes(side::buy, known_.bids, book.bids),
                          changes(side::sell, known_.asks, book.asks)};
  before_ = std::exchange(known_, std::move(book));
  if (changed.bids.empty() && changed.asks.empty())
    return std::nullopt;
  return message("update", changed, now);
}

} // namespace lockstep::paper::kraken
