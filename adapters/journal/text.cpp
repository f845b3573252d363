#include "adapters/journal/text.hpp"

#include <charconv>
#include <utility>

namespace lockstep::journal {

namespace {

using asset_amount = std::pair<asset_id, decimal>;

/// Cuts the text before the separator off; the rest stays.
std::string_view cut(std::string_view& text, std::string_view separator) {
  const auto at = text.find(separator);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == text.npos ? text.size() : at + separator.size());
  return head;
}

result<std::vector<asset_amount>> parse_amounts(std::string_view text) {
  std::vector<asset_amount> amounts;
  while (!text.empty()) {
    auto asset = cut(text, ", ");
    const auto number = cut(asset, " ");
    auto amount = decimal::parse(number);
    if (!amount)
      return tl::unexpected{amount.error()};
    amounts.emplace_back(asset_id{std::string{asset}}, *amount);
  }
  return amounts;
}

void add_amount(std::string& text, const decimal& amount,
                const asset_id& asset) {
  if (!text.empty())
    text += ", ";
  text += amount.str();
  text += ' ';
  text += asset.str();
}

} // namespace

std::string to_text(timestamp t) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(t);
  auto text = to_rfc3339(whole);
  text.resize(text.find('.') + 1);
  return fmt::format("{}{:09}Z", text, (t - whole).count());
}

std::string to_text(const std::vector<sequence>& numbers) {
  return fmt::format("{}", fmt::join(numbers, ","));
}

result<std::vector<sequence>> parse_numbers(std::string_view s) {
  std::vector<sequence> numbers;
  while (!s.empty()) {
    const auto part = cut(s, ",");
    sequence number = 0;
    const auto [end, error]
      = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc{} || end != part.data() + part.size())
      return fail("'{}' is no record's number", part);
    numbers.push_back(number);
  }
  return numbers;
}

std::string to_text(const std::vector<fee>& fees) {
  std::string text;
  for (const auto& each : fees)
    add_amount(text, each.amount, each.asset);
  return text;
}

result<std::vector<fee>> parse_fees(std::string_view s) {
  return parse_amounts(s).map([](const std::vector<asset_amount>& amounts) {
    std::vector<fee> fees;
    for (const auto& [asset, amount] : amounts)
      fees.push_back({asset, amount});
    return fees;
  });
}

std::string to_text(const std::map<asset_id, quantity>& positions) {
  std::string text;
  for (const auto& [asset, amount] : positions)
    add_amount(text, amount.value(), asset);
  return text;
}

result<std::map<asset_id, quantity>> parse_positions(std::string_view s) {
  return parse_amounts(s).map([](const std::vector<asset_amount>& amounts) {
    std::map<asset_id, quantity> positions;
    for (const auto& [asset, amount] : amounts)
      positions[asset] = quantity{amount};
    return positions;
  });
}

std::string_view to_string(time_in_force t) {
  return t == time_in_force::immediate_or_cancel ? "immediate_or_cancel"
                                                 : "good_til_canceled";
}

std::string_view to_string(slot s) {
  switch (s) {
    case slot::nonce:
      return "nonce";
    case slot::halt:
      return "halt";
    case slot::pause:
      return "pause";
    case slot::watermark:
      return "watermark";
  }
  return "invalid";
}

} // namespace lockstep::journal
