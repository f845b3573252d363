#include "tools/paper_exchange/exchange_order.hpp"

#include <array>

namespace lockstep::paper {

namespace {

constexpr std::array<std::string_view, 9> kind_names{"market",
                                                     "limit",
                                                     "iceberg",
                                                     "stop-loss",
                                                     "take-profit",
                                                     "stop-loss-limit",
                                                     "take-profit-limit",
                                                     "trailing-stop",
                                                     "trailing-stop-limit"};

} // namespace

std::string_view to_string(order_kind kind) {
  return kind_names[static_cast<size_t>(kind)];
}

std::optional<order_kind> parse_order_kind(std::string_view text) {
  for (size_t i = 0; i < kind_names.size(); ++i)
    if (text == kind_names[i])
      return static_cast<order_kind>(i);
  return std::nullopt;
}

std::string_view to_string(order_status status) {
  constexpr std::array<std::string_view, 5> names{"pending", "open", "closed",
                                                  "canceled", "expired"};
  return names[static_cast<size_t>(status)];
}

std::string_view to_string(lifetime life) {
  constexpr std::array<std::string_view, 4> names{"GTC", "IOC", "GTD", "FOK"};
  return names[static_cast<size_t>(life)];
}

std::optional<price_term> parse_price_term(std::string_view text) {
  price_term term;
  if (text.empty())
    return std::nullopt;
  if (const char c = text.front(); c == '+' || c == '-' || c == '#') {
    term.sign = c;
    text.remove_prefix(1);
  }
  if (!text.empty() && text.back() == '%') {
    term.percent = true;
    text.remove_suffix(1);
  }
  const auto value = decimal::parse(text);
  if (!value || value->is_negative() || (term.percent && term.sign == 0))
    return std::nullopt;
  term.value = *value;
  return term;
}

std::string to_string(const price_term& term, int decimals) {
  std::string text;
  if (term.sign != 0)
    text += term.sign;
  text += term.value.str(term.percent ? 4 : decimals, rounding::half_up);
  if (term.percent)
    text += '%';
  return text;
}

std::optional<price> order::average() const {
  if (executed.is_zero())
    return std::nullopt;
  return price{divide(cost.value(), executed.value(), rounding::half_up)};
}

} // namespace lockstep::paper
