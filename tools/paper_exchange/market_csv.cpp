#include "tools/paper_exchange/market_rows.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

namespace lockstep::paper {

namespace {

using fields = std::vector<std::string_view>;

/// Without spaces, quotes and line ends around it.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view around = " \t\r\"'\xef\xbb\xbf";
  const auto first = text.find_first_not_of(around);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(around) - first + 1);
}

fields split(std::string_view line) {
  fields found;
  while (true) {
    const auto comma = line.find_first_of(",;");
    found.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos)
      return found;
    line.remove_prefix(comma + 1);
  }
}

std::string lowered(std::string_view text) {
  std::string low{text};
  std::ranges::transform(low, low.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return low;
}

/// Which field of a line holds which column.
class columns {
public:
  explicit columns(const fields& header) {
    for (size_t i = 0; i < header.size(); ++i)
      at_.emplace(lowered(header[i]), i);
  }

  [[nodiscard]] std::optional<size_t>
  find(std::initializer_list<std::string_view> names) const {
    for (const auto name : names)
      if (const auto at = at_.find(name); at != at_.end())
        return at->second;
    return std::nullopt;
  }

  [[nodiscard]] bool all(std::initializer_list<std::string_view> names) const {
    return std::ranges::all_of(names,
                               [this](auto x) { return at_.contains(x); });
  }

private:
  std::map<std::string, size_t, std::less<>> at_;
};

/// Files written by binary floating point carry digits that mean nothing;
/// they are cut where they would not fit.
result<decimal> read_number(std::string_view text) {
  if (auto exact = decimal::parse(text))
    return exact;
  const auto e = text.find_first_of("eE");
  const std::string mantissa{text.substr(0, e)};
  const auto point = mantissa.find('.');
  if (point == std::string::npos)
    return decimal::parse(text);
  const std::string exponent
    = e == std::string_view::npos ? "" : std::string{text.substr(e)};
  constexpr size_t digits_kept = 12; // leaves room for e-06
  return decimal::parse(mantissa.substr(0, point + 1 + digits_kept) + exponent);
}

/// A count since 1970, whose unit shows in its size, or a date.
result<timestamp> read_time(std::string_view text) {
  const auto number = decimal::parse(text);
  if (!number) {
    std::string full{text};
    if (full.size() == 10)
      full += "T00:00:00";
    if (!full.ends_with('Z') && full.find('+') == std::string::npos)
      full += 'Z';
    return parse_rfc3339(full);
  }
  auto seconds = *number;
  for (const int64_t unit : {1'000'000'000, 1'000'000, 1'000})
    if (seconds
        >= multiply(decimal{unit}, decimal{100'000'000}, rounding::down)) {
      seconds = divide(seconds, decimal{unit}, rounding::down);
      break;
    }
  return parse_unix_seconds(seconds.str());
}

/// The columns of a kind of file; the time comes first.
struct layout {
  bool quotes = false;
  std::vector<size_t> at;
};

result<layout> read_layout(const fields& header) {
  const columns known{header};
  const auto time = known.find({"time_ms", "time", "timestamp", "time_s",
                                "date", "datetime", "open_time", "unix"});
  if (!time)
    return fail("no column of the header is named time_ms, time, timestamp, "
                "date or datetime");
  const auto pick = [&](bool quotes,
                        std::initializer_list<std::string_view> names) {
    layout found{quotes, {*time}};
    for (const auto name : names)
      found.at.push_back(*known.find({name}));
    return found;
  };
  if (known.all({"bid_close", "ask_close", "bid_size", "ask_size"})) {
    if (known.all({"bid_open", "bid_high", "bid_low"}))
      return pick(true, {"bid_open", "bid_high", "bid_low", "bid_close",
                         "bid_size", "ask_close", "ask_size"});
    return pick(true, {"bid_close", "bid_close", "bid_close", "bid_close",
                       "bid_size", "ask_close", "ask_size"});
  }
  if (known.all({"open", "high", "low", "close", "volume"}))
    return pick(false, {"open", "high", "low", "close", "volume"});
  return fail("the header has neither the columns open, high, low, close, "
              "volume nor bid_close, bid_size, ask_close, ask_size");
}

result<market_row> read_row(const fields& line, const layout& shape) {
  const auto needed = std::ranges::max(shape.at) + 1;
  if (line.size() < needed)
    return fail("the line has {} fields, {} are needed", line.size(), needed);
  const auto time = read_time(line[shape.at.front()]);
  if (!time)
    return tl::unexpected{time.error()};
  std::array<decimal, 7> x;
  for (size_t i = 1; i < shape.at.size(); ++i) {
    const auto number = read_number(line[shape.at[i]]);
    if (!number)
      return tl::unexpected{number.error()};
    if (number->is_negative())
      return fail("the number '{}' is below zero", line[shape.at[i]]);
    x[i - 1] = *number;
  }
  market_row row{*time, price{x[0]}, price{x[1]}, price{x[2]}, price{x[3]},
                 {},    {},          {},          {},          {}};
  if (shape.quotes) {
    row.bid = row.close;
    row.bid_size = quantity{x[4]};
    row.ask = price{x[5]};
    row.ask_size = quantity{x[6]};
  } else {
    row.volume = quantity{x[4]};
  }
  if (!row.low.is_positive() || row.high < std::max(row.open, row.close)
      || row.low > std::min(row.open, row.close))
    return fail("open, high, low and close contradict each other");
  if (shape.quotes && row.ask < row.bid)
    return fail("the ask {} is below the bid {}", row.ask, row.bid);
  return row;
}

} // namespace

result<std::vector<market_row>> read_market_csv(std::string_view text,
                                                std::string_view file) {
  std::vector<market_row> rows;
  std::optional<layout> shape;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#')
      continue;
    if (!shape) {
      auto found = read_layout(split(line));
      if (!found)
        return fail("{}:{}: {}", file, number, found.error().text);
      shape = std::move(*found);
      continue;
    }
    auto row = read_row(split(line), *shape);
    if (!row)
      return fail("{}:{}: {}", file, number, row.error().text);
    if (!rows.empty() && row->time <= rows.back().time)
      return fail("{}:{}: the time is not after that of the row before", file,
                  number);
    rows.push_back(*row);
  }
  if (rows.empty())
    return fail("{}: there are no rows", file);
  return rows;
}

result<std::vector<market_row>> load_market_csv(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  if (!in)
    return fail("{}: the file can not be read", path);
  std::ostringstream text;
  text << in.rdbuf();
  return read_market_csv(text.str(), path);
}

std::vector<market_row> merge_rows(std::vector<market_row> candles,
                                   const std::vector<market_row>& quotes) {
  for (auto& row : candles) {
    const auto at = std::ranges::lower_bound(quotes, row.time, {},
                                             &market_row::time);
    if (at == quotes.end() || at->time != row.time)
      continue;
    row.bid = at->bid;
    row.ask = at->ask;
    row.bid_size = at->bid_size;
    row.ask_size = at->ask_size;
  }
  return candles;
}

} // namespace lockstep::paper
