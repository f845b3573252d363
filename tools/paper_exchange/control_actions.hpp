#pragma once

#include "tools/paper_exchange/controls.hpp"
#include "tools/paper_exchange/wire/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// One thing that the control port can do. Its answer is a JSON document, its
/// failure a sentence.
struct control_action {
  std::string_view path; ///< `/deposits`
  result<std::string> (*run)(controls& all, const json& body);
  std::string_view takes; ///< the members of its body, for people
};

/// All that change something; they are posted.
[[nodiscard]] const std::vector<control_action>& control_actions();

} // namespace lockstep::paper
