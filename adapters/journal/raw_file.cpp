#include "adapters/journal/raw_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace lockstep::journal {

raw_file::raw_file(std::filesystem::path file, int descriptor)
  : file_{std::move(file)}, descriptor_{descriptor} {}

raw_file::raw_file(raw_file&& other) noexcept
  : file_{std::move(other.file_)},
    descriptor_{std::exchange(other.descriptor_, -1)} {}

raw_file& raw_file::operator=(raw_file&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

raw_file::~raw_file() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

tl::unexpected<failure> raw_file::trouble(std::string_view what,
                                          int error) const {
  return fail("{} can not be {}: {}", file_.string(), what,
              std::strerror(error));
}

result<raw_file> raw_file::open(const std::filesystem::path& file) {
  const int descriptor
    = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  raw_file opened{file, descriptor};
  if (descriptor < 0)
    return opened.trouble("opened", errno);
  return opened;
}

result<uint64_t> raw_file::size() const {
  struct stat about {};
  if (::fstat(descriptor_, &about) != 0)
    return trouble("read", errno);
  return static_cast<uint64_t>(about.st_size);
}

result<void> raw_file::reserve(uint64_t bytes) {
  const int error = ::posix_fallocate(descriptor_, 0,
                                      static_cast<off_t>(bytes));
  if (error != 0)
    return trouble("given its room", error);
  return {};
}

result<std::string> raw_file::read(uint64_t at, uint64_t bytes) const {
  std::string found(bytes, '\0');
  size_t have = 0;
  while (have < found.size()) {
    const auto size = ::pread(descriptor_, found.data() + have,
                              found.size() - have,
                              static_cast<off_t>(at + have));
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      return trouble("read", errno);
    if (size == 0)
      break;
    have += static_cast<size_t>(size);
  }
  found.resize(have);
  return found;
}

result<void> raw_file::write(uint64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = ::pwrite(descriptor_, bytes.data(), bytes.size(),
                               static_cast<off_t>(at));
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      return trouble("written", errno);
    at += static_cast<uint64_t>(size);
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return {};
}

result<void> raw_file::sync() {
  if (::fdatasync(descriptor_) != 0)
    return trouble("brought to the disk", errno);
  return {};
}

} // namespace lockstep::journal
