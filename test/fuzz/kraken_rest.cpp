// Every reader of a REST answer, each with the same body.

#include "adapters/kraken/venue.hpp"
#include "test/adapters/kraken_support.hpp"
#include "test/fuzz/fuzz.hpp"

#include <functional>
#include <vector>

using namespace lockstep;

namespace {

using rest_reader = std::function<void(const net::http_response&)>;

template <class Call>
rest_reader reader_of(Call call) {
  return [read = std::move(call.read)](const net::http_response& response) {
    const auto got = read(response);
    fuzz::require(got.has_value() || !got.error().words.empty());
  };
}

std::vector<rest_reader> make_readers() {
  using namespace std::chrono_literals;
  const auto v = kraken_test::venue_with_pairs();
  order_request validated;
  validated.validate_only = true;
  return {
    reader_of(v->instruments()),
    reader_of(v->status()),
    reader_of(v->time()),
    reader_of(v->tickers({})),
    reader_of(v->candles({}, 1min)),
    reader_of(v->balance()),
    reader_of(v->fees({})),
    reader_of(v->key()),
    reader_of(v->withdraw_probe()),
    reader_of(v->token()),
    reader_of(v->place({})),
    reader_of(v->place(validated)),
    reader_of(v->cancel({}, {})),
    reader_of(v->open_orders({})),
    reader_of(v->closed_orders({}, {}, 0)),
    reader_of(v->orders({})),
    reader_of(v->executions_since({}, 0)),
    reader_of(v->executions({})),
    reader_of(v->ledger_since({}, 0)),
  };
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto readers = make_readers();
  auto response = kraken_test::answered(std::string{fuzz::text_of(data, size)});
  for (const auto& read : readers)
    read(response);
  response.status = 502;
  readers.front()(response);
  return 0;
}
