#include "config/validate.hpp"

#include "copytrade/settings.hpp"

#include <set>

namespace lockstep::config {

namespace {

/// The pure rules name the key first.
std::string key_of(const failure& complaint) {
  return complaint.text.substr(0, complaint.text.find(' '));
}

void pass_on(const std::vector<failure>& from, binder& to) {
  for (const auto& each : from) {
    const auto limit = "limits." + key_of(each);
    to.complain_about(to.has(limit) ? limit : "copy." + key_of(each),
                      each.text);
  }
}

/// Only what the follower's own file says; the rest was told already.
void pass_on_own(const std::vector<failure>& from, binder& to) {
  for (const auto& each : from)
    for (const auto& key : {key_of(each), "limits." + key_of(each)})
      if (to.has(key))
        to.complain_about(key, each.text);
}

} // namespace

void validate_general(const settings& all, binder& from) {
  pass_on(validate(all.rules), from);
  pass_on(validate(all.copy), from);
}

void validate_follower(const follower_settings& follower,
                       const std::string& stem, const settings& all,
                       binder& from) {
  if (follower.name.str() != stem)
    from.complain_about("name",
                        fmt::format("name must be that of the file, {}, in "
                                    "small letters, digits and _",
                                    stem));
  if (follower.mode != all.mode && follower.mode != run_mode::observe)
    from.complain_about(
      "mode", fmt::format("mode must be {} (as the engine's) or "
                          "observe, not {}",
                          to_string(all.mode), to_string(follower.mode)));
  pass_on_own(validate(follower.copy), from);
  pass_on_own(check_tighter(all.copy.limits, follower.copy.limits), from);
}

void validate_together(const settings& all, const std::filesystem::path& file,
                       problems& out) {
  for (const auto& each : all.followers) {
    if (each.name == all.master.name)
      out.push_back({fmt::format("{}: the master and a follower are both "
                                 "called {}",
                                 file.string(), each.name)});
    if (!all.venues.contains(each.venue))
      out.push_back({fmt::format("{}: follower {} is at {}, which this "
                                 "version can not trade at",
                                 file.string(), each.name, each.venue)});
  }
  if (!all.venues.contains(all.master.venue))
    out.push_back({fmt::format("{}: the master is at {}, which this version "
                               "can not trade at",
                               file.string(), all.master.venue)});
}

} // namespace lockstep::config
