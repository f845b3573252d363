#include "actors/recording/line_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace lockstep::recording {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

/// Printable ASCII but for the two that a text in JSON escapes.
constexpr auto plain = [] {
  std::array<bool, 256> table{};
  for (size_t c = 0x20; c < 0x80; ++c)
    table.at(c) = c != '"' && c != '\\';
  return table;
}();

bool stands_as_it_is(char c) {
  return plain[static_cast<unsigned char>(c)];
}

/// Writes `x` into so many digits, from the right.
void put_digits(char* at, int width, uint64_t x) {
  for (int i = width; i-- > 0; x /= 10)
    at[i] = static_cast<char>('0' + x % 10);
}

} // namespace

void put_quoted(std::string& out, std::string_view text) {
  out += '"';
  if (std::ranges::all_of(text, stands_as_it_is)) {
    out += text; // nearly always
  } else {
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (stands_as_it_is(c))
        out += c;
      else if (c == '"' || c == '\\')
        (out += '\\') += c;
      else
        ((out += "\\u00") += hex[byte >> 4]) += hex[byte & 15];
    }
  }
  out += '"';
}

void put_time(std::string& out, timestamp t) {
  using namespace std::chrono;
  if (t == timestamp{}) {
    out += "\"\"";
    return;
  }
  const auto day = floor<days>(t);
  const year_month_day date{day};
  const auto since = static_cast<uint64_t>((t - day).count());
  const auto in_day = since / 1'000'000'000;
  std::array<char, 33> text{};
  constexpr std::string_view shape = "\"0000-00-00T00:00:00.000000000Z\"";
  shape.copy(text.data(), shape.size());
  put_digits(&text[1], 4, static_cast<uint64_t>(static_cast<int>(date.year())));
  put_digits(&text[6], 2, static_cast<unsigned>(date.month()));
  put_digits(&text[9], 2, static_cast<unsigned>(date.day()));
  put_digits(&text[12], 2, in_day / 3600);
  put_digits(&text[15], 2, in_day / 60 % 60);
  put_digits(&text[18], 2, in_day % 60);
  put_digits(&text[21], 9, since % 1'000'000'000);
  out.append(text.data(), shape.size());
}

line_writer& line_writer::embedded(std::string_view name,
                                   const std::string& x) {
  key(name);
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::ranges::all_of(x, printable) && x.starts_with('{'))
    *out_ += x;
  else
    put_quoted(*out_, x);
  return *this;
}

void line_writer::key(std::string_view name) {
  comma();
  put_quoted(*out_, name);
  *out_ += ':';
}

void line_writer::comma() {
  const char last = out_->back();
  if (last != '{' && last != '[')
    *out_ += ',';
}

void line_writer::value(decimal x) {
  *out_ += '"';
  *out_ += x.str();
  *out_ += '"';
}

void line_writer::number(int64_t x) {
  std::array<char, 24> text; // NOLINT(*-member-init): what is read was written
  const auto end = std::to_chars(text.begin(), text.end(), x).ptr;
  out_->append(text.begin(), end);
}

} // namespace lockstep::recording
