#include "actors/payloads.hpp"

#include "test/copytrade/kit.hpp"

#include <catch2/catch_test_macros.hpp>

namespace lockstep::actors {

namespace {

using namespace copytrade::kit;

copytrade::signal a_signal() {
  auto s = exit_signal("M \"1\"\n", "3", "1", "50000.1");
  s.batch = 7;
  s.type = order_type::market;
  s.received = at(3) + 123ns;
  s.executions = {execution_id{"T1"}, execution_id{"T2"}};
  s.barred = reason::executions_disagree;
  s.marks[eth] = px("2500.000000000000000001");
  return s;
}

/// Every beginning of a text that is not the whole.
template <class Decode>
void check_beginnings(const std::string& text, Decode decode) {
  for (size_t n = 0; n < text.size(); ++n) {
    const auto got = decode(text.substr(0, n));
    INFO(text.substr(0, n));
    REQUIRE_FALSE(got);
    CHECK(got.error().text.starts_with("the journal's"));
  }
}

std::string with(std::string text, const std::string& from,
                 const std::string& to) {
  const auto where = text.find(from);
  REQUIRE(where != std::string::npos);
  return text.replace(where, from.size(), to);
}

} // namespace

TEST_CASE("a signal comes back from its text as it was") {
  const auto s = a_signal();
  CHECK(decode_signal(encode(s)) == s);
  auto unknown_equity = s;
  unknown_equity.equity_before.reset();
  CHECK(decode_signal(encode(unknown_equity)) == unknown_equity);
}

TEST_CASE("a repair comes back from its text with all that it is for") {
  auto s = a_signal();
  s.repair = {account_id{"half"},
              qty("0.3"),
              {{copytrade::gap_id{"M@1"}, qty("0.1")},
               {copytrade::gap_id{"BTC@2026-05-05T10:00:05Z"}, qty("0.2")}}};
  CHECK(decode_signal(encode(s)) == s);
  check_beginnings(encode(s), decode_signal);
  CHECK_FALSE(decode_signal(with(encode(s), R"("M@1":"0.1")", R"("M@1":"x")")));
  s.repair->parts.clear(); // a sale has none
  CHECK(decode_signal(encode(s)) == s);
}

TEST_CASE("shares, exits and clips come back from their texts") {
  copytrade::order_share share{qty("1.5"), usd("1000"), usd("10.01"),
                               qty("0.1"), qty("0.2"),  usd("3")};
  CHECK(decode_share(encode(share)) == share);
  const exit_payload exit{btc, {qty("1"), qty("3")}, qty("0.00005")};
  const auto got = decode_exit(encode(exit));
  REQUIRE(got);
  CHECK(got->base == btc);
  CHECK(got->kept == exit.kept);
  CHECK(got->smallest == exit.smallest);
  const clip_payload clip{btc, {qty("0.6"), qty("0.1")}};
  const auto back = decode_clip(encode(clip));
  REQUIRE(back);
  CHECK(back->base == btc);
  CHECK(back->taken == clip.taken);
}

TEST_CASE("a row comes back from its record") {
  copytrade::row r;
  r.signal = {order_id{"M@1"}, qty("0.05")};
  r.follower = account_id{"half"};
  r.outcome = copytrade::outcome::partially_copied;
  r.why = reason::risk_cap;
  r.words = "words";
  r.key = order_key{"k"};
  r.intended = qty("3");
  r.ordered = qty("2");
  r.executed = qty("1");
  r.value = usd("10");
  r.fees = usd("0.1");
  r.decided = at(1);
  r.ended = at(2);
  auto record = record_of(r);
  record.from.account = r.follower;
  CHECK(row_from(record) == r);
  record.outcome = "perhaps";
  CHECK(row_from(record).error().text.find("perhaps") != std::string::npos);
  record = record_of(r);
  record.signal = "no-quantity";
  CHECK(row_from(record).error().text.find("no-quantity") != std::string::npos);
}

TEST_CASE("a text that was cut is refused with a sentence") {
  check_beginnings(encode(a_signal()), decode_signal);
  check_beginnings(encode(copytrade::order_share{}), decode_share);
  check_beginnings(encode(exit_payload{}), decode_exit);
  check_beginnings(encode(clip_payload{}), decode_clip);
}

TEST_CASE("a damaged member of a text is refused by its name") {
  const auto text = encode(a_signal());
  const auto refused = [&](const std::string& from, const std::string& to,
                           const std::string& name) {
    const auto got = decode_signal(with(text, from, to));
    INFO(name << ": " << to);
    REQUIRE_FALSE(got);
    CHECK(got.error().text.find(name) != std::string::npos);
  };
  refused(R"("batch":7)", R"("batch":"7")", "batch");
  refused(R"("batch":7)", R"("batch":-7)", "batch");
  refused(R"("quantity":"2")", R"("quantity":"two")", "quantity");
  refused(R"("direction":1)", R"("direction":9)", "direction");
  refused(R"("type":0)", R"("type":200)", "type");
  refused(R"("barred":"executions_disagree")", R"("barred":"hm")", "barred");
  refused(R"("BTC":"50000.1")", R"("BTC":"x")", "marks");
  refused(R"("T1")", "1", "executions");
}

} // namespace lockstep::actors
