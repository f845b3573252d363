#include "actors/runtime/stable_handle.hpp"

#include "actors/runtime/types.hpp"

#include <caf/actor_config.hpp>
#include <caf/actor_system.hpp>
#include <caf/make_actor.hpp>
#include <caf/monitorable_actor.hpp>
#include <caf/system_messages.hpp>

#include <mutex>
#include <utility>
#include <vector>

namespace lockstep::actors {

namespace {

bool ends_or_watches(const caf::message& m) {
  return m.match_elements<caf::exit_msg>() || m.match_elements<caf::down_msg>();
}

} // namespace

/// The actor behind a handle: has no mailbox and never runs, enqueue() hands
/// the mailbox element on in the sender's thread.
///
/// No reference to an incarnation is dropped under the lock: if it is the
/// last, the incarnation ends, and its end calls unbind().
class stable_address final : public caf::monitorable_actor {
public:
  stable_address(caf::actor_config& cfg, stable_handle_policy policy)
    : monitorable_actor(cfg), policy_(policy) {}

  const char* name() const override { return "stable_address"; }

  void setup_metrics() {} // make_actor() calls it

  bool enqueue(caf::mailbox_element_ptr what,
               caf::execution_unit* host) override {
    if (ends_or_watches(what->payload))
      return false;
    std::unique_lock lock{mutex_};
    if (takes_messages()) {
      const auto receiver = current_;
      lock.unlock();
      return receiver->enqueue(std::move(what), host);
    }
    if (may_wait(what->payload)) {
      waiting_.push_back(std::move(what));
      return true;
    }
    const auto why = closed_ == errc::none ? errc::unavailable : closed_;
    ++bounced_;
    lock.unlock();
    bounce(*what, why, host);
    return false;
  }

  void rebind(caf::strong_actor_ptr incarnation) {
    std::lock_guard lock{mutex_};
    // Under the lock, so that nobody overtakes those who waited.
    for (auto& element : waiting_)
      incarnation->enqueue(std::move(element), nullptr);
    waiting_.clear();
    waiting_.shrink_to_fit();
    closed_ = errc::none;
    current_.swap(incarnation);
    // The parameter, now the former incarnation, outlives the lock.
  }

  void unbind(caf::actor_id id) {
    caf::strong_actor_ptr former;
    std::lock_guard lock{mutex_};
    if (current_ && current_->id() == id)
      former.swap(current_);
  }

  void close(errc why) {
    caf::strong_actor_ptr former;
    std::vector<caf::mailbox_element_ptr> rest;
    {
      std::lock_guard lock{mutex_};
      former.swap(current_);
      rest.swap(waiting_);
      closed_ = why;
      bounced_ += rest.size();
    }
    for (const auto& element : rest)
      bounce(*element, why, nullptr);
  }

  bool bound() const {
    std::lock_guard lock{mutex_};
    return takes_messages();
  }

  size_t buffered() const {
    std::lock_guard lock{mutex_};
    return waiting_.size();
  }

  uint64_t bounced() const {
    std::lock_guard lock{mutex_};
    return bounced_;
  }

private:
  /// An actor that ends says so long before anybody is told.
  bool takes_messages() const {
    return current_
           && !current_->get()->getf(is_shutting_down_flag | is_terminated_flag
                                     | is_cleaned_up_flag);
  }

  bool may_wait(const caf::message& m) const {
    return closed_ == errc::none && waiting_.size() < policy_.buffered_max
           && !(policy_.never_buffered && policy_.never_buffered(m));
  }

  static void bounce(const caf::mailbox_element& what, errc why,
                     caf::execution_unit* host) {
    if (what.mid.is_request() && what.sender)
      what.sender->enqueue(nullptr, what.mid.response_id(),
                           caf::make_message(caf::make_error(why)), host);
  }

  const stable_handle_policy policy_;
  mutable std::mutex mutex_;
  caf::strong_actor_ptr current_;
  errc closed_ = errc::none; ///< why it is, none if it is not
  std::vector<caf::mailbox_element_ptr> waiting_;
  uint64_t bounced_ = 0;
};

stable_handle::stable_handle(caf::actor_system& system,
                             stable_handle_policy policy) {
  caf::actor_config cfg;
  ptr_ = caf::make_actor<stable_address, caf::strong_actor_ptr>(
    system.next_actor_id(), system.node(), &system, cfg, policy);
}

stable_address& stable_handle::get() const {
  return static_cast<stable_address&>(*ptr_->get());
}

// By value, as all sinks of CAF's pointers.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void stable_handle::rebind(caf::strong_actor_ptr incarnation) const {
  if (!ptr_ || !incarnation)
    return;
  const auto id = incarnation->id();
  get().rebind(incarnation);
  // Weak: an incarnation must not keep the address it stands behind.
  incarnation->get()->attach_functor(
    [weak = caf::actor_cast<caf::weak_actor_ptr>(ptr_), id] {
      if (const auto strong = caf::actor_cast<caf::strong_actor_ptr>(weak))
        static_cast<stable_address&>(*strong->get()).unbind(id);
    });
}

void stable_handle::unbind(caf::actor_id id) const {
  if (ptr_)
    get().unbind(id);
}

void stable_handle::close(errc why) const {
  if (ptr_)
    get().close(why);
}

bool stable_handle::bound() const {
  return ptr_ && get().bound();
}

size_t stable_handle::buffered() const {
  return ptr_ ? get().buffered() : 0;
}

uint64_t stable_handle::bounced() const {
  return ptr_ ? get().bounced() : 0;
}

} // namespace lockstep::actors
