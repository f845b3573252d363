#pragma once

#include "adapters/journal/records.hpp"
#include "model/result.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Records as bytes, for the emergency file: the same columns as in the
/// journal, each with its length.
namespace lockstep::journal {

[[nodiscard]] std::string pack(const any_record& record);
[[nodiscard]] result<any_record> unpack(std::string_view bytes);

/// Several records in one, and back.
[[nodiscard]] std::string pack_all(const std::vector<any_record>& records);
[[nodiscard]] result<std::vector<any_record>>
unpack_all(std::string_view bytes);

} // namespace lockstep::journal
