// A journal, its log or its emergency file with bytes changed: the input says
// which file, where, and to what. Opening it gives a journal or a sentence.

#include "adapters/journal/database.hpp"
#include "adapters/journal/journal.hpp"
#include "adapters/journal/wal.hpp"
#include "test/fuzz/fuzz.hpp"
#include "test/support/scratch_folder.hpp"

#include <array>
#include <fstream>
#include <map>

using namespace lockstep;
namespace fs = std::filesystem;

namespace {

constexpr std::array names{"journal.sqlite", "journal.sqlite-wal",
                           "journal.emergency", "journal.mark"};

/// In memory where that is possible.
fs::path fast_place() {
  const fs::path memory{"/dev/shm"};
  return fs::is_directory(memory) ? memory : fs::temp_directory_path();
}

/// What a killed process leaves of a small journal.
std::map<std::string, std::string> make_files() {
  const support::scratch_folder in{fast_place()};
  auto opened = journal::journal::open(
    {in.path(), run_mode::paper, 0, {}, uint64_t{16} << 10});
  fuzz::require(opened.has_value());
  for (int i = 0; i < 8; ++i) {
    journal::note_record note;
    note.from.account = account_id{"f"};
    note.kind = "test";
    note.key = std::to_string(i);
    fuzz::require(opened->append(note).has_value());
    fuzz::require(opened->commit().has_value());
    fuzz::require(opened->emergency()->append({note}).has_value());
  }
  std::map<std::string, std::string> files;
  for (const auto* name : names) {
    std::ifstream from{in.path() / name, std::ios::binary};
    files[name] = {std::istreambuf_iterator<char>{from}, {}};
  }
  return files;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto sound = make_files();
  static const support::scratch_folder in{fast_place()};
  fuzz::feed bytes{data, size};
  auto files = sound;
  while (!bytes.empty()) {
    auto& file = files[names.at(bytes.number(1) % names.size())];
    const auto at = bytes.number(3) % (file.size() + 1);
    const auto length = bytes.number(1);
    if (length == 0)
      file.resize(at);
    else if (const auto text = bytes.text(length); at < file.size())
      file.replace(at, std::min(text.size(), file.size() - at),
                   text.substr(0, file.size() - at));
  }
  for (const auto& entry : fs::directory_iterator{in.path()})
    fs::remove(entry.path());
  for (const auto& [name, content] : files)
    std::ofstream{in.path() / name, std::ios::binary} << content;
  static_cast<void>(journal::look_at_wal(in.path() / "journal.sqlite-wal"));
  const auto opened = journal::journal::open({in.path()});
  fuzz::require(opened.has_value() || !opened.error().text.empty());
  if (opened)
    static_cast<void>(opened->read().notes());
  return 0;
}
