#include "test/bench/crowd.hpp"

#include "test/bench/fan_out_types.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>

#include <algorithm>
#include <future>
#include <utility>
#include <vector>

namespace lockstep::bench {

namespace {

/// As the copier does it.
constexpr size_t chunk = 100;

struct round {
  size_t left = 0;
  std::promise<void> done;
};

struct collector_state {
  static constexpr const char* name = "collector";
  round* current = nullptr;
};

caf::behavior collector(caf::stateful_actor<collector_state>* self) {
  return {
    [self](round_atom, uint64_t address) {
      self->state.current = reinterpret_cast<round*>(address);
    },
    [self](ack_atom) {
      if (--self->state.current->left == 0)
        self->state.current->done.set_value();
    },
  };
}

struct source_state {
  static constexpr const char* name = "source";
  std::vector<caf::actor> followers;
  caf::message what;
};

caf::behavior source(caf::stateful_actor<source_state>* self,
                     std::vector<caf::actor> followers) {
  self->state.followers = std::move(followers);
  const auto send_from = [self](uint64_t first) {
    auto& s = self->state;
    const auto end = std::min(first + chunk, s.followers.size());
    for (; first < end; ++first)
      self->send(s.followers[first], s.what);
    if (first < s.followers.size())
      self->send(self, next_atom_v, first);
    else
      s.what.reset();
  };
  return {
    [self, send_from](go_atom, caf::message& what) {
      self->state.what = std::move(what);
      send_from(0);
    },
    [send_from](next_atom, uint64_t first) { send_from(first); },
  };
}

} // namespace

crowd::crowd(caf::actor_system& system, size_t count, const spawner& spawn)
  : count_{count}, collector_{system.spawn(collector)} {
  std::vector<caf::actor> followers;
  followers.reserve(count);
  for (size_t i = 0; i < count; ++i)
    followers.push_back(spawn(collector_, i));
  source_ = system.spawn(source, std::move(followers));
  send(caf::make_message(reset_atom_v));
}

crowd::~crowd() {
  caf::anon_send_exit(source_, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(collector_, caf::exit_reason::user_shutdown);
}

taken crowd::send(caf::message what) {
  round now;
  now.left = count_;
  auto done = now.done.get_future();
  caf::anon_send(collector_, round_atom_v, reinterpret_cast<uint64_t>(&now));
  return measure([&] {
    caf::anon_send(source_, go_atom_v, std::move(what));
    done.wait();
  });
}

} // namespace lockstep::bench
