#pragma once

#include "config/load.hpp"
#include "test/support/scratch_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

/// What tests of the configuration share.
namespace lockstep::config::kit {

/// A folder with configuration files that is gone afterwards.
class folder {
public:
  [[nodiscard]] std::filesystem::path at(const std::string& name) const {
    return folder_.path() / name;
  }

  std::filesystem::path write(const std::string& name,
                              const std::string& text) const {
    auto file = at(name);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file} << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read
                                         | std::filesystem::perms::owner_write);
    return file;
  }

private:
  support::scratch_folder folder_;
};

using variables = std::map<std::string, std::string>;

/// Loads what must be right.
inline loaded load_fine(const std::filesystem::path& file,
                        const variables& env = {}) {
  auto all = load(file, secrets::environment_of(env));
  INFO((all ? "" : all.error().front().text));
  REQUIRE(all.has_value());
  return std::move(*all);
}

/// Loads what must be wrong; the sentences, one per line, without the folder.
inline std::string load_problems(const folder& in, const variables& env = {}) {
  const auto all = load(in.at("lockstep.toml"), secrets::environment_of(env));
  REQUIRE_FALSE(all.has_value());
  std::string text;
  for (const auto& each : all.error())
    text += each.text + "\n";
  const auto prefix = in.at("").string();
  for (auto at = text.find(prefix); at != text.npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

/// One line of what is shown.
inline setting_line line_of(const loaded& all, const std::string& key) {
  const auto at = std::ranges::find(all.lines, key, &setting_line::key);
  REQUIRE(at != all.lines.end());
  return *at;
}

} // namespace lockstep::config::kit
