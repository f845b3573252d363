#include "copytrade/repair.hpp"

#include <charconv>

namespace lockstep::copytrade {

namespace {

constexpr std::string_view prefix = "reconcile/";

} // namespace

order_id repair_name(const account_id& account, const asset_id& base,
                     uint64_t number) {
  return order_id{fmt::format("{}{}/{}/{}", prefix, account, base, number)};
}

uint64_t repair_number(const order_id& name) {
  const std::string_view text = name.str();
  if (!text.starts_with(prefix))
    return 0;
  const auto digits = text.substr(text.rfind('/') + 1);
  uint64_t number = 0;
  const auto* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : 0;
}

signal repair_signal(const repair_order& what, const repair_context& context) {
  signal s;
  s.id = {repair_name(what.account, what.base, context.number), what.amount};
  s.venue = context.venue;
  s.master = context.master;
  s.symbol = what.symbol;
  s.base = what.base;
  s.quote = what.quote;
  s.direction = what.direction;
  s.quantity = what.amount;
  s.price = what.at;
  s.first_executed = s.executed = s.received = context.now;
  s.marks = context.marks;
  s.followers = {what.account};
  if (what.direction == direction::exit) {
    s.position_before = what.before;
    s.position_after = what.after;
    s.fraction = what.after.is_zero() || what.before.is_zero()
                   ? ratio{decimal{1}}
                   : share_of(what.before - what.after, what.before,
                              rounding::down);
  }
  s.repair = {what.account, what.amount, what.parts};
  return s;
}

} // namespace lockstep::copytrade
