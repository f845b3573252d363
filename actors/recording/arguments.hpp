#pragma once

#include "actors/recording/calls.hpp"
#include "actors/recording/line_reader.hpp"
#include "actors/recording/line_writer.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// What calls are given, as members of a line and back.
namespace lockstep::recording {

/// How the log calls a call: `on_signal`.
[[nodiscard]] std::string_view name_of(const arguments& what);
/// A call without its arguments, by that name.
[[nodiscard]] std::optional<arguments> call_named(std::string_view name);

/// Finds texts without making strings of them.
struct text_hash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// The signals that a log has defined, by their names.
using signal_table
  = std::unordered_map<std::string, signal_ptr, text_hash, std::equal_to<>>;

/// Writes the arguments as members of an object that is open. Of a call that
/// is given all followers of a master, they are written only if they are not
/// as in `followers`, what was written before.
void put_arguments(line_writer& to, const arguments& what,
                   std::vector<account_id>& followers);

/// Reads them back into what `call_named` gave. False: one is wrong.
struct argument_reader {
  line_reader& from;
  const account_id& who;
  const signal_table& signals;
  std::vector<account_id>& followers;

  [[nodiscard]] bool read(arguments& into);
};

/// The signals that a call is given: the log defines them before.
[[nodiscard]] std::vector<signal_ptr> signals_in(const arguments& what);
/// The pairs that a call is about, as far as it does not know them already.
[[nodiscard]] std::vector<symbol_id> symbols_in(const arguments& what);

} // namespace lockstep::recording
