#include "adapters/journal/commit_mark.hpp"

#include "adapters/journal/bytes.hpp"

namespace lockstep::journal {

namespace {

constexpr uint64_t mark_size = 16; // number and checksum

} // namespace

result<commit_mark> commit_mark::open(const std::filesystem::path& directory) {
  return raw_file::open(directory / file_name).map([](raw_file file) {
    return commit_mark{std::move(file)};
  });
}

std::optional<sequence> commit_mark::read() const {
  const auto bytes = file_.read(0, mark_size);
  if (!bytes || bytes->size() < mark_size
      || checksum_of(bytes->substr(0, 8)) != number_at(*bytes, 8))
    return std::nullopt;
  return static_cast<sequence>(number_at(*bytes, 0));
}

void commit_mark::write(sequence newest) {
  std::string bytes;
  put_number(bytes, static_cast<uint64_t>(newest));
  put_number(bytes, checksum_of(bytes));
  static_cast<void>(file_.write(0, bytes));
}

} // namespace lockstep::journal
