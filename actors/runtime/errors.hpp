#pragma once

#include "model/result.hpp"

#include <caf/default_enum_inspect.hpp>
#include <caf/error.hpp>
#include <caf/is_error_code_enum.hpp>
#include <caf/result.hpp>
#include <caf/string_view.hpp>
#include <caf/type_id.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// Errors between actors, and the only crossing between ours and CAF's.
namespace lockstep::actors {

/// Why an actor did not answer as asked.
enum class errc : uint8_t {
  none,
  unavailable,    ///< down at the moment; nothing was handed over
  quarantined,    ///< failed too often; nothing was handed over
  stopping,       ///< ends for good; nothing was handed over
  handler_failed, ///< an exception: whether anything was done is unknown
  failed,         ///< the sentence of a `failure` comes with it
  unwritable,     ///< the journal can not be written; nothing was done
  unknown_child,  ///< no child has that name
  duplicate_child,
  errc_count,
};

/// One sentence, as a user may read it.
[[nodiscard]] std::string_view sentence_of(errc e);

// What CAF asks of an error code, found by argument-dependent lookup.
[[nodiscard]] std::string to_string(errc e);
bool from_string(caf::string_view name, errc& e);
bool from_integer(uint8_t number, errc& e);

template <class Inspector>
bool inspect(Inspector& f, errc& e) {
  return caf::default_enum_inspect(f, e);
}

/// The sentence of an error: its own words, else what its code means.
[[nodiscard]] std::string describe(const caf::error& e);

/// Whether the message behind this error was never handed to its receiver.
/// Everything else, a lost answer included, is an unknown outcome.
[[nodiscard]] bool never_delivered(const caf::error& e);

/// A failure of ours, for CAF.
[[nodiscard]] caf::error to_caf(const failure& f);

/// A result of ours, as the answer of a handler.
template <class T>
[[nodiscard]] caf::result<T> to_caf(result<T> r) {
  if (!r)
    return to_caf(r.error());
  if constexpr (std::is_void_v<T>)
    return caf::unit;
  else
    return std::move(*r);
}

/// An error of CAF, for us.
[[nodiscard]] inline failure from_caf(const caf::error& e) {
  return failure{describe(e)};
}

} // namespace lockstep::actors
