#include "adapters/secrets/environment.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

namespace lockstep::secrets {

namespace {

constexpr size_t size_max = 65'536;
constexpr mode_t rights_of_others = S_IRWXG | S_IRWXO;

/// Closes a descriptor when it goes.
class open_file {
public:
  explicit open_file(const std::filesystem::path& file)
    : descriptor_{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {}
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;
  ~open_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }

private:
  int descriptor_;
};

/// Judged by the open file, so that it can not be exchanged in between.
result<void> check_rights(int descriptor, const std::string& name) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0)
    return fail("the file {} can not be read: {}", name, std::strerror(errno));
  if (!S_ISREG(found.st_mode))
    return fail("{} is no regular file", name);
  if (found.st_uid != ::geteuid() && found.st_uid != 0)
    return fail("the file {} belongs to another user", name);
  if ((found.st_mode & rights_of_others) != 0)
    return fail("others than its owner have rights to the file {} (mode "
                "{:03o}): chmod 600 it, and change the key if others may have "
                "read it",
                name, found.st_mode & 0777U);
  return {};
}

} // namespace

environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>{value} : std::nullopt;
  };
}

std::vector<std::string> process_variables() {
  std::vector<std::string> names;
  for (char** each = ::environ; each && *each; ++each) {
    const std::string_view entry{*each};
    names.emplace_back(entry.substr(0, entry.find('=')));
  }
  return names;
}

environment environment_of(std::map<std::string, std::string> variables) {
  return [all = std::move(variables)](
           const std::string& name) -> std::optional<std::string> {
    const auto at = all.find(name);
    return at == all.end() ? std::nullopt : std::optional{at->second};
  };
}

result<std::string> read_private_file(const std::filesystem::path& file) {
  const auto name = file.string();
  const open_file in{file};
  if (in.descriptor() < 0)
    return fail("the file {} can not be read: {}", name, std::strerror(errno));
  if (auto fine = check_rights(in.descriptor(), name); !fine)
    return tl::unexpected{fine.error()};
  std::string text(size_max + 1, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const auto more = ::read(in.descriptor(), text.data() + size,
                             text.size() - size);
    if (more < 0)
      return fail("the file {} can not be read: {}", name,
                  std::strerror(errno));
    if (more == 0)
      break;
    size += static_cast<size_t>(more);
  }
  if (size > size_max)
    return fail("the file {} is larger than {} bytes: that is no secret", name,
                size_max);
  std::string content{text.data(), size};
  wipe(text);
  return content;
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

} // namespace lockstep::secrets
