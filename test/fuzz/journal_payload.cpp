// What the journal keeps as text, and the records of the emergency file.

#include "actors/payloads.hpp"
#include "adapters/journal/packed.hpp"
#include "adapters/journal/text.hpp"
#include "test/fuzz/fuzz.hpp"

using namespace lockstep;

namespace {

/// What was read is written and read as the same.
template <class Decode>
void round_trip(std::string_view text, Decode decode) {
  const auto got = decode(text);
  if (!got)
    return fuzz::require(!got.error().text.empty());
  const auto again = actors::encode(*got);
  const auto twice = decode(again);
  fuzz::require(twice.has_value() && actors::encode(*twice) == again);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz::text_of(data, size);
  round_trip(text, [](auto s) { return actors::decode_signal(s); });
  round_trip(text, [](auto s) { return actors::decode_share(s); });
  round_trip(text, [](auto s) { return actors::decode_exit(s); });
  round_trip(text, [](auto s) { return actors::decode_clip(s); });
  static_cast<void>(journal::parse_numbers(text));
  static_cast<void>(journal::parse_fees(text));
  static_cast<void>(journal::parse_positions(text));
  if (const auto records = journal::unpack_all(text)) {
    const auto again = journal::unpack_all(journal::pack_all(*records));
    fuzz::require(again && *again == *records);
  }
  return 0;
}
