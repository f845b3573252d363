#pragma once

#include "actors/runtime/directory.hpp"
#include "actors/runtime/errors.hpp"
#include "actors/runtime/types.hpp"

#include <caf/detail/type_traits.hpp>
#include <caf/result.hpp>
#include <caf/scheduled_actor.hpp>

#include <exception>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace lockstep::actors {

/// Sees to it that nothing gets lost and nothing is printed by CAF: whatever
/// no handler takes (an exception, an error that answers no request, a down
/// message, a message of an unknown type) counts as a fault in the directory
/// and is logged. Only an exception and an exit message end the actor.
///
/// Call it first in make_behavior(). An own down or exit handler set after it
/// replaces the one set here. `entry` must outlive the actor.
void install_guards(caf::scheduled_actor* self, directory_entry& entry);

/// The same for a watched actor.
void install_guards(caf::scheduled_actor* self);

/// Counts a fault of the actor `entry` stands for and logs it, rarer the more
/// there are: the 1st, 2nd, 4th, 8th… Says `id`, then the sentence
/// `<name> <sentence>`.
void report_fault(directory_entry& entry, std::string_view id,
                  std::string sentence);

/// The words of an exception.
[[nodiscard]] std::string words_of(const std::exception_ptr& e);

namespace detail {

void note_handler_fault(caf::scheduled_actor* self, const std::string& words);

/// What a guarded handler answers: the result of the bare one, or an error.
template <class R>
struct guarded_result {
  using type = caf::result<R>;
};

template <class... Ts>
struct guarded_result<caf::result<Ts...>> {
  using type = caf::result<Ts...>;
};

template <class Handler, class OnFault, class R, class... Ts>
auto make_guarded(caf::scheduled_actor* self, Handler handler, OnFault on_fault,
                  R* /*result*/, caf::detail::type_list<Ts...> /*arguments*/) {
  using answer = typename guarded_result<R>::type;
  return [self, handler = std::move(handler),
          on_fault = std::move(on_fault)](Ts... xs) mutable -> answer {
    try {
      if constexpr (std::is_void_v<R>) {
        handler(std::forward<Ts>(xs)...);
        return caf::unit;
      } else {
        return handler(std::forward<Ts>(xs)...);
      }
    } catch (...) {
      auto words = words_of(std::current_exception());
      note_handler_fault(self, words);
      on_fault(words);
      return caf::make_error(errc::handler_failed, std::move(words));
    }
  };
}

} // namespace detail

/// Wraps a handler so that an exception in it leaves the actor, its mailbox
/// and its address alone: the fault is counted and logged,
/// `on_fault(const std::string& words)` puts the actor's state right, and a
/// requester is told `errc::handler_failed`. What `on_fault` throws ends the
/// actor, as does an exception without this wrapper. `self` is watched.
///
/// A handler may return nothing, a value or a `caf::result`.
template <class Handler, class OnFault>
[[nodiscard]] auto
guarded(caf::scheduled_actor* self, Handler handler, OnFault on_fault) {
  using traits = caf::detail::get_callable_trait_t<Handler>;
  return detail::make_guarded(self, std::move(handler), std::move(on_fault),
                              static_cast<typename traits::result_type*>(
                                nullptr),
                              typename traits::arg_types{});
}

} // namespace lockstep::actors
