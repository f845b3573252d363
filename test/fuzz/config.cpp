// The configuration: the file's text, and after a line `--- environment` one
// variable per line.

#include "config/credentials.hpp"
#include "config/load.hpp"
#include "test/fuzz/fuzz.hpp"

#include <unistd.h>

#include <fstream>
#include <map>

using namespace lockstep;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view divider = "--- environment\n";

std::map<std::string, std::string> variables_of(std::string_view text) {
  std::map<std::string, std::string> all;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const auto equals = line.find('='); equals != line.npos)
      all[std::string{line.substr(0, equals)}] = line.substr(equals + 1);
  }
  return all;
}

fs::path file_of_this_process() {
  const fs::path memory{"/dev/shm"};
  return (fs::is_directory(memory) ? memory : fs::temp_directory_path())
         / ("lockstep-fuzz-" + std::to_string(::getpid()) + ".toml");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto file = file_of_this_process();
  const auto all = fuzz::text_of(data, size);
  const auto end = std::min(all.find(divider), all.size());
  std::ofstream{file, std::ios::binary} << all.substr(0, end);
  const auto set
    = variables_of(all.substr(std::min(all.size(), end + divider.size())));
  std::vector<std::string> names;
  for (const auto& [name, value] : set)
    names.push_back(name);
  const auto loaded = config::load(file, secrets::environment_of(set), names);
  fs::remove(file);
  if (!loaded)
    fuzz::require(!loaded.error().empty());
  return 0;
}
