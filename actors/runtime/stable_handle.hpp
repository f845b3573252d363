#pragma once

#include "actors/runtime/errors.hpp"

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/fwd.hpp>
#include <caf/message.hpp>

#include <cstddef>
#include <cstdint>

namespace lockstep::actors {

class stable_address;

/// How a stable handle treats messages while nobody is bound.
struct stable_handle_policy {
  /// So many messages wait for the next incarnation; more bounce.
  size_t buffered_max = 1'000;
  /// Messages of this kind never wait, they bounce at once. May be null.
  bool (*never_buffered)(const caf::message&) = nullptr;
};

/// An address that survives restarts: what is sent to it reaches the current
/// incarnation unchanged, so that answers go straight to whoever asked.
///
/// Without an incarnation messages wait, in order, or bounce: a request is
/// answered with `errc`, a mere message is dropped and counted. Exit and down
/// messages are never forwarded. Copies share one address. Thread-safe.
///
/// The handle keeps its incarnation alive until it is unbound or closed.
class stable_handle {
public:
  stable_handle() = default; ///< refers to nothing
  explicit stable_handle(caf::actor_system& system,
                         stable_handle_policy policy = {});

  /// To hand out as an address, typed or `caf::actor`. The type is not
  /// checked: it must be that of the incarnations.
  template <class Handle>
  [[nodiscard]] Handle as() const {
    return caf::actor_cast<Handle>(ptr_);
  }

  /// From now on messages reach `incarnation`, the waiting ones first. Opens
  /// a closed handle. Unbinds by itself as soon as the incarnation ends.
  void rebind(caf::strong_actor_ptr incarnation) const;

  /// Messages wait from now on, if `id` is still the current incarnation.
  void unbind(caf::actor_id id) const;

  /// Everything bounces with `why` from now on, what waits included.
  void close(errc why = errc::unavailable) const;

  [[nodiscard]] bool bound() const;
  [[nodiscard]] size_t buffered() const;
  /// Messages that reached nobody so far.
  [[nodiscard]] uint64_t bounced() const;

  explicit operator bool() const { return static_cast<bool>(ptr_); }

private:
  [[nodiscard]] stable_address& get() const;

  caf::strong_actor_ptr ptr_;
};

/// Whether a message begins with the atom, for `never_buffered`.
template <class Atom>
[[nodiscard]] bool begins_with(const caf::message& m) {
  return m.size() > 0 && m.type_at(0) == caf::type_id_v<Atom>;
}

} // namespace lockstep::actors
