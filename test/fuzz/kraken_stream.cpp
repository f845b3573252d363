// Frames of a private or public stream, one per line, to one reader: it
// remembers sequence numbers and sparse orders between them.

#include "adapters/kraken/stream.hpp"
#include "test/fuzz/fuzz.hpp"

using namespace lockstep;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto all = fuzz::text_of(data, size);
  const auto reader = kraken::make_stream_reader();
  const auto whole = reader->read(all);
  fuzz::require(whole.has_value() || !whole.error().text.empty());
  for (size_t at = 0; at < all.size();) {
    const auto end = std::min(all.find('\n', at), all.size());
    static_cast<void>(reader->read(all.substr(at, end - at)));
    at = end + 1;
  }
  return 0;
}
