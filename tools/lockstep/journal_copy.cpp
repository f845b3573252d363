#include "tools/lockstep/journal_copy.hpp"

#include "adapters/journal/commit_mark.hpp"
#include "adapters/journal/database.hpp"
#include "adapters/journal/emergency.hpp"

#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

namespace lockstep::commands {

namespace fs = std::filesystem;

bool has_journal(const fs::path& directory) {
  std::error_code error;
  return fs::exists(directory / journal::file_name, error);
}

result<journal_copy> journal_copy::of(const fs::path& directory) {
  const std::string file = journal::file_name;
  std::error_code error;
  auto lock = journal::directory_lock::take(directory);
  if (!lock)
    return tl::unexpected{lock.error()};
  journal_copy made{std::move(*lock)};
  auto name
    = (fs::temp_directory_path(error) / "lockstep-report-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    return fail("a folder for a copy of the journal can not be made: {}", name);
  made.path_ = name;
  // Nobody writes meanwhile, so the files fit to each other.
  for (const auto& each :
       {file, file + "-wal", std::string{journal::commit_mark::file_name},
        std::string{journal::emergency_file::file_name}}) {
    if (fs::exists(directory / each, error))
      fs::copy_file(directory / each, made.path_ / each, error);
    if (error)
      return fail("{} can not be copied to {}: {}", each, name,
                  error.message());
  }
  return made;
}

journal_copy::journal_copy(journal_copy&& other) noexcept
  : lock_{std::move(other.lock_)}, path_{std::exchange(other.path_, {})} {}

journal_copy::~journal_copy() {
  std::error_code ignored;
  if (!path_.empty())
    fs::remove_all(path_, ignored);
}

} // namespace lockstep::commands
