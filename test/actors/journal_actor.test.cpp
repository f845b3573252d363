#include "actors/journal_actor.hpp"

#include "actors/runtime/watched.hpp"
#include "test/adapters/journal_kit.hpp"
#include "tools/simulation/simulation.hpp"

#include <caf/send.hpp>
#include <catch2/catch_test_macros.hpp>

#include <algorithm>

namespace lockstep::actors {

namespace {

namespace kit = journal::kit;

/// A journal whose commits can be counted from what its file has after each
/// step.
struct journal_world {
  kit::scratch folder;
  std::shared_ptr<journal::journal> file
    = std::make_shared<journal::journal>(kit::open(folder.path()));
  directory all;
  simulation sim{
    simulation_options{.seed = 1, .init_types = init_engine_types}};
  journal_actor book;

  explicit journal_world(size_t batch_max)
    : book{spawn_watched<journal_actor, journal_state>(
      sim.system(), all.entry("journal"), file, batch_max)} {}

  static journal_entry note(int number) {
    journal::note_record record;
    record.from = kit::from("half");
    record.kind = "test";
    record.key = std::to_string(number);
    return {{record}};
  }

  /// The most records that were open at once while these were written.
  size_t largest_group(int count) {
    for (int i = 0; i < count; ++i)
      caf::anon_send(book, observe_atom_v, note(i));
    size_t most = 0;
    sim.run_until([&] {
      most = std::max(most, file->pending());
      return false;
    });
    return most;
  }
};

} // namespace

TEST_CASE("the journal brings what waits to the disk in one group") {
  CHECK(journal_world{1'000}.largest_group(50) == 50);
}

TEST_CASE("a group of the journal has no more records than it may have") {
  CHECK(journal_world{10}.largest_group(50) == 9); // the tenth ends it
  CHECK(journal_world{1}.largest_group(50) == 0);
}

} // namespace lockstep::actors
