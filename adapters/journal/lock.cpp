#include "adapters/journal/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace lockstep::journal {

namespace {

/// What the holder wrote about itself; empty if it did not yet.
std::string holder_of(int descriptor) {
  std::array<char, 32> text{};
  const auto size = ::pread(descriptor, text.data(), text.size(), 0);
  if (size <= 0)
    return {};
  std::string pid{text.data(), static_cast<size_t>(size)};
  pid.erase(pid.find_last_not_of(" \n") + 1);
  return pid.empty() ? pid : fmt::format(" (process {})", pid);
}

/// For people only; the lock does not depend on it.
void write_holder(int descriptor) {
  const auto pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) == 0)
    static_cast<void>(::pwrite(descriptor, pid.data(), pid.size(), 0));
}

} // namespace

result<directory_lock>
directory_lock::take(const std::filesystem::path& directory) {
  const auto file = directory / "lockstep.lock";
  const int descriptor
    = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return fail("the data directory {} can not be written: {}: {}",
                directory.string(), file.filename().string(),
                std::strerror(errno));
  directory_lock taken{descriptor};
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR)
      continue;
    if (errno == EWOULDBLOCK)
      return fail("the data directory {} is in use by another Lockstep{}: stop "
                  "it first, or set another data_dir",
                  directory.string(), holder_of(descriptor));
    return fail("the data directory {} can not be locked: {}",
                directory.string(), std::strerror(errno));
  }
  write_holder(descriptor);
  return taken;
}

directory_lock::directory_lock(directory_lock&& other) noexcept
  : descriptor_{std::exchange(other.descriptor_, -1)} {}

directory_lock& directory_lock::operator=(directory_lock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

directory_lock::~directory_lock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);
}

} // namespace lockstep::journal
