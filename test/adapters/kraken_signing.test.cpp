#include "adapters/kraken/signing.hpp"
#include "test/adapters/kraken_support.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace lockstep;
using namespace lockstep::kraken_test;

namespace {

/// The key of the example in Kraken's documents.
constexpr std::string_view documented_secret
  = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HA"
    "ZtuZuj6F1huXg==";

struct vector {
  std::string_view secret;
  std::string_view path;
  std::string_view nonce;
  std::string_view body;
  std::string_view signature;
};

/// Published examples: 1 Kraken's documents, 2 and 3 tests of open-source
/// clients, 4 to 6 computed with the key of 1.
const std::vector<vector> vectors{
  {documented_secret, "/0/private/AddOrder", "1616492376594",
   "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&"
   "volume=1.25",
   "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmb"
   "Rn6H8ndwLUQ=="},
  {"q+INlIikVemcqFtJu9CZk0QIXBMYRFpwKblA/N9iP61uGCMpsMa06ycI8VuwdxeqAvXnGPAnMIB"
   "YeiY1AoG67w==",
   "/0/private/GetWebSocketsToken", "1631066678179", "nonce=1631066678179",
   "OU1XAxrMq+2tP5wEPYl6g8qOUWqXGLGZg/6EHYs0Rq+hhg8GYSAOUMJdih6jaImAfBPDzg8UFZy"
   "HfDy24T5/5A=="},
  {"a3Jha2VuLXRlc3Qtc2VjcmV0LWRvLW5vdC11c2UtMDEyMzQ1Njc4OQ==",
   "/0/private/GetWebSocketsToken", "1700000000000000",
   "nonce=1700000000000000",
   "g4suuu4djNxLp6Txqx6r5BFwS3uPPOExtw2kJqSeICqn6Wz+nG9SCT+y1RYWItviGMHVkHG8Klu"
   "DaMd1kK4imQ=="},
  {documented_secret, "/0/private/AddOrder", "1616492376594",
   R"({"nonce":"1616492376594","ordertype":"limit","pair":"XBTUSD",)"
   R"("price":"37500","type":"buy","volume":"1.25"})",
   "r/o+GpKxXjV/mls/r5CKLu5R+yzK5psqvQ4hXxMX1nzdxTBhV+ui82QGgPZMMitpFwCOAdPEZMm"
   "XgZxD2chJEg=="},
  {documented_secret, "/0/private/Balance", "1616492376594",
   "nonce=1616492376594",
   "1nH4vwR+8FHiYh1QT649xXkGd3JR3x0DWkgv3u9Ed/Qqv6KPtgQpEU4m+Emb/VgpEji3j1XNwI+"
   "HCbfXxmrTOg=="},
  {documented_secret, "/0/private/AddOrder", "1616492376595",
   "nonce=1616492376595&cl_ord_id=6d1b345e-2821-40e2-ad83-4ecb18a06876&"
   "ordertype=stop-loss&pair=XBT%2FUSD&price=30000.0&type=sell&"
   "volume=0.00100000&validate=true",
   "NRU25+UVpP2qK/"
   "6GmwEFC7abe4Dyl8DW2GMWdVONDhvzksFU7P5EeCY4gK7eSxUDpH2ODgf43EkP"
   "wbicEpBvEw=="},
};

} // namespace

TEST_CASE("each published vector gives its signature") {
  for (const auto& v : vectors) {
    INFO(v.body);
    CHECK(kraken::signature(v.secret, v.path, v.nonce, v.body) == v.signature);
  }
}

TEST_CASE("a form has the nonce first and encodes like the vectors") {
  private_request request;
  request.name = "AddOrder";
  request.fields = {{"cl_ord_id", "6d1b345e-2821-40e2-ad83-4ecb18a06876"},
                    {"ordertype", "stop-loss"},
                    {"pair", "XBT/USD"},
                    {"price", "30000.0"},
                    {"type", "sell"},
                    {"volume", "0.00100000"},
                    {"validate", "true"}};
  CHECK(kraken::form_body(request, 1616492376595) == vectors[5].body);
  request.fields = {{"starttm", "+5"}, {"x", "a b"}};
  CHECK(kraken::form_body(request, 7) == "nonce=7&starttm=%2B5&x=a+b");
  request.fields.clear();
  CHECK(kraken::form_body(request, 1616492376594) == vectors[4].body);
}

TEST_CASE(
  "a signed request carries key, signature and exactly what was signed") {
  const auto venue = kraken::make_venue({.rest = "http://127.0.0.1:1"});
  auto request = venue->balance().request;
  request.name = "Balance";
  const auto signed_request
    = venue
        ->sign(request, credentials{"the-key", std::string{documented_secret}},
               1616492376594)
        .value();
  CHECK(signed_request.method == "POST");
  CHECK(signed_request.url == "http://127.0.0.1:1/0/private/Balance");
  CHECK(signed_request.body == vectors[4].body);
  const std::vector<std::pair<std::string, std::string>> headers{
    {"Content-Type", "application/x-www-form-urlencoded"},
    {"API-Key", "the-key"},
    {"API-Sign", std::string{vectors[4].signature}}};
  CHECK(signed_request.headers == headers);
  CHECK_FALSE(signed_request.write);
}

TEST_CASE("only requests that change something are marked as writes") {
  const auto venue = venue_with_pairs();
  const credentials who{"key", std::string{documented_secret}};
  order_request order;
  order.symbol = sym("BTC/USD");
  const auto is_write = [&](const private_request& request) {
    return venue->sign(request, who, 1).value().write;
  };
  CHECK(is_write(venue->place(order).request));
  CHECK(is_write(venue->cancel(order_key{"k"}, order.symbol).request));
  order.validate_only = true;
  CHECK_FALSE(is_write(venue->place(order).request));
  CHECK_FALSE(is_write(venue->balance().request));
  CHECK_FALSE(is_write(venue->token().request));
}

TEST_CASE("a bad secret is refused with the reason and without the secret") {
  struct bad {
    std::string secret;
    std::string reason;
  };
  const auto good = std::string{documented_secret};
  const auto one = GENERATE_COPY(
    bad{"", "empty"}, bad{good.substr(0, 87), "multiple of 4"},
    bad{' ' + good.substr(1), "character 1 of 88"},
    bad{good.substr(0, 40) + '\n' + good.substr(41), "character 41 of 88"},
    bad{good.substr(0, 84) + "=g==", "character 85 of 88"},
    bad{std::string(5000, 'A'), "5000 characters"},
    bad{"====", "character 1 of 4"});
  const auto refused = kraken::signature(one.secret, "/", "1", "nonce=1");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().text.find(one.reason) != std::string::npos);
  if (one.secret.size() > 4)
    CHECK(refused.error().text.find(one.secret.substr(2, 4))
          == std::string::npos);
}
