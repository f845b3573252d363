#pragma once

#include "model/result.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Where secrets and overrides come from: the environment, and files that
/// only their owner can read. What is read is never part of a message.
namespace lockstep::secrets {

/// A variable's value by its name; nothing if it is not set.
using environment
  = std::function<std::optional<std::string>(const std::string& name)>;

/// The environment of this process.
[[nodiscard]] environment process_environment();

/// The names of all its variables.
[[nodiscard]] std::vector<std::string> process_variables();

/// For tests, and for settings that were collected before.
[[nodiscard]] environment
environment_of(std::map<std::string, std::string> variables);

/// Reads a small file. Refuses one that others than its owner can read or
/// write, one that is no regular file, and one above 64 KiB.
[[nodiscard]] result<std::string>
read_private_file(const std::filesystem::path& file);

/// Overwrites the text, so that it does not stay in memory.
void wipe(std::string& text);

} // namespace lockstep::secrets
