#include "adapters/journal/facts.hpp"

#include <charconv>

namespace lockstep::journal {

bool says_the_same(const execution_record& a, const execution_record& b) {
  return a.fill.order == b.fill.order && a.fill.symbol == b.fill.symbol
         && a.fill.side == b.fill.side && a.fill.quantity == b.fill.quantity
         && a.fill.price == b.fill.price && a.from.mode == b.from.mode
         && a.from.venue == b.from.venue;
}

const header& header_of(const any_record& of) {
  return std::visit([](const auto& x) -> const header& { return x.from; }, of);
}

std::string name_of(const signal_record& x) {
  return fmt::format("signal {}", x.id);
}

std::string name_of(const intent_record& x) {
  return fmt::format("intent {} of account {}", x.order.key, x.from.account);
}

std::string name_of(const execution_record& x) {
  return fmt::format("execution {} of account {}", x.fill.id, x.from.account);
}

std::string name_of(const enrolment_record& x) {
  return fmt::format("enrolment of account {}", x.from.account);
}

std::string name_of(const note_record& x) {
  return fmt::format("note {} {} of account {}", x.kind, x.key, x.from.account);
}

result<uint64_t> parse_nonce(const std::string& text) {
  uint64_t value = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error != std::errc{} || at != end)
    return fail("'{}' is no nonce", text.substr(0, 40));
  return value;
}

} // namespace lockstep::journal
