#pragma once

#include <fmt/format.h>

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace lockstep {

/// A name of one kind of thing. Ids of different kinds do not mix.
template <class Tag>
class strong_id {
public:
  strong_id() = default;
  explicit strong_id(std::string text) : text_{std::move(text)} {}

  [[nodiscard]] const std::string& str() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  friend auto operator<=>(const strong_id&, const strong_id&) = default;

private:
  std::string text_;
};

/// The name of an account in the configuration: `master`, `half`.
using account_id = strong_id<struct account_tag>;
/// An asset in the field's usual spelling: `BTC`, `USD` (not `XXBT`, `ZUSD`).
using asset_id = strong_id<struct asset_tag>;
/// A trading pair in the field's usual spelling: `BTC/USD`.
using symbol_id = strong_id<struct symbol_tag>;
/// The venue's own id of an order.
using order_id = strong_id<struct order_tag>;
/// The venue's own id of one execution (fill).
using execution_id = strong_id<struct execution_tag>;
/// Our key of an order (client order id): a lower-case UUID.
using order_key = strong_id<struct order_key_tag>;
/// The venue's id of one movement of a balance.
using ledger_id = strong_id<struct ledger_tag>;

} // namespace lockstep

template <class Tag>
struct std::hash<lockstep::strong_id<Tag>> {
  size_t operator()(const lockstep::strong_id<Tag>& x) const noexcept {
    return std::hash<std::string>{}(x.str());
  }
};

template <class Tag>
struct fmt::formatter<lockstep::strong_id<Tag>> : fmt::formatter<std::string> {
  auto format(const lockstep::strong_id<Tag>& x, format_context& ctx) const {
    return formatter<std::string>::format(x.str(), ctx);
  }
};
