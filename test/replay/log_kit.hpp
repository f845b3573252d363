#pragma once

#include "actors/recording/replay.hpp"

#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// What tests of replaying share.
namespace lockstep::recording::kit {

inline tl::expected<replay_report, log_failure>
replayed(const std::string& log, const replay_options& how = {}) {
  const simdjson::padded_string text{log};
  return replay(std::string_view{text}, how);
}

/// Whether a log does not say what it said before.
inline bool is_refused(const std::string& log) {
  const auto told = replayed(log);
  return !told || told->first || told->after_gap > 0 || told->before_begin > 0;
}

inline std::vector<std::string> lines_of(const std::string& log) {
  std::vector<std::string> lines;
  for (size_t begin = 0; begin < log.size();) {
    const auto end = log.find('\n', begin);
    lines.push_back(log.substr(begin, end - begin));
    begin = end == log.npos ? log.size() : end + 1;
  }
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string log;
  for (const auto& each : lines)
    (log += each) += '\n';
  return log;
}

inline bool is_call(const std::string& line) {
  return line.starts_with(R"({"n":)");
}
inline bool is_decision(const std::string& line) {
  return line.starts_with(R"({"of":)");
}

/// Whose call it is; empty for other lines.
inline std::string who_of(const std::string& line) {
  constexpr std::string_view name = R"("who":")";
  if (!is_call(line))
    return {};
  const auto begin = line.find(name) + name.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

/// The log with the lines of one account's calls changed, and what came out of
/// them; an empty line is left out.
inline std::string
with_calls_of(const std::string& log, const std::string& who,
              const std::function<std::string(const std::string&)>& change) {
  std::vector<std::string> kept;
  bool his = false;
  for (const auto& line : lines_of(log)) {
    if (!is_decision(line))
      his = who_of(line) == who;
    if (auto now = his ? change(line) : line; !now.empty())
      kept.push_back(std::move(now));
  }
  return joined(kept);
}

inline std::set<std::string> accounts_in(const std::string& log) {
  std::set<std::string> all;
  for (const auto& line : lines_of(log))
    if (is_call(line))
      all.insert(who_of(line));
  return all;
}

inline std::string replaced(std::string text, std::string_view what,
                            std::string_view by) {
  if (const auto at = text.find(what); at != text.npos)
    text.replace(at, what.size(), by);
  return text;
}

/// The logs that are kept.
inline std::vector<std::filesystem::path> kept_logs() {
  std::vector<std::filesystem::path> all;
  for (const auto& each : std::filesystem::directory_iterator{
         std::filesystem::path{LOCKSTEP_SOURCE_DIR} / "test/replay/logs"})
    if (each.path().extension() == ".jsonl")
      all.push_back(each.path());
  std::sort(all.begin(), all.end());
  return all;
}

inline std::filesystem::path log_of(const std::string& story) {
  return std::filesystem::path{LOCKSTEP_SOURCE_DIR} / "test/replay/logs"
         / (story + ".jsonl");
}

inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace lockstep::recording::kit
