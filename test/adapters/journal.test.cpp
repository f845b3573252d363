#include "adapters/journal/journal.hpp"

#include "test/adapters/journal_kit.hpp"

#include <SQLiteCpp/Database.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sys/stat.h>

using namespace lockstep;
using namespace lockstep::journal;
using namespace lockstep::journal::kit;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("what is committed is read back exactly after a restart") {
  scratch folder;
  appended where[5];
  {
    auto j = open(folder.path());
    where[0] = put(j, a_signal());
    where[1] = put(j, an_intent());
    where[2] = put(j, an_event("key-1", order_state::acknowledged));
    where[3] = put(j, an_execution());
    where[4] = put(j, a_row());
    REQUIRE(j.commit());
  }
  const auto j = open(folder.path());
  CHECK(j.read().signals() == std::vector{numbered(a_signal(), where[0])});
  CHECK(j.read().intents()
        == std::vector{known_intent{
          numbered(an_intent(), where[1]),
          numbered(an_event("key-1", order_state::acknowledged), where[2])}});
  CHECK(j.read().executions()
        == std::vector{numbered(an_execution(), where[3])});
  CHECK(j.read().rows() == std::vector{numbered(a_row(), where[4])});
  CHECK(j.read().newest() == where[4].number);
}

TEST_CASE("enrolments, notes and states come back as they went in") {
  scratch folder;
  enrolment_record enrolment{from("half"),
                             "N84G-ABCD",
                             at("2026-05-05T09:00:00Z"),
                             {{asset_id{"BTC"}, quantity{number("0.5")}},
                              {asset_id{"ETH"}, quantity{number("2")}}}};
  note_record note{from("half"),
                   "external_change",
                   "L-1",
                   reason::external_change,
                   "a deposit of 100 USD",
                   "{}"};
  auto j = open(folder.path());
  const auto first = put(j, enrolment);
  const auto second = put(j, note);
  const auto third = put(j, a_state(slot::halt, "", "entries"));
  REQUIRE(j.commit());
  CHECK(j.read().enrolments() == std::vector{numbered(enrolment, first)});
  CHECK(j.read().notes(account_id{"half"})
        == std::vector{numbered(note, second)});
  CHECK(j.read().notes(account_id{"quarter"})->empty());
  CHECK(j.read().states(slot::halt)
        == std::vector{numbered(a_state(slot::halt, "", "entries"), third)});
  CHECK(j.read().state(slot::halt, "").value()
        == std::optional<std::string>{"entries"});
  CHECK(j.read().state(slot::pause, "half").value() == std::nullopt);
}

TEST_CASE("numbers rise over all kinds of records and over restarts") {
  scratch folder;
  {
    auto j = open(folder.path());
    CHECK(put(j, a_signal()) == appended{1, true});
    CHECK(put(j, a_state(slot::pause, "half", "yes")) == appended{2, true});
    REQUIRE(j.commit());
  }
  auto j = open(folder.path());
  CHECK(put(j, an_intent()) == appended{3, true});
}

TEST_CASE("the same fact again changes nothing and names the first") {
  scratch folder;
  auto j = open(folder.path());
  const auto first = put(j, an_intent());
  put(j, a_signal());
  REQUIRE(j.commit());
  auto again = an_intent();
  again.from.at += std::chrono::seconds{5};
  again.from.inputs = {7};
  CHECK(put(j, again) == appended{first.number, false});
  CHECK(j.pending() == 0);
  REQUIRE(j.commit());
  CHECK(j.read().intents()->size() == 1);
  CHECK(j.read().newest() == 2);
}

TEST_CASE("another content under the same key is refused by name") {
  scratch folder;
  auto j = open(folder.path());
  put(j, an_intent());
  auto other = an_intent();
  other.order.quantity = quantity{number("0.026")};
  const auto refused = j.append(other);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().text,
             ContainsSubstring("intent key-1 of account half")
               && ContainsSubstring("record 1"));

  SECTION("and the rest of the group is kept") {
    put(j, a_signal());
    REQUIRE(j.commit());
    CHECK(j.read().signals()->size() == 1);
    CHECK(j.read().intents()->front().intent.order.quantity
          == an_intent().order.quantity);
  }
}

TEST_CASE("an execution may be reported twice with another precision") {
  scratch folder;
  auto j = open(folder.path());
  const auto first = put(j, an_execution());
  auto from_history = an_execution();
  from_history.fill.key = {};
  from_history.fill.time = at("2026-05-05T10:00:06.1234Z");
  from_history.fill.fees = {{asset_id{"USD"}, number("0.1")}};
  CHECK(put(j, from_history) == appended{first.number, false});

  SECTION("but not with another quantity") {
    from_history.fill.quantity = quantity{number("1")};
    const auto refused = j.append(from_history);
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().text, ContainsSubstring("execution TX-1"));
  }
  SECTION("and the other account's execution of that id is another") {
    CHECK(put(j, an_execution("TX-1", "quarter")).is_new);
  }
}

TEST_CASE("a row keeps its versions and shows the newest") {
  scratch folder;
  auto j = open(folder.path());
  put(j, a_row("unresolved"));
  put(j, a_row("skipped", "quarter"));
  put(j, a_row("copied"));
  CHECK_FALSE(put(j, a_row("copied")).is_new);
  REQUIRE(j.commit());
  const auto rows = j.read().rows();
  REQUIRE(rows->size() == 2);
  CHECK((*rows)[0].outcome == "skipped");
  CHECK((*rows)[1].outcome == "copied");
  const auto versions = j.read().versions("OQCLML@0.05", account_id{"half"});
  REQUIRE(versions->size() == 2);
  CHECK(versions->front().outcome == "unresolved");
}

TEST_CASE("an intent is open until an event ends it and again on late news") {
  scratch folder;
  auto j = open(folder.path());
  put(j, an_intent("key-1"));
  put(j, an_intent("key-2", "quarter"));
  CHECK(j.read().open_intents()->size() == 2);
  put(j, an_event("key-1", order_state::expired, true));
  REQUIRE(j.read().open_intents()->size() == 1);
  CHECK(j.read().open_intents(account_id{"half"})->empty());
  put(j, an_event("key-1", order_state::partially_filled));
  const auto open_again = j.read().open_intents(account_id{"half"});
  REQUIRE(open_again->size() == 1);
  CHECK(open_again->front().newest->state == order_state::partially_filled);
}

TEST_CASE("an event that says nothing new is not written again") {
  scratch folder;
  auto j = open(folder.path());
  CHECK(put(j, an_event("key-1", order_state::sent)).is_new);
  CHECK_FALSE(put(j, an_event("key-1", order_state::sent)).is_new);
  CHECK(put(j, an_event("key-1", order_state::unknown)).is_new);
  CHECK(put(j, an_event("key-1", order_state::sent)).is_new);
  CHECK(j.read().events(order_key{"key-1"})->size() == 3);
}

TEST_CASE("a nonce block never goes back") {
  scratch folder;
  auto j = open(folder.path());
  put(j, a_state(slot::nonce, "fingerprint", "1700000000000002"));
  put(j, a_state(slot::nonce, "fingerprint", "1700000000000003"));
  const auto refused
    = j.append(a_state(slot::nonce, "fingerprint", "999999999999999"));
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().text, ContainsSubstring("would go back"));
  CHECK_FALSE(j.append(a_state(slot::nonce, "fingerprint", "-1")));
  REQUIRE(j.commit());
  CHECK(j.read().state(slot::nonce, "fingerprint").value()
        == std::optional<std::string>{"1700000000000003"});
}

TEST_CASE("what is rolled back leaves no trace and no gap in the numbers") {
  scratch folder;
  auto j = open(folder.path());
  put(j, a_signal());
  REQUIRE(j.commit());
  put(j, an_intent());
  CHECK(j.pending() == 1);
  j.rollback();
  CHECK(j.pending() == 0);
  CHECK(j.read().intents()->empty());
  CHECK(put(j, an_intent()) == appended{2, true});
}

TEST_CASE("paper records can not get into a live journal") {
  scratch folder;
  auto j = open(folder.path(), run_mode::live);
  const auto refused = j.append(a_signal());
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().text,
             ContainsSubstring("mode paper") && ContainsSubstring("mode live"));
  auto watching = a_row("skipped");
  watching.from.mode = run_mode::observe;
  CHECK(put(j, watching).is_new);
}

TEST_CASE("people can query the ledger with plain SQL") {
  scratch folder;
  auto j = open(folder.path());
  put(j, a_signal());
  put(j, a_row("unresolved"));
  put(j, a_row("copied"));
  REQUIRE(j.commit());
  SQLite::Database file{j.file().string()};
  CHECK(file
          .execAndGet("SELECT group_concat(account || ' ' || outcome || ' ' "
                      "|| symbol || ' ' || value || ' ' || mode) FROM ledger")
          .getString()
        == "half copied BTC/USD 1250.0025 paper");
}

TEST_CASE("a reader sees what an engine has committed and nothing else") {
  scratch folder;
  auto j = open(folder.path());
  put(j, a_signal());
  REQUIRE(j.commit());
  put(j, an_intent());
  const auto r = reader::open(folder.path());
  REQUIRE(r);
  CHECK(r->mode() == run_mode::paper);
  CHECK(r->signals()->size() == 1);
  CHECK(r->intents()->empty());
  REQUIRE(j.commit());
  CHECK(r->intents()->size() == 1);
}

TEST_CASE("only the owner can read the data directory's files") {
  scratch folder;
  auto j = open(folder.path() / "new" / "paper");
  put(j, a_signal());
  REQUIRE(j.commit());
  for (const auto& each :
       std::filesystem::directory_iterator{j.file().parent_path()}) {
    struct stat found {};
    REQUIRE(::stat(each.path().c_str(), &found) == 0);
    INFO(each.path());
    CHECK((found.st_mode & 077U) == 0);
  }
}

TEST_CASE("accounts with open orders or with something left are found") {
  scratch folder;
  auto j = open(folder.path());
  const auto fill = [&](const char* account, const char* id, side which) {
    auto x = an_execution(id, account);
    x.fill.side = which;
    x.fill.quantity = quantity{number("0.3")};
    put(j, x);
  };
  fill("even", "1", side::buy);
  fill("even", "2", side::sell);
  fill("holds", "3", side::buy);
  put(j, an_intent("key-1", "waits"));
  put(j, an_intent("key-2", "half"));
  put(j, an_event("key-2", order_state::filled, true));
  CHECK(j.read().accounts_with_work().value()
        == std::set{account_id{"holds"}, account_id{"waits"}});
}
