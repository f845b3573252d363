#include "tools/simulation/scratch_folder.hpp"

#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace lockstep::simulated {

namespace {

namespace fs = std::filesystem;

fs::path base() {
  const fs::path memory = "/dev/shm";
  std::error_code ignored;
  return fs::is_directory(memory, ignored) ? memory : fs::temp_directory_path();
}

} // namespace

scratch_folder::scratch_folder() {
  auto name = (base() / "lockstep-simulation-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error{"a folder can not be made: " + name};
  path_ = name;
}

scratch_folder::~scratch_folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

} // namespace lockstep::simulated
