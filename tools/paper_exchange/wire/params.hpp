#pragma once

#include "tools/paper_exchange/wire/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace lockstep::paper {

/// Decodes `%2F` and `+` of a URL or a form body.
[[nodiscard]] std::string url_decode(std::string_view text);

/// Reads a form body or a query string into an object of strings. Brackets
/// nest: `close[price]=1` is a member of an object, `orders[0][price]=1` of an
/// object in an array, `txid[]=a` an item of an array.
[[nodiscard]] json parse_form(std::string_view body);

/// Reads a request's body by its content type: JSON, or else a form. A body
/// that starts with `{` is JSON whatever its type says. Brackets nest in names
/// of both.
[[nodiscard]] result<json> parse_body(std::string_view content_type,
                                      std::string_view body);

/// A member's text; empty if there is no such member.
[[nodiscard]] std::string text_in(const json& object, std::string_view name);
/// Whether a member says yes; `otherwise` if there is no such member.
[[nodiscard]] bool flag_in(const json& object, std::string_view name,
                           bool otherwise = false);

/// The texts of a comma list or an array; empty parts are left out.
[[nodiscard]] std::vector<std::string> list_of(const json& value);

} // namespace lockstep::paper
