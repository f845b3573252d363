#include "tools/paper_exchange/market_rows.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace lockstep::paper {

namespace {

// A day is longer than what every compiler must take; ours take it.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
constexpr std::string_view btc_usd =
#include "tools/paper_exchange/data/btc_usd_2018_04_05.inc"
  ;

constexpr std::string_view eth_usd =
#include "tools/paper_exchange/data/eth_usd_2018_04_05.inc"
  ;
#pragma GCC diagnostic pop

/// Takes fields off the front of one line of a table.
class line_reader {
public:
  explicit line_reader(std::string_view line) : rest_{line} {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  int64_t whole() {
    int64_t value = 0;
    const auto field = next();
    const auto* end = field.data() + field.size();
    if (std::from_chars(field.data(), end, value).ptr != end)
      broken();
    return value;
  }

  quantity size() {
    auto value = quantity::parse(next());
    if (!value)
      broken();
    return *value;
  }

private:
  [[noreturn]] static void broken() {
    throw std::logic_error{"the built-in table of prices is broken"};
  }

  std::string_view next() {
    const auto end = rest_.find(' ');
    const auto field = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return field;
  }

  std::string_view rest_;
};

std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

price from_cents(int64_t cents) {
  return price{divide(decimal{cents}, decimal{100}, rounding::down)};
}

/// Reads one minute (see data/pack_day.py) and moves `close`, in cents, on.
market_row read_minute(std::string_view text, int64_t& close) {
  line_reader line{text};
  const auto open = close + line.whole();
  close = open + line.whole();
  const auto high = std::max(open, close) + line.whole();
  const auto low = std::min(open, close) - line.whole();
  market_row row{{},
                 from_cents(open),
                 from_cents(high),
                 from_cents(low),
                 from_cents(close),
                 line.size(),
                 {},
                 {},
                 {},
                 {}};
  if (line.at_end())
    return row;
  const auto bid = close - line.whole();
  row.bid = from_cents(bid);
  row.ask = from_cents(bid + line.whole());
  row.bid_size = line.size();
  row.ask_size = line.size();
  return row;
}

} // namespace

std::vector<market_row> recorded_day(const symbol_id& symbol) {
  std::string_view text;
  if (symbol.str() == "BTC/USD")
    text = btc_usd;
  else if (symbol.str() == "ETH/USD")
    text = eth_usd;
  else
    return {};
  line_reader head{take_line(text)};
  timestamp time{std::chrono::seconds{head.whole()}};
  auto close = head.whole();
  std::vector<market_row> rows;
  while (!text.empty()) {
    rows.push_back(read_minute(take_line(text), close));
    rows.back().time = time;
    time += std::chrono::minutes{1};
  }
  return rows;
}

} // namespace lockstep::paper
