#pragma once

#include "actors/runtime/guard.hpp"
#include "actors/runtime/stable_handle.hpp"
#include "actors/runtime/supervisor.hpp"
#include "actors/runtime/watched.hpp"

#include <caf/actor_cast.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/type_id.hpp>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Actors to try the runtime on. Their messages are CAF's own, so that no
/// numbers of types are taken from the domain.
namespace lockstep::actors::kit {

/// What a worker leaves behind for the test; thread-safe.
struct traces {
  std::atomic<uint32_t> incarnations{0};
  std::atomic<uint32_t> placed{0};
  std::atomic<uint32_t> noted{0};
  std::atomic<bool> fails_at_start{false};
  std::atomic<bool> ignores_stop{false};

  void write(std::string line) {
    std::lock_guard lock{mutex};
    lines.push_back(std::move(line));
  }

  std::vector<std::string> read() {
    std::lock_guard lock{mutex};
    return lines;
  }

  std::mutex mutex;
  std::vector<std::string> lines;
};

using traces_ptr = std::shared_ptr<traces>;

/// The WORKER actor interface.
using worker_actor = caf::typed_actor<
  // A query: the number of the incarnation.
  caf::result<uint32_t>(caf::get_atom),
  // Stands for `place`: money would move.
  caf::result<uint32_t>(caf::put_atom, uint32_t),
  // Ends with an exception.
  caf::result<void>(caf::reset_atom),
  // Counts in its traces; nobody is answered.
  caf::result<void>(caf::update_atom),
  // Finishes its work.
  caf::result<void>(stop_atom)>;

/// Counts its incarnations and says when it ends.
class worker_state {
public:
  static constexpr const char* name = "worker";

  worker_state(worker_actor::pointer self, traces_ptr seen)
    : self_(self), seen_(std::move(seen)) {
    if (seen_->fails_at_start)
      throw std::runtime_error{"the disk is full"};
    incarnation_ = ++seen_->incarnations;
  }

  ~worker_state() { seen_->write("ended " + entry_of(*self_).name()); }

  worker_actor::behavior_type make_behavior() {
    install_guards(self_);
    entry_of(*self_).state("ready");
    return {
      [this](caf::get_atom) { return incarnation_; },
      [this](caf::put_atom, uint32_t x) {
        ++seen_->placed;
        return x;
      },
      [](caf::reset_atom) { throw std::runtime_error{"out of cheese"}; },
      [this](caf::update_atom) { ++seen_->noted; },
      [this](stop_atom) { return on_stop(); },
    };
  }

private:
  caf::result<void> on_stop() {
    seen_->write("stop " + entry_of(*self_).name());
    if (!seen_->ignores_stop)
      return caf::unit;
    held_ = self_->make_response_promise<void>();
    return held_;
  }

  worker_actor::pointer self_;
  traces_ptr seen_;
  uint32_t incarnation_ = 0;
  caf::typed_response_promise<void> held_;
};

/// Queries wait for a worker, `put_atom` never does.
inline stable_handle worker_address(caf::actor_system& system,
                                    size_t buffered_max = 1'000) {
  return stable_handle{system,
                       {.buffered_max = buffered_max,
                        .never_buffered = begins_with<caf::put_atom>}};
}

/// A supervised worker with an address.
inline child_spec worker_spec(caf::actor_system& system, directory& all,
                              const std::string& name, traces_ptr seen,
                              std::string role = "worker") {
  auto entry = all.entry(name);
  return {.name = name,
          .role = std::move(role),
          .start =
            [entry, seen](caf::local_actor& parent) {
              return caf::actor_cast<caf::strong_actor_ptr>(
                spawn_watched<worker_actor, worker_state>(parent, entry, seen));
            },
          .address = worker_address(system),
          .entry = entry};
}

} // namespace lockstep::actors::kit
