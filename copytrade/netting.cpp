#include "copytrade/netting.hpp"

#include "copytrade/copy_book.hpp"

namespace lockstep::copytrade {

namespace {

/// What the exits that follow left of an entry.
quantity left_of(const signal& entry, const signal* later, const signal* end) {
  auto left = entry.quantity;
  for (; later != end; ++later) {
    if (later->direction != direction::exit || later->base != entry.base)
      continue;
    const auto share = kept_by(*later);
    if (share.none())
      return {};
    left = quantity{multiply_divide(left.value(), share.kept.value(),
                                    share.whole.value(), rounding::down)};
  }
  return left;
}

std::optional<denial> why_skipped(const signal& entry, timestamp now,
                                  duration max_entry_age) {
  if (entry.quantity.is_zero())
    return denial{reason::stale_signal,
                  "sold again by the master meanwhile",
                  {}};
  const auto age = now - entry.executed;
  if (age <= max_entry_age)
    return std::nullopt;
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  return denial{reason::stale_signal,
                fmt::format("{} s old", duration_cast<seconds>(age).count()),
                fmt::format("at most {} s",
                            duration_cast<seconds>(max_entry_age).count())};
}

} // namespace

std::vector<netted> net(const std::vector<signal>& missed, timestamp now,
                        duration max_entry_age) {
  std::vector<netted> all;
  for (const auto& what : missed)
    if (what.direction == direction::exit)
      all.push_back({what, std::nullopt});
  const auto* end = missed.data() + missed.size();
  for (const auto& what : missed) {
    if (what.direction != direction::entry)
      continue;
    auto entry = what;
    entry.quantity = left_of(what, &what + 1, end);
    auto skipped = why_skipped(entry, now, max_entry_age);
    all.push_back({std::move(entry), std::move(skipped)});
  }
  return all;
}

} // namespace lockstep::copytrade
