#include "copytrade/ledger.hpp"

#include "test/copytrade/kit.hpp"

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

using change = ledger::change;

const order_key key{"k"};

row open_row(std::string follower, std::string_view ordered) {
  row r;
  r.signal = {order_id{"O1"}, qty("1")};
  r.follower = account_id{std::move(follower)};
  r.key = key;
  r.intended = r.ordered = qty(ordered);
  return r;
}

row filled(row r, std::string_view q, std::string_view p = "100") {
  auto x = our_fill(key, side::buy, qty(q), px(p), at(5));
  x.fees = {{usd_asset, dec("0.4")}};
  return with_execution(std::move(r), x, btc, usd_asset);
}

signal of_two() {
  auto s = entry_signal("O1", "1", "100", "1000");
  return s;
}

} // namespace

TEST_CASE("a row that executed whole is copied") {
  auto r = filled(filled(open_row("half", "2"), "1"), "1", "101");
  CHECK(r.outcome == outcome::unresolved);
  r = with_end(r, {order_state::filled, reason::none, {}, at(6)});
  CHECK(r.outcome == outcome::copied);
  CHECK(r.why == reason::none);
  CHECK(r.executed == qty("2"));
  CHECK(r.value == usd("201"));
  CHECK(r.fees == usd("0.8"));
  CHECK(r.ended == at(6));
}

TEST_CASE("fees in base count at the price of their execution") {
  auto x = our_fill(key, side::buy, qty("1"), px("100"), at(5));
  x.fees = {{btc, dec("0.004")}};
  CHECK(with_execution(open_row("half", "1"), x, btc, usd_asset).fees
        == usd("0.4"));
}

TEST_CASE("each end of an order has its outcome and reason") {
  const auto end = [](row r, order_state s) {
    return with_end(std::move(r), {s, reason::none, "words", at(6)});
  };
  auto r = end(filled(open_row("half", "2"), "1"), order_state::canceled);
  CHECK(r.outcome == outcome::partially_copied);
  CHECK(r.why == reason::price_moved);
  r = end(open_row("half", "2"), order_state::canceled);
  CHECK(r.outcome == outcome::expired);
  CHECK(r.why == reason::price_moved);
  r = end(open_row("half", "2"), order_state::expired);
  CHECK(r.outcome == outcome::expired);
  CHECK(r.why == reason::deadline_passed);
  r = end(open_row("half", "2"), order_state::rejected);
  CHECK(r.outcome == outcome::failed);
  CHECK(r.why == reason::rejected_by_venue);
  CHECK(r.words == "words");
  r = end(open_row("half", "2"), order_state::unknown);
  CHECK(r.outcome == outcome::unresolved);
  r = with_end(open_row("half", "2"),
               {order_state::expired, reason::never_arrived, {}, at(6)});
  CHECK(r.why == reason::never_arrived);
}

TEST_CASE("a clipped copy is a partial one") {
  auto r = open_row("half", "2");
  r.why = reason::risk_cap;
  r = with_end(filled(r, "2"), {order_state::filled, {}, {}, at(6)});
  CHECK(r.outcome == outcome::partially_copied);
  CHECK(r.why == reason::risk_cap);
}

TEST_CASE("a late execution corrects an earlier verdict") {
  auto r = with_end(open_row("half", "2"),
                    {order_state::expired, reason::never_arrived, {}, at(6)});
  r = filled(r, "1");
  CHECK(r.outcome == outcome::partially_copied);
  r = filled(r, "1");
  CHECK(r.outcome == outcome::copied);
  CHECK(r.why == reason::none);
}

TEST_CASE("every follower has exactly one row and all add up") {
  ledger book;
  const auto s = of_two();
  book.expect(s);
  book.expect(s);
  CHECK(book.count(s.id) == tally{.followers = 2, .silent = 2});
  CHECK(book.open().size() == 1);
  CHECK(book.record(open_row("half", "1")) == change::first);
  CHECK(book.record(open_row("half", "1")) == change::same);
  CHECK(book.count(s.id).unresolved == 1);
  auto r = open_row("quarter", "1");
  r.outcome = outcome::skipped;
  r.why = reason::paused;
  CHECK(book.record(r) == change::first);
  CHECK_FALSE(book.count(s.id).settled());
  r = with_end(filled(open_row("half", "1"), "1"),
               {order_state::filled, {}, {}, at(6)});
  CHECK(book.record(r) == change::progress);
  const auto t = book.count(s.id);
  CHECK(t.settled());
  CHECK(t.copied == 1);
  CHECK(t.skipped == 1);
  CHECK(t.sum() == t.followers);
  CHECK(book.rows(s.id).size() == 2);
  CHECK(book.open().empty());
}

TEST_CASE("an end stands unless more was executed") {
  ledger book;
  const auto s = of_two();
  book.expect(s);
  const auto ended = with_end(filled(open_row("half", "2"), "1"),
                              {order_state::canceled, {}, {}, at(6)});
  book.record(ended);
  auto other = open_row("half", "2");
  other.outcome = outcome::failed;
  CHECK(book.record(other) == change::refused);
  CHECK(*book.find(s.id, account_id{"half"}) == ended);
  CHECK(book.record(filled(ended, "1")) == change::corrected);
  CHECK(book.find(s.id, account_id{"half"})->outcome == outcome::copied);
}

TEST_CASE("open signals are told in the order of dispatch, not of names") {
  ledger book;
  const std::vector all{entry_signal("OZ", "1", "100", "1000").id,
                        exit_signal("OA", "1", "0", "100").id,
                        entry_signal("OM", "1", "100", "1000").id};
  book.expect(entry_signal("OZ", "1", "100", "1000"));
  book.expect(exit_signal("OA", "1", "0", "100"));
  book.expect(entry_signal("OM", "1", "100", "1000"));
  CHECK(book.open() == all);
}

TEST_CASE("rows of strangers are refused") {
  ledger book;
  CHECK(book.record(open_row("half", "1")) == change::refused);
  book.expect(of_two());
  CHECK(book.record(open_row("nobody", "1")) == change::refused);
  CHECK(book.find(of_two().id, account_id{"half"}) == nullptr);
}

TEST_CASE("only a settled signal is forgotten") {
  ledger book;
  auto s = of_two();
  s.followers = {account_id{"half"}};
  book.expect(s);
  book.forget(s.id);
  CHECK(book.count(s.id).followers == 1);
  auto r = open_row("half", "1");
  r.outcome = outcome::skipped;
  book.record(r);
  book.forget(s.id);
  CHECK(book.count(s.id).followers == 0);
}
