#pragma once

#include "adapters/secrets/environment.hpp"
#include "config/load.hpp"
#include "config/raw_value.hpp"

#include <toml++/toml.h>

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::config {

/// What loading collects over all files.
struct findings {
  config::problems problems;
  std::vector<setting_line> lines;
  std::set<std::string> variables; ///< names that mean something
};

/// Joins one file, the environment and the fields of the settings. Every
/// value is bound once; what is in the file and was not bound is unknown.
class binder {
public:
  /// `scope` goes before the keys when they are shown and looked for in the
  /// environment: empty, or `followers.half.`.
  binder(std::filesystem::path file, const toml::table& root, std::string scope,
         const secrets::environment& environment, findings& found);

  /// Gives a field its value: from the environment, else from the file, else
  /// it stays, and `otherwise` tells where it is from.
  template <class T, class Codec>
  void bind(const std::string& key, T& field, const Codec& codec,
            std::string_view otherwise = "default") {
    auto raw = look_up(key);
    if (raw) {
      auto value = codec.read(raw->value);
      if (value)
        field = std::move(*value);
      else
        complain(raw->place, key, value.error().text);
    }
    found_.lines.push_back({scope_ + key, codec.write(field),
                            raw ? raw->place : std::string{otherwise}});
  }

  /// A problem with a key's value that shows only beside other values.
  void complain_about(const std::string& key, const std::string& sentence);

  /// Complains about what was not bound.
  void finish();

  /// True if the file or the environment gave the key.
  [[nodiscard]] bool has(const std::string& key) const {
    return places_.contains(key);
  }

private:
  struct found_raw {
    raw_value value;
    std::string place; ///< `lockstep.toml:3:9` or `LOCKSTEP_MODE`
  };

  [[nodiscard]] std::optional<found_raw> look_up(const std::string& key);
  [[nodiscard]] const toml::node* node_at(std::string_view key) const;
  [[nodiscard]] std::string place_of(const toml::node& node) const;
  void complain(const std::string& place, const std::string& key,
                const std::string& sentence);
  void check_unknown(const toml::table& table, const std::string& prefix);

  std::filesystem::path file_;
  const toml::table& root_;
  std::string scope_;
  const secrets::environment& environment_;
  findings& found_;
  std::set<std::string> keys_;                ///< all that were bound
  std::map<std::string, std::string> places_; ///< of those that were given
};

} // namespace lockstep::config
