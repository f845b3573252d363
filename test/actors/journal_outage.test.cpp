#include "actors/journal_actor.hpp"
#include "actors/runtime/watched.hpp"
#include "test/adapters/journal_kit.hpp"
#include "tools/simulation/simulation.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

// What the journal does while its file can not be written.

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;
namespace kit = journal::kit;

/// A journal that can be filled up, and made room in.
struct outage_world {
  kit::scratch folder;
  std::shared_ptr<journal::journal> file = open();
  directory all;
  simulation sim{
    simulation_options{.seed = 1, .init_types = init_engine_types}};
  journal_actor book = start();

  std::shared_ptr<journal::journal> open(uint64_t emergency = 256 << 10) {
    auto opened = journal::journal::open(
      {folder.path(), run_mode::paper, 60, {}, emergency});
    INFO((opened ? "" : opened.error().text));
    REQUIRE(opened);
    return std::make_shared<journal::journal>(std::move(*opened));
  }
  journal_actor start() {
    return spawn_watched<journal_actor, journal_state>(sim.system(),
                                                       all.entry("journal"),
                                                       file, size_t{1'000});
  }
  void reopen(uint64_t emergency) {
    sim.kill_actors();
    file.reset();
    std::filesystem::remove(folder.path() / "journal.emergency");
    file = open(emergency);
    book = start();
  }

  /// What the journal answers; empty if it is on a disk.
  caf::error append(std::vector<journal_record> records) {
    auto told = sim.ask<caf::unit_t>(book, append_atom_v,
                                     journal_entry{std::move(records)});
    return told ? caf::error{} : told.error();
  }
  /// Notes until nothing more fits.
  void fill() {
    for (int i = 0; i < 1'000; ++i) {
      journal::note_record large;
      large.from = kit::from("half");
      large.kind = "filler";
      large.key = std::to_string(i);
      large.payload = std::string(2'000, 'x');
      if (append({large}))
        return;
    }
    FAIL("it never became full");
  }
  std::shared_ptr<const restored_account> restore(restore_scope scope) {
    return sim
      .ask<std::shared_ptr<const restored_account>>(book, restore_atom_v,
                                                    account_id{"half"}, scope)
      .value();
  }
};

journal::intent_record a_sale(const std::string& key) {
  auto sale = kit::an_intent(key);
  sale.order.side = side::sell;
  sale.leg = "exit#0";
  return sale;
}

journal::signal_record an_exit(const std::string& order) {
  auto what = kit::a_signal(order);
  what.side = side::sell;
  return what;
}

} // namespace

TEST_CASE("a full disk stops entries by name and lets sales go on") {
  outage_world w;
  w.fill();
  CHECK(w.append({kit::an_intent("entry")}) == errc::unwritable);
  CHECK(w.append({kit::a_signal("bought")}) == errc::unwritable);
  CHECK_FALSE(w.append({an_exit("sold")}));
  CHECK_FALSE(w.append({a_sale("sale-1")}));
  CHECK_FALSE(w.append({kit::an_execution("TX-1")}));
  CHECK_FALSE(w.append({kit::a_state(journal::slot::nonce, "f00", "42")}));
  CHECK(w.file->read().intents()->empty());
  CHECK(w.file->emergency()->records().size() == 4);

  SECTION("and whoever starts meanwhile gets what is not in the journal") {
    const auto found = w.restore(restore_scope::follower);
    REQUIRE(found->intents.size() == 1);
    CHECK(found->intents.front().intent.order.key == order_key{"sale-1"});
    CHECK(found->executions.size() == 1);
    CHECK(w.sim.ask<uint64_t>(w.book, nonce_atom_v, std::string{"f00"}).value()
          == 42);
  }
  SECTION("and a journal actor that ends meanwhile forgets nothing") {
    w.sim.kill_actors();
    w.book = w.start();
    CHECK(w.restore(restore_scope::broker)->intents.size() == 1);
    CHECK(w.append({kit::an_intent("entry")}) == errc::unwritable);
  }
  SECTION("and with room again all is moved into the journal by itself") {
    CHECK_FALSE(w.append({journal::event_record{
      kit::an_event("sale-1", order_state::filled, true)}}));
    w.file->limit_pages(0);
    w.sim.run_for(5s);
    CHECK(w.file->emergency()->records().empty());
    const auto intents = w.file->read().intents();
    REQUIRE(intents->size() == 1);
    CHECK(intents->front().newest->ends);
    CHECK(w.file->read().signals()->size() == 1);
    CHECK_FALSE(w.append({kit::an_intent("entry")}));
    CHECK(w.file->read().intents()->size() == 2);
  }
  SECTION("and so at the next start, if it ended before that") {
    w.sim.kill_actors();
    w.file.reset();
    const auto j = kit::open(w.folder.path());
    CHECK(j.read().intents()->size() == 1);
    CHECK(j.read().signals()->size() == 1);
    REQUIRE(j.remarks().size() == 1);
  }
}

TEST_CASE("rows of refused entries wait in memory and come in their order") {
  outage_world w;
  w.fill();
  CHECK(w.append({kit::a_row("skipped")}) == errc::unwritable);
  CHECK_FALSE(w.append({kit::a_row("unresolved"), a_sale("sale-1")}));
  CHECK(w.append({kit::a_row("copied")}) == errc::unwritable);
  w.file->limit_pages(0);
  w.sim.run_for(5s);
  const auto rows = w.file->read().versions("OQCLML@0.05", account_id{"half"});
  REQUIRE(rows->size() == 3);
  CHECK(rows->at(0).outcome == "skipped");
  CHECK(rows->at(1).outcome == "unresolved");
  CHECK(rows->at(2).outcome == "copied");
}

TEST_CASE("when the emergency file is full too, nothing is taken any more") {
  outage_world w;
  w.reopen(8 << 10);
  w.fill();
  int taken = 0;
  while (taken < 1'000 && !w.append({a_sale(fmt::format("sale-{}", taken))}))
    ++taken;
  CHECK(taken > 3);
  CHECK(taken < 100);
  CHECK(w.append({a_sale("more")}) == errc::unwritable);
  w.file->limit_pages(0);
  w.sim.run_for(5s);
  CHECK_FALSE(w.append({a_sale("more")}));
  CHECK(w.file->read().intents()->size() == static_cast<size_t>(taken) + 1);
}

TEST_CASE(
  "all who shared the group that did not fit are answered by its rules") {
  outage_world w;
  w.fill();
  w.file->limit_pages(0);
  w.sim.run_for(5s);
  w.file->limit_pages(1);
  // One group: a sale, an entry, and what does not fit.
  auto large = an_exit("sold");
  large.payload = std::string(200'000, 'x');
  struct {
    std::optional<caf::error> sale;
    std::optional<caf::error> entry;
  } told;
  w.sim.system().spawn([&](caf::event_based_actor* self) {
    const auto ask = [&](journal_record what, std::optional<caf::error>& into) {
      self
        ->request(w.book, 10s, append_atom_v, journal_entry{{std::move(what)}})
        .then([&into] { into = caf::error{}; },
              [&into](const caf::error& why) { into = why; });
    };
    ask(a_sale("sale-1"), told.sale);
    ask(kit::an_intent("entry"), told.entry);
    self->send(w.book, observe_atom_v, journal_entry{{large}});
  });
  w.sim.run_for(1s);
  REQUIRE(told.sale);
  REQUIRE(told.entry);
  CHECK_FALSE(*told.sale);
  CHECK(*told.entry == errc::unwritable);
  CHECK(w.file->read().intents()->empty());
  w.file->limit_pages(0);
  w.sim.run_for(5s);
  REQUIRE(w.file->read().intents()->size() == 1);
  CHECK(w.file->read().intents()->front().intent.order.key
        == order_key{"sale-1"});
}

TEST_CASE("what an actor gets back is only what concerns it") {
  outage_world w;
  w.file->limit_pages(0);
  auto other = an_exit("theirs");
  other.from.account = account_id{"other"};
  auto note = journal::note_record{kit::from("half"), "exit", "mine@0.05",
                                   reason::none,      {},     "{}"};
  auto done = journal::note_record{kit::from("half"), "exit", "done@0.05",
                                   reason::none,      {},     "{}"};
  auto done_row = kit::a_row("copied");
  done_row.signal = "done@0.05";
  done_row.ended = kit::at("2026-05-05T11:00:00Z");
  CHECK_FALSE(
    w.append({an_exit("done"), an_exit("mine"), other, note, done, done_row,
              kit::a_signal("bought"), kit::an_intent("mine"),
              kit::an_intent("theirs", "other")}));
  const auto follower = w.restore(restore_scope::follower);
  REQUIRE(follower->signals.size() == 1);
  CHECK(follower->signals.front().id == "mine@0.05");
  CHECK(follower->intents.size() == 1);
  const auto broker = w.restore(restore_scope::broker);
  CHECK(broker->signals.empty());
  CHECK(broker->rows.empty());
  CHECK(broker->intents.size() == 1);
}

} // namespace lockstep::actors
