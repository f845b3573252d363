// Recorded prices as people give them.

#include "test/fuzz/fuzz.hpp"
#include "tools/paper_exchange/market_rows.hpp"

using namespace lockstep;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto rows = paper::read_market_csv(fuzz::text_of(data, size), "x.csv");
  fuzz::require(rows.has_value() || !rows.error().text.empty());
  if (rows)
    static_cast<void>(paper::merge_rows(*rows, *rows));
  return 0;
}
