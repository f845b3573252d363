#include "config/examples.hpp"
#include "tools/lockstep/command.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <memory>
#include <ostream>
#include <string_view>

namespace lockstep::commands {

namespace {

namespace fs = std::filesystem;

struct new_file {
  fs::path path;
  std::string_view text;
};

bool write(const new_file& file) {
  std::error_code error;
  fs::create_directories(file.path.parent_path(), error);
  std::ofstream out{file.path, std::ios::binary};
  out << file.text;
  out.close();
  return !error && out.good();
}

exit_code init(const session& with, const fs::path& folder) {
  const std::array files{
    new_file{folder / "lockstep.toml", config::example_settings()},
    new_file{folder / "followers.d" / "half.toml", config::example_follower()}};
  for (const auto& each : files)
    if (fs::exists(each.path))
      return refuse(with, fmt::format("{} exists already and is left as it is; "
                                      "nothing was written",
                                      each.path.string()));
  for (const auto& each : files) {
    if (!write(each))
      return refuse(with,
                    fmt::format("{} can not be written", each.path.string()));
    with.out << "wrote " << each.path.string() << '\n';
  }
  with.out << fmt::format("Next: edit them, then '{} --config {} config "
                          "check'.\n",
                          with.program, files.front().path.string());
  return fine;
}

} // namespace

void add_init(CLI::App& program, session& with) {
  auto* command = program.add_subcommand(
    "init", "Write a commented configuration to begin with");
  auto folder = std::make_shared<fs::path>(".");
  command->add_option("FOLDER", *folder, "Where to; it may not exist yet")
    ->capture_default_str();
  command->callback([&with, folder] {
    with.action = [&with, folder] { return init(with, *folder); };
  });
}

} // namespace lockstep::commands
