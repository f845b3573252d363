#include "tools/paper_exchange/account_setup.hpp"
#include "tools/paper_exchange/kraken/book_feed.hpp"
#include "tools/paper_exchange/wire/faults.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"
#include "tools/paper_exchange/wire/key_gate.hpp"
#include "tools/paper_exchange/wire/params.hpp"
#include "tools/paper_exchange/wire/rest_counter.hpp"
#include "tools/paper_exchange/wire/signing.hpp"
#include "tools/paper_exchange/wire/token_store.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::paper;
using namespace std::chrono_literals;

namespace {

// The secret of the signing guide in Kraken's documents.
const std::string secret
  = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HA"
    "ZtuZuj6F1huXg==";

const timestamp noon{1'777'982'400s};

level at(const char* p, const char* q) {
  return {*price::parse(p), *quantity::parse(q)};
}

} // namespace

TEST_CASE("the exchange signs as Kraken's documents show") {
  const auto key = base64_decode(secret);
  REQUIRE(key);
  CHECK(kraken_signature(
          *key, "/0/private/AddOrder", "1616492376594",
          "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy"
          "&volume=1.25")
        == "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp3"
           "2bAb0nmbRn6H8ndwLUQ==");
  CHECK(
    kraken_signature(
      *key, "/0/private/AddOrder", "1616492376594",
      R"({"nonce":"1616492376594","ordertype":"limit","pair":"XBTUSD","price":"37500","type":"buy","volume":"1.25"})")
    == "r/o+GpKxXjV/mls/r5CKLu5R+yzK5psqvQ4hXxMX1nzdxTBhV+ui82QGgPZMMitpFwC"
       "OAdPEZMmXgZxD2chJEg==");
}

TEST_CASE("a form keeps nested names and decodes what is encoded") {
  const auto form = parse_form(
    "pair=XBT%2FUSD&close[ordertype]=stop-loss&expiretm=%2B5&a=b+c&orders[0]"
    "[volume]=1&orders[1][volume]=2&list[]=x&list[]=y&empty");
  CHECK(form.find("pair")->text() == "XBT/USD");
  CHECK(form.find("close")->find("ordertype")->text() == "stop-loss");
  CHECK(form.find("expiretm")->text() == "+5");
  CHECK(form.find("a")->text() == "b c");
  REQUIRE(form.find("orders")->items().size() == 2);
  CHECK(form.find("orders")->items()[1].find("volume")->text() == "2");
  CHECK(list_of(*form.find("list")) == std::vector<std::string>{"x", "y"});
  CHECK(form.find("empty")->text().empty());
}

TEST_CASE("numbers in JSON keep the digits in which they were written") {
  const auto read = json::parse(R"({"a":0.10000000000000000001,"b":[1e-7]})");
  REQUIRE(read);
  CHECK(read->find("a")->text() == "0.10000000000000000001");
  CHECK(read->find("b")->items()[0].text() == "1e-7");
  CHECK(json_writer{}
          .begin_object()
          .number("x", *decimal::parse("12"))
          .raw_number("y", "0.00100000")
          .end_object()
          .str()
        == R"({"x":12.0,"y":0.00100000})");
}

TEST_CASE("JSON that is broken or too deep is refused with the place") {
  CHECK(json::parse(R"({"a":})").error().text.find("byte 5")
        != std::string::npos);
  CHECK_FALSE(json::parse(std::string(100'000, '[')));
  CHECK_FALSE(json::parse("{} {}"));
}

TEST_CASE("a nonce is taken once, and below the highest only in its window") {
  api_key key;
  CHECK(take_nonce(key, 10));
  CHECK_FALSE(take_nonce(key, 10));
  CHECK_FALSE(take_nonce(key, 9));
  key.nonce_window = 5;
  CHECK(take_nonce(key, 20));
  CHECK(take_nonce(key, 16));
  CHECK_FALSE(take_nonce(key, 16));
  CHECK_FALSE(take_nonce(key, 15));
}

TEST_CASE("the counter of REST calls refuses above the limit and decays") {
  rest_counter counter;
  const auto starter = rest_tier_of(account_tier::starter);
  for (int i = 0; i < 15; ++i)
    REQUIRE(counter.charge("k", starter, 1, noon));
  CHECK_FALSE(counter.charge("k", starter, 1, noon));
  CHECK(counter.charge("other", starter, 1, noon));
  // 0.33 per second: three seconds are not enough for one call, four are.
  CHECK_FALSE(counter.charge("k", starter, 1, noon + 3s));
  CHECK(counter.charge("k", starter, 1, noon + 4s));
  CHECK_FALSE(counter.charge("k", starter, 2, noon + 5s));
}

TEST_CASE("a token ends after fifteen minutes unless a connection holds it") {
  int issued = 0;
  token_store tokens{[&](size_t) { return std::to_string(++issued); }};
  const auto idle = tokens.issue({account_id{"a"}, "k"}, noon);
  const auto held = tokens.issue({account_id{"a"}, "k"}, noon);
  tokens.hold(held);
  CHECK(tokens.find(idle, noon + 15min));
  CHECK_FALSE(tokens.find(idle, noon + 15min + 1s));
  CHECK(tokens.find(held, noon + 1h));
  tokens.release(held);
  CHECK_FALSE(tokens.find(held, noon + 1h));
  CHECK_FALSE(tokens.find("made up", noon));
}

TEST_CASE("the checksum of a book is that of Kraken's documents") {
  pair_info pair;
  pair.price_decimals = 1;
  book_view book;
  book.asks = {at("45285.2", "0.00100000"), at("45286.4", "1.54571953"),
               at("45286.6", "1.54571109"), at("45289.6", "1.54560911"),
               at("45290.2", "0.15890660"), at("45291.8", "1.54553491"),
               at("45294.7", "0.04454749"), at("45296.1", "0.35380000"),
               at("45297.5", "0.09945542"), at("45299.5", "0.18772827")};
  book.bids = {at("45283.5", "0.10000000"), at("45283.4", "1.54582015"),
               at("45282.1", "0.10000000"), at("45281.0", "0.10000000"),
               at("45280.3", "1.54592586"), at("45279.0", "0.07990000"),
               at("45277.6", "0.03310103"), at("45277.5", "0.30000000"),
               at("45277.3", "1.54602737"), at("45276.6", "0.15445238")};
  CHECK(kraken::book_checksum(pair, book) == 3'310'070'434U);
}

TEST_CASE("an update of a book tells removed, changed and new levels only") {
  pair_info pair;
  pair.symbol = symbol_id{"BTC/USD"};
  pair.price_decimals = 1;
  kraken::book_feed feed{pair, {{at("9", "1"), at("8", "1")}, {at("11", "1")}}};
  const auto update
    = feed.update({{at("9", "2"), at("8", "1")}, {at("10", "1")}}, noon);
  REQUIRE(update);
  CHECK(update->find(R"("bids":[{"price":9.0,"qty":2.00000000}])")
        != std::string::npos);
  CHECK(update->find(R"("asks":[{"price":10.0,"qty":1.00000000}])")
        != std::string::npos);
  CHECK_FALSE(
    feed.update({{at("9", "2"), at("8", "1")}, {at("10", "1")}}, noon));
}

TEST_CASE("a fault strikes where its conditions hold, as often as it says") {
  fault_plan plan{1};
  plan.add(*parse_fault("lost-reply:account=half,endpoint=AddOrder,next=1"));
  CHECK_FALSE(plan.strike({"other", "k", "AddOrder", false}));
  CHECK_FALSE(plan.strike({"half", "k", "Balance", false}));
  const auto struck = plan.strike({"half", "k", "AddOrder", false});
  REQUIRE(struck);
  CHECK(struck->kind == fault_kind::close);
  CHECK(struck->executed);
  CHECK_FALSE(plan.strike({"half", "k", "AddOrder", false}));
  CHECK(plan.rules().empty());
}

TEST_CASE("a fault's latency and chance are read with their units") {
  CHECK(parse_fault("latency:delay=50ms,jitter=2s")->jitter == 2s);
  CHECK(parse_fault("latency:delay=50")->delay == 50ms);
  CHECK(parse_fault("busy:chance=5%")->chance_ppm == 50'000);
  CHECK(parse_fault("busy:chance=0.25")->chance_ppm == 250'000);
}

TEST_CASE("a wrong fault is refused with a sentence that names the mistake") {
  CHECK(parse_fault("explode").error().text.find("'explode'")
        != std::string::npos);
  CHECK(parse_fault("busy:nxet=1").error().text.find("'nxet'")
        != std::string::npos);
  CHECK(parse_fault("busy:next=x").error().text
        == "the fault's next is 'x', not a whole number");
  CHECK(parse_fault("error").error().text
        == "the fault error needs the error's text");
  CHECK_FALSE(parse_fault("busy:chance=120%"));
}

TEST_CASE("a wrong accounts file is refused with the place of the mistake") {
  const auto problem = [](const char* text) {
    const auto read = read_accounts(text, "a.json");
    return read ? std::string{} : read.error().text;
  };
  CHECK(problem("{\"accounts\":[\n{]}").find("a.json: no JSON at byte") == 0);
  CHECK(problem("{\"accounts\":[\n{]}").find("(line 2)") != std::string::npos);
  CHECK(problem("{}") == "a.json: there is no list 'accounts'");
  CHECK(problem(R"([{"tier":"pro"}])")
        == "a.json: accounts[0].name is missing");
  CHECK(problem(R"([{"name":"a","teir":"pro"}])")
        == "a.json: accounts[0].teir is not known here");
  CHECK(problem(R"([{"name":"a","deposits":{"USD":"-1"}}])")
        == "a.json: accounts[0].deposits.USD is '-1', not an amount");
  CHECK(problem(R"([{"name":"a","keys":[{"key":"k","secret":"%%%"}]}])")
        == "a.json: accounts[0].keys[0].secret is not base64");
  CHECK(problem(R"([{"name":"a","keys":[{"key":"k","permissions":["fly"]}]}])")
        == "a.json: accounts[0].keys[0].permissions has 'fly', which is no "
           "permission");
}
