#pragma once

#include "actors/runtime/directory.hpp"

#include <caf/actor_clock.hpp>
#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/local_actor.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <utility>

namespace lockstep::actors {

/// What all watched actors have in common: a line in the directory.
class watched_base {
public:
  virtual ~watched_base() = default;
  [[nodiscard]] directory_entry& entry() const { return *entry_; }

protected:
  explicit watched_base(directory_entry_ptr entry) : entry_(std::move(entry)) {}

private:
  directory_entry_ptr entry_;
};

/// The directory's entry of a watched actor; valid as long as the actor.
[[nodiscard]] directory_entry& entry_of(const caf::abstract_actor& self);

/// An actor of the type `Handle` whose state is a
/// `State(Handle::pointer self, args…)` with a `static constexpr const char*
/// name` and a `make_behavior()`. It keeps its line in the directory from
/// outside of its handlers, so that it shows even when one of them is stuck.
/// The state ends with the actor, not with the last reference to it.
template <class Handle, class State>
class watched final : public Handle::impl, public watched_base {
public:
  using super = typename Handle::impl;
  using behavior_type = typename Handle::behavior_type;

  template <class... Ts>
  watched(caf::actor_config& cfg, directory_entry_ptr entry, Ts&&... xs)
    : super(cfg), watched_base(std::move(entry)) {
    this->entry().incarnation(this->id());
    std::construct_at(&state_, this, std::forward<Ts>(xs)...);
  }

  ~watched() override {} // on_exit has ended the state

  const char* name() const override { return State::name; }

  void on_exit() override {
    std::destroy_at(&state_);
    entry().phase(actor_phase::stopped);
  }

  using super::enqueue;

  bool enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* host) override {
    entry().enqueued();
    if (super::enqueue(std::move(what), host))
      return true;
    entry().rejected();
    return false;
  }

  caf::resumable::resume_result resume(caf::execution_unit* host,
                                       size_t max_throughput) override {
    const auto began = this->clock().now();
    entry().run_begins(began, this->mailbox().size());
    const auto how = super::resume(host, max_throughput);
    if (how == caf::resumable::resume_later)
      entry().run_pauses(this->mailbox().size()); // it is still ours
    else
      entry().run_ends(began);
    return how;
  }

protected:
  behavior_type make_behavior() override { return state_.make_behavior(); }

private:
  union {
    State state_; ///< constructed with the actor, destroyed by on_exit
  };
};

/// Starts a watched actor with its line in the directory. `host` is an actor
/// system or an actor; pass `caf::detached` for an own thread:
/// `spawn_watched<journal_actor, journal_state, caf::detached>(…)`.
template <class Handle, class State,
          caf::spawn_options Options = caf::no_spawn_options, class Host,
          class... Ts>
[[nodiscard]] Handle
spawn_watched(Host& host, directory_entry_ptr entry, Ts&&... xs) {
  return host.template spawn<watched<Handle, State>, Options>(
    std::move(entry), std::forward<Ts>(xs)...);
}

} // namespace lockstep::actors
