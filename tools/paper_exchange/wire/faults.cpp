#include "tools/paper_exchange/wire/faults.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::paper {

namespace {

// Whether a request of REST, or of trading over a stream, can be struck.
bool ends_a_request(fault_kind kind) {
  switch (kind) {
    case fault_kind::close:
    case fault_kind::hang:
    case fault_kind::bad_gateway:
    case fault_kind::garbage:
    case fault_kind::cut:
    case fault_kind::error:
      return true;
    default:
      return false;
  }
}

bool fits(const std::string& condition, const std::string& value) {
  return condition.empty() || condition == value;
}

} // namespace

void fault_plan::clear(std::string_view name) {
  std::erase_if(rules_, [name](const auto& one) { return one.name == name; });
}

// SplitMix64: small, and the same on every machine.
uint64_t fault_plan::random() {
  auto x = state_ += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

std::optional<fault_rule> fault_plan::use(fault_rule& rule,
                                          const fault_place& place) {
  if (!fits(rule.account, place.account) || !fits(rule.key, place.key)
      || !fits(rule.endpoint, place.endpoint) || (rule.reused && !place.reused)
      || (rule.next && *rule.next == 0))
    return std::nullopt;
  if (rule.chance_ppm < 1'000'000 && random() % 1'000'000 >= rule.chance_ppm)
    return std::nullopt;
  if (rule.next)
    --*rule.next;
  ++struck_[rule.name];
  return rule;
}

void fault_plan::drop_used_up() {
  std::erase_if(rules_, [](const auto& one) { return one.next == 0U; });
}

duration fault_plan::latency(const fault_place& place) {
  duration sum{};
  for (auto& rule : rules_)
    if (rule.kind == fault_kind::latency)
      if (const auto used = use(rule, place)) {
        sum += used->delay;
        if (used->jitter > duration{})
          sum += duration{static_cast<int64_t>(
            random() % static_cast<uint64_t>(used->jitter.count()))};
      }
  drop_used_up();
  return sum;
}

std::optional<fault_rule> fault_plan::strike(const fault_place& place) {
  std::optional<fault_rule> struck;
  for (auto& rule : rules_)
    if (!struck && ends_a_request(rule.kind))
      struck = use(rule, place);
  drop_used_up();
  return struck;
}

std::optional<fault_rule> fault_plan::strike(fault_kind kind,
                                             const fault_place& place) {
  std::optional<fault_rule> struck;
  for (auto& rule : rules_)
    if (!struck && rule.kind == kind)
      struck = use(rule, place);
  drop_used_up();
  return struck;
}

} // namespace lockstep::paper
