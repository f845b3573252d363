#include "copytrade/copy_book.hpp"

#include "test/copytrade/kit.hpp"

#include <algorithm>
#include <functional>

using namespace lockstep;
using namespace lockstep::copytrade;
using namespace lockstep::copytrade::kit;

namespace {

using applied = copy_book::applied;

const order_key a{"a"};
const order_key b{"b"};
const order_key s1{"s1"};
const order_key s2{"s2"};

signal_id cause(std::string name) {
  return {order_id{std::move(name)}, qty("1")};
}

kept_share half() {
  return {qty("1"), qty("2")};
}

execution bought(const order_key& key, std::string_view q) {
  return our_fill(key, side::buy, qty(q), px("100"), at(1));
}

execution sold(const order_key& key, std::string_view q) {
  return our_fill(key, side::sell, qty(q), px("100"), at(2));
}

/// A book with an entry that has executed whole.
copy_book book_with(std::string_view q) {
  copy_book book{btc};
  book.enter(a, qty(q));
  book.apply(bought(a, q));
  book.close(a);
  return book;
}

} // namespace

TEST_CASE("an entry raises the target at once and the position by fills") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  CHECK(book.target() == qty("10"));
  CHECK(book.keep().is_zero());
  CHECK(book.position().is_zero());
  CHECK(book.open_entries() == qty("10"));
  const auto x = bought(a, "4");
  CHECK(book.apply(x) == applied::taken);
  CHECK(book.apply(x) == applied::duplicate);
  CHECK(book.apply(bought(b, "4")) == applied::not_ours);
  CHECK(book.position() == qty("4"));
  CHECK(book.target() == qty("10"));
  CHECK(book.excess().is_zero());
}

TEST_CASE("an execution on the wrong side is not ours") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  CHECK(book.apply(sold(a, "1")) == applied::not_ours);
}

TEST_CASE("what an entry did not buy leaves the target") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  book.apply(bought(a, "4"));
  book.close(a);
  CHECK(book.target() == qty("4"));
  CHECK(book.open_entries().is_zero());
  CHECK(book.to_sell().is_zero());
}

TEST_CASE("a key that is known already changes nothing") {
  auto book = book_with("10");
  book.enter(a, qty("10"));
  CHECK(book.target() == qty("10"));
  book.exit(cause("X"), half(), qty("0"));
  book.exit(cause("X"), half(), qty("0"));
  CHECK(book.target() == qty("5"));
  book.sell(s1, qty("5"));
  book.sell(s1, qty("5"));
  CHECK(book.open_sales() == qty("5"));
}

TEST_CASE("a third leaves exactly two thirds") {
  auto book = book_with("0.03");
  book.exit(cause("X"), {qty("2"), qty("3")}, qty("0"));
  CHECK(book.to_sell() == qty("0.01"));
}

TEST_CASE("an exit sells what is there and what an open entry still buys") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  book.exit(cause("X"), half(), qty("0"));
  CHECK(book.target() == qty("5"));
  CHECK(book.to_sell().is_zero()); // an exit does not overtake its entry
  book.apply(bought(a, "6"));
  CHECK(book.to_sell() == qty("3"));
  book.sell(s1, qty("3"));
  CHECK(book.to_sell().is_zero());
  book.apply(bought(a, "4"));
  CHECK(book.to_sell() == qty("2"));
  book.apply(sold(s1, "3"));
  book.close(s1);
  book.sell(s2, qty("2"));
  book.apply(sold(s2, "2"));
  CHECK(book.position() == qty("5"));
  CHECK(book.to_sell().is_zero());
}

TEST_CASE("a full exit while the entry is unknown sells all that turns up") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  book.exit(cause("X"), kept_share::nothing(), qty("0"));
  CHECK(book.target().is_zero());
  book.close(a); // given up as never arrived
  CHECK(book.to_sell().is_zero());
  book.apply(bought(a, "10"));
  CHECK(book.to_sell() == qty("10"));
}

TEST_CASE("a late execution without exits between raises both") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  book.close(a);
  CHECK(book.target().is_zero());
  book.apply(bought(a, "10"));
  CHECK(book.target() == qty("10"));
  CHECK(book.to_sell().is_zero());
}

TEST_CASE("an open entry does not hide that something older is to be sold") {
  auto book = book_with("10");
  book.exit(cause("X"), kept_share::nothing(), qty("0"));
  book.enter(b, qty("10"));
  CHECK(book.target() == qty("10"));
  CHECK(book.to_sell() == qty("10"));
}

TEST_CASE("a partial exit that would strand a remainder sells all") {
  auto book = book_with("0.001");
  book.exit(cause("X"), {qty("1"), qty("100")}, qty("0.00005"));
  CHECK(book.to_sell() == qty("0.001"));
  auto fine = book_with("0.01");
  fine.exit(cause("X"), {qty("1"), qty("100")}, qty("0.00005"));
  CHECK(fine.to_sell() == qty("0.0099"));
}

TEST_CASE("a sale that did not execute is due again") {
  auto book = book_with("10");
  book.exit(cause("X"), kept_share::nothing(), qty("0"));
  book.sell(s1, qty("10"));
  CHECK(book.to_sell().is_zero());
  book.apply(sold(s1, "3"));
  book.close(s1);
  CHECK(book.to_sell() == qty("7"));
}

TEST_CASE("fees taken in base are not there to be sold") {
  copy_book book{btc};
  book.enter(a, qty("10"));
  auto x = bought(a, "10");
  x.fees = {{btc, dec("0.04")}};
  book.apply(x);
  book.close(a);
  CHECK(book.position() == qty("9.96"));
  CHECK(book.target() == qty("9.96"));
  book.exit(cause("X"), half(), qty("0"));
  CHECK(book.to_sell() == qty("4.98"));
}

TEST_CASE("adopted coins are the book's to sell") {
  copy_book book{btc};
  book.adopt(qty("3"));
  CHECK(book.position() == qty("3"));
  CHECK(book.to_sell().is_zero());
  book.exit(cause("X"), half(), qty("0"));
  CHECK(book.to_sell() == qty("1.5"));
}

TEST_CASE("what the owner sold himself is forgotten, not bought back") {
  auto book = book_with("10");
  CHECK_FALSE(book.missing(qty("10")));
  CHECK_FALSE(book.missing(qty("25"))); // his other coins
  const auto taken = book.missing(qty("4"));
  REQUIRE(taken);
  CHECK(taken->lost == qty("6"));
  book.clip(*taken);
  CHECK(book.position() == qty("4"));
  CHECK(book.target() == qty("4"));
  book.exit(cause("X"), half(), qty("0"));
  CHECK(book.to_sell() == qty("2"));
}

TEST_CASE("what the owner sold counts against what was to be sold anyway") {
  auto book = book_with("10");
  book.exit(cause("X"), half(), qty("0"));
  const auto taken = book.missing(qty("4"));
  REQUIRE(taken);
  CHECK(*taken == copy_book::clip_record{qty("6"), qty("1")});
  book.clip(*taken);
  CHECK(book.position() == qty("4"));
  CHECK(book.target() == qty("4"));
  CHECK(book.to_sell().is_zero());
}

TEST_CASE("an open sale explains what is missing in the wallet") {
  auto book = book_with("10");
  book.exit(cause("X"), half(), qty("0"));
  book.sell(s1, qty("5"));
  CHECK_FALSE(book.missing(qty("5")));
  REQUIRE(book.missing(qty("4")));
  CHECK(book.missing(qty("4"))->lost == qty("1"));
}

TEST_CASE("what an open sale takes is not counted for the owner's sale too") {
  auto book = book_with("5");
  book.exit(cause("X"), {qty("3"), qty("5")}, qty("0"));
  book.sell(s1, qty("1")); // no more was there
  const auto taken = book.missing(qty("1"));
  REQUIRE(taken);
  CHECK(*taken == copy_book::clip_record{qty("3"), qty("2")});
  book.clip(*taken);
  book.apply(our_fill(s1, side::sell, qty("1"), px("1"), at(9)));
  book.close(s1);
  CHECK(book.position() == qty("1"));
  CHECK(book.target() == qty("1")); // it never asks for more than is there
}

TEST_CASE("closing out leaves nothing to keep") {
  auto book = book_with("10");
  book.enter(b, qty("5"));
  book.close_out();
  CHECK(book.target().is_zero());
  CHECK(book.to_sell() == qty("10"));
  book.apply(bought(b, "5"));
  CHECK(book.to_sell() == qty("15"));
}

TEST_CASE("selling what was not ours is seen") {
  auto book = book_with("1");
  book.sell(s1, qty("1"));
  book.sell(s2, qty("1"));
  book.apply(sold(s1, "1"));
  CHECK(book.oversold().is_zero());
  book.apply(sold(s2, "1"));
  CHECK(book.position().is_zero());
  CHECK(book.oversold() == qty("1"));
}

TEST_CASE("an exit signal keeps what the master kept") {
  auto x = exit_signal("X", "3", "2", "100");
  CHECK(kept_by(x) == kept_share{qty("2"), qty("3")});
  x.fraction = part("1"); // what he kept can not be sold
  CHECK(kept_by(x).none());
}

namespace {

using action = std::function<void(copy_book&)>;

/// A random life of a book: signals in one order, and news of our orders that
/// may come in any order once the order is in the book.
struct life {
  std::vector<action> signals;
  std::vector<action> news;
};

life random_life(std::mt19937_64& random) {
  life l;
  const auto pick = [&](uint64_t n) { return random() % n; };
  for (int i = 0; i < 8; ++i) {
    if (pick(3) == 0) {
      const auto whole = 2 + pick(5);
      const kept_share share{quantity{decimal{int64_t(pick(whole))}},
                             quantity{decimal{int64_t(whole)}}};
      const auto id = cause(fmt::format("X{}", i));
      const auto smallest = qty(pick(2) == 0 ? "0" : "1");
      l.signals.push_back(
        [=](copy_book& book) { book.exit(id, share, smallest); });
      continue;
    }
    const order_key key{fmt::format("e{}", i)};
    const auto ordered = 1 + pick(9);
    l.signals.push_back([=](copy_book& book) {
      book.enter(key, quantity{decimal{int64_t(ordered)}});
    });
    for (uint64_t done = 0; done < ordered && pick(5) != 0; ++done) {
      const auto x = bought(key, "1");
      l.news.push_back([=](copy_book& book) { book.apply(x); });
      if (pick(4) == 0)
        l.news.push_back([=](copy_book& book) { book.apply(x); });
    }
    l.news.push_back([=](copy_book& book) { book.close(key); });
  }
  return l;
}

} // namespace

TEST_CASE("any order of executions and closings ends in the same book") {
  std::mt19937_64 random{20260801};
  for (int round = 0; round < 500; ++round) {
    auto l = random_life(random);
    copy_book first{btc};
    for (const auto& act : l.signals)
      act(first);
    for (const auto& act : l.news)
      act(first);
    std::ranges::shuffle(l.news, random);
    copy_book second{btc};
    for (const auto& act : l.signals)
      act(second);
    for (const auto& act : l.news)
      act(second);
    CHECK(first.position() == second.position());
    CHECK(first.target() == second.target());
    CHECK(first.to_sell() == second.to_sell());
    CHECK(first.keep() <= first.target());
  }
}

namespace {

/// Drives a book as a follower does: after every event it sells what is due,
/// in an order that executes whole, in part or not at all, now or later.
struct market {
  std::mt19937_64& random;
  copy_book book{btc};
  int sales = 0;
  std::vector<action> pending;

  void check() const {
    CHECK(book.keep() <= book.target());
    CHECK(book.oversold().is_zero());
    CHECK(book.sold() + book.open_sales() <= book.bought());
    CHECK(book.position() - book.open_sales() <= book.keep());
  }

  void sell_what_is_due() {
    const auto due = book.to_sell();
    if (due.is_positive()) {
      const order_key key{fmt::format("s{}", sales++)};
      book.sell(key, due);
      if (random() % 3 != 0)
        pending.push_back(
          [x = our_fill(key, side::sell, due, px("100"), at(3))](
            copy_book& held) { held.apply(x); });
      pending.push_back([key](copy_book& held) { held.close(key); });
    }
    check();
  }

  void settle_one() {
    // In the order of the venue for each sale; any sale may be first.
    if (pending.empty())
      return;
    const auto act = pending.front();
    pending.erase(pending.begin());
    act(book);
    sell_what_is_due();
  }
};

} // namespace

TEST_CASE("position never stays above target, sales never above purchases") {
  std::mt19937_64 random{11};
  for (int round = 0; round < 300; ++round) {
    auto l = random_life(random);
    std::ranges::shuffle(l.news, random);
    market m{random, copy_book{btc}, 0, {}};
    // News of an order can not precede it: all signals of an order first.
    for (const auto& act : l.signals) {
      act(m.book);
      m.sell_what_is_due();
      if (random() % 2 == 0)
        m.settle_one();
    }
    for (const auto& act : l.news) {
      act(m.book);
      m.sell_what_is_due();
      if (random() % 2 == 0)
        m.settle_one();
    }
    for (int i = 0; i < 10'000 && !m.pending.empty(); ++i)
      m.settle_one();
    CHECK(m.pending.empty());
    CHECK(m.book.position() <= m.book.target());
  }
}
