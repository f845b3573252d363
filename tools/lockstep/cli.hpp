#pragma once

#include "tools/lockstep/command.hpp"

#include <string>
#include <vector>

namespace lockstep::commands {

/// Runs the program with these arguments (without its own name).
[[nodiscard]] exit_code run(const std::vector<std::string>& arguments,
                            session& with);

} // namespace lockstep::commands
