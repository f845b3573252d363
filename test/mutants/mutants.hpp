#pragma once

#include "model/mutant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::mutants {

/// From now on the engine of this process makes this mistake.
void choose(mutant which);

/// `send-before-journal`; nothing if there is none of that name.
[[nodiscard]] std::optional<mutant> parse(std::string_view name);
[[nodiscard]] std::string_view name_of(mutant which);
[[nodiscard]] std::vector<mutant> all();

} // namespace lockstep::mutants
