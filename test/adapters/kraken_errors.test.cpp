#include "adapters/kraken/errors.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;
using namespace std::chrono_literals;
using kraken::classify;

namespace {

struct expectation {
  std::string_view words;
  lockstep::verdict verdict;
  reason cause;
};

constexpr auto fatal = verdict::fatal;
constexpr auto retry = verdict::retry;
constexpr auto no = verdict::final_no;
constexpr auto ambiguous = verdict::ambiguous;

constexpr auto key = reason::credentials_refused;
constexpr auto limited = reason::rate_limited;
constexpr auto rejected = reason::rejected_by_venue;

/// Every string that the venue documents or that was seen from it.
const std::vector<expectation> table{
  {"EAPI:Invalid key", fatal, key},
  {"EAPI:Invalid signature", fatal, key},
  {"EAPI:Bad request", fatal, rejected},
  {"EAPI:Feature disabled", fatal, rejected},
  {"EGeneral:Permission denied", fatal, key},
  {"EAccount:Invalid permissions", fatal, key},
  {"EAuth:Account temporary disabled", fatal, key},
  {"EAuth:Account unconfirmed", fatal, key},
  {"EAuth:Failed", fatal, key},
  {"ETrade:Locked", fatal, rejected},
  {"ETrade:User Locked", fatal, rejected},
  {"EGeneral:Unknown method", fatal, rejected},
  {"EOrder:Trading agreement required", fatal, rejected},
  {"ESession:Invalid session", fatal, key},
  {"EAPI:Invalid nonce", retry, rejected},
  {"EAPI:Rate limit exceeded", retry, limited},
  {"EService: Throttled: 1777975230", retry, limited},
  {"EService:Throttled", retry, limited},
  {"EGeneral:Too many requests", retry, limited},
  {"EAuth:Rate limit exceeded", retry, limited},
  {"EAuth:Too many requests", retry, limited},
  {"EOrder:Rate limit exceeded", retry, limited},
  {"EOrder:Domain rate limit exceeded", retry, limited},
  {"EGeneral:Temporary lockout", retry, limited},
  {"EService:Market in cancel_only mode", retry, reason::pair_not_tradable},
  {"EService:Market in post_only mode", retry, reason::pair_not_tradable},
  {"EService:Market in limit_only mode", retry, reason::pair_not_tradable},
  {"EGeneral:Invalid arguments", no, rejected},
  {"EGeneral:Invalid arguments:volume", no, rejected},
  {"EGeneral:Invalid arguments:volume minimum not met", no,
   reason::below_minimum},
  {"EGeneral:Invalid arguments:Index unavailable", no, rejected},
  {"EQuery:Unknown asset pair", no, reason::unknown_instrument},
  {"EQuery:Invalid asset pair", no, reason::unknown_instrument},
  {"EQuery:Unknown asset", no, reason::unknown_instrument},
  {"EOrder:Insufficient funds", no, reason::insufficient_funds_at_venue},
  {"EOrder:Order minimum not met", no, reason::below_minimum},
  {"EOrder:Cost minimum not met", no, reason::below_minimum},
  {"EOrder:Tick size check failed", no, rejected},
  {"EOrder:Invalid price", no, rejected},
  {"EOrder:Invalid price:XXBTZUSD price can only be specified up to 1 "
   "decimals.",
   no, rejected},
  {"EOrder:Invalid price:Invalid secondary price argument", no, rejected},
  {"EOrder:Invalid order", no, rejected},
  {"EOrder:Post only order", no, rejected},
  {"EOrder:Orders limit exceeded", no, limited},
  {"EOrder:Scheduled orders limit exceeded", no, limited},
  {"EOrder:Positions limit exceeded", no, rejected},
  {"EOrder:Cannot open position", no, rejected},
  {"EOrder:Cannot open opposing position", no, rejected},
  {"EOrder:Margin allowance exceeded", no, rejected},
  {"EOrder:Margin level too low", no, rejected},
  {"EOrder:Margin position size exceeded", no, rejected},
  {"EOrder:Insufficient margin", no, rejected},
  {"EOrder:Insufficient initial margin", no, rejected},
  {"EOrder:Reduce only:No position exists", no, rejected},
  {"EOrder:Reduce only:Non-PC", no, rejected},
  {"EOrder:Reduce only:Position is closed", no, rejected},
  {"EOrder:Unknown position", no, rejected},
  {"EOrder:Order not editable", no, rejected},
  {"EOrder:Not enough leaves qty", no, rejected},
  {"EBM:limit exceeded:CAL", no, rejected},
  {"EService:Deadline elapsed", no, reason::deadline_passed},
  {"ETrade:Invalid request", no, rejected},
  {"EFunding:Unknown withdraw key", no, rejected},
  {"EOrder:Unknown order", verdict::gone, rejected},
  {"EService:Unavailable", ambiguous, reason::venue_unavailable},
  {"EService:Busy", ambiguous, reason::venue_unavailable},
  {"EService:Timeout", ambiguous, reason::venue_unavailable},
  {"EGeneral:Internal error", ambiguous, reason::venue_unavailable},
  {"EGeneral:Internal error:11", ambiguous, reason::venue_unavailable},
  {"EDatabase:Internal error", ambiguous, reason::venue_unavailable},
  {"EOrder:Cancel pending", ambiguous, rejected},
  // An order with our key rests: look before anything else.
  {"EGeneral:Invalid arguments:cl_ord_id not unique", ambiguous, rejected},
  // Nobody knows these.
  {"EOrder:Something new", ambiguous, rejected},
  {"EOrder:Insufficient funds and more", ambiguous, rejected},
  {"nonsense", ambiguous, rejected},
  {"", ambiguous, rejected},
};

using words = std::vector<std::string>;

venue_error place_error(const net::http_response& response) {
  order_request order;
  auto got = kraken::make_venue()->place(order).read(response);
  REQUIRE_FALSE(got);
  return got.error();
}

venue_error read_error(const net::http_response& response) {
  auto got = kraken::make_venue()->balance().read(response);
  REQUIRE_FALSE(got);
  return got.error();
}

std::string error_body(std::string_view entry) {
  return fmt::format(R"({{"error":["{}"]}})", entry);
}

} // namespace

TEST_CASE("only a call that the venue does not know is an unknown call") {
  CHECK(kraken::classify("EGeneral:Unknown method").unknown_call);
  for (const auto* words : {"EGeneral:Permission denied", "EAPI:Invalid key",
                            "EGeneral:Unknown", "EOrder:Unknown order"})
    CHECK_FALSE(kraken::classify(words).unknown_call);
}

TEST_CASE("every documented error has its class and cause") {
  for (const auto& row : table) {
    INFO(row.words);
    const auto error = classify(row.words);
    CHECK(to_string(error.verdict) == to_string(row.verdict));
    CHECK(to_string(error.cause) == to_string(row.cause));
    CHECK(error.words == row.words);
  }
}

TEST_CASE("what may be tried again says when") {
  CHECK(classify("EAPI:Invalid nonce").stale_nonce);
  CHECK(classify("EAPI:Invalid nonce").retry_after == 0s);
  CHECK_FALSE(classify("EAPI:Invalid key").stale_nonce);
  CHECK(classify("EGeneral:Temporary lockout").retry_after == 15min);
  CHECK(classify("EAPI:Rate limit exceeded").retry_after >= 5s);
  CHECK(classify("EService: Throttled: 1777975230").retry_at
        == at("2026-05-05T10:00:30Z"));
  CHECK(classify("EService:Throttled:x").retry_at == timestamp{});
}

TEST_CASE("of several errors the worst counts and all words are kept") {
  const auto worst = [](const words& entries) {
    return kraken::worst_of(entries).value();
  };
  const std::string f = "EAPI:Invalid key";
  const std::string a = "EService:Busy";
  const std::string g = "EOrder:Unknown order";
  const std::string n = "EOrder:Invalid price";
  const std::string r = "EAPI:Invalid nonce";
  CHECK(worst({r, n, g, a, f}).verdict == verdict::fatal);
  CHECK(worst({r, n, g, a}).verdict == verdict::ambiguous);
  CHECK(worst({g, n, r}).verdict == verdict::gone);
  CHECK(worst({n, r}).verdict == verdict::final_no);
  CHECK(worst({r, n}).words == "EAPI:Invalid nonce; EOrder:Invalid price");
  CHECK(worst({r, "EGeneral:Temporary lockout"}).retry_after == 15min);
}

TEST_CASE("warnings alone do not spoil a result") {
  CHECK_FALSE(kraken::worst_of(words{"WDatabase:Slow"}));
  const auto venue = kraken::make_venue();
  const auto got = venue->time().read(answered(
    R"({"error":["WGeneral:Danger"],"result":{"unixtime":1777975200}})"));
  CHECK(got == at("2026-05-05T10:00:00Z"));
  CHECK(kraken::worst_of(words{"WGeneral:Danger", "EAPI:Invalid key"})->verdict
        == verdict::fatal);
}

TEST_CASE("what proves nothing is ambiguous for a write, retry for a read") {
  net::http_response lost;
  lost.delivery = net::delivery::maybe_sent;
  lost.error = "the connection was reset";
  const std::vector<net::http_response> nothing{
    lost,
    answered("<html>bad gateway</html>", 502),
    answered("<html>bad gateway</html>"),
    answered(R"({"error":[],"result":{"txid":["O"]}})", 520),
    answered(R"({"error":["EAPI:Invalid key"]})", 403),
    answered(""),
    answered("{}"),
    answered("[]"),
    answered("null"),
    answered(R"({"error":[]})"),
    answered(R"({"error":[],"result":null})"),
    answered(R"({"error":["WGeneral:Danger"]})"),
    answered(R"({"error":"EAPI:Invalid key"})"),
    answered(R"({"error":[],"result":{"txid":["OAAAAA-BBBBB-CCCCC1")"),
    answered(R"({"error":[],"result":{}} {"error":[]})"),
    answered(error_body("EService:Unavailable")),
  };
  for (const auto& response : nothing) {
    INFO(response.status << ' ' << response.body);
    CHECK(to_string(place_error(response).verdict) == "ambiguous");
    CHECK(to_string(read_error(response).verdict) == "retry");
    CHECK(read_error(response).retry_after > 0s);
  }
}

TEST_CASE("a request that provably did not leave may go again") {
  net::http_response unsent;
  unsent.delivery = net::delivery::not_sent;
  unsent.error = "connection refused";
  CHECK(place_error(unsent).verdict == verdict::retry);
  CHECK(place_error(unsent).cause == reason::venue_unavailable);
  CHECK(place_error(unsent).words.find("refused") != std::string::npos);
}

TEST_CASE("an order's result without an id is ambiguous") {
  const auto error = place_error(answered(golden("rest_add_order_validated")));
  CHECK(error.verdict == verdict::ambiguous);
  CHECK(error.words.find("txid") != std::string::npos);
}

TEST_CASE("a definite refusal stays definite for reads and writes") {
  CHECK(place_error(answered(error_body("EOrder:Insufficient funds"))).verdict
        == verdict::final_no);
  CHECK(read_error(answered(error_body("EAPI:Invalid key"))).verdict
        == verdict::fatal);
  CHECK(
    place_error(
      answered(R"({"result":{"txid":["O"]},"error":["EOrder:Invalid price"]})"))
      .verdict
    == verdict::final_no);
}
