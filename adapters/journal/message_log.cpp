#include "adapters/journal/message_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <ostream>
#include <utility>

namespace lockstep::journal {

namespace {

namespace fs = std::filesystem;

/// A part may have one of so many shares of the size that all may have.
constexpr uint64_t shares = 8;
/// No message is shorter than so many bytes, so that the numbers of a run do
/// not reach those of the next one.
constexpr uint64_t line_min = 64;
constexpr uint64_t part_max = message_log::numbers_of_part * line_min;
constexpr std::string_view file_end = ".jsonl";

std::string name_of(uint64_t part) {
  return fmt::format("{:08}{}", part, file_end);
}

std::optional<uint64_t> part_of(const fs::path& file) {
  const auto name = file.filename().string();
  uint64_t part = 0;
  const auto* const end = name.data() + name.size();
  const auto [at, error] = std::from_chars(name.data(), end, part);
  if (error != std::errc{} || std::string_view{at, end} != file_end)
    return std::nullopt;
  return part;
}

failure why_not(const fs::path& file, const char* what) {
  return {fmt::format("the message log {} can not be {}: {}", file.string(),
                      what, std::strerror(errno))};
}

/// Copies a file up to the end of its last line.
result<uint64_t> copy_lines(const fs::path& file, std::ostream& out) {
  std::ifstream in{file, std::ios::binary};
  if (!in)
    return tl::unexpected{why_not(file, "read")};
  uint64_t lines = 0;
  for (std::string line; std::getline(in, line) && !in.eof(); ++lines)
    out << line << '\n';
  return lines;
}

} // namespace

result<message_log> message_log::open(const fs::path& directory,
                                      uint64_t size_max, std::string head) {
  message_log made;
  made.folder_ = directory / folder_name;
  made.size_max_ = std::max(size_max, size_min);
  made.head_ = std::move(head);
  std::error_code error;
  if (fs::create_directories(made.folder_, error))
    fs::permissions(made.folder_, fs::perms::owner_all, error);
  const auto before = message_parts(directory);
  if (!before)
    return tl::unexpected{before.error()};
  made.part_ = before->empty() ? 0 : *part_of(before->back()) + 1;
  made.numbers_before_ = static_cast<int64_t>(made.part_) * numbers_of_part;
  if (auto begun = made.begin_part(); !begun)
    return tl::unexpected{begun.error()};
  return made;
}

message_log::message_log(message_log&& other) noexcept
  : folder_{std::move(other.folder_)},
    size_max_{other.size_max_},
    head_{std::move(other.head_)},
    part_{other.part_},
    numbers_before_{other.numbers_before_},
    file_{std::exchange(other.file_, -1)},
    size_{other.size_} {}

message_log& message_log::operator=(message_log&& other) noexcept {
  if (this == &other)
    return *this;
  close();
  folder_ = std::move(other.folder_);
  size_max_ = other.size_max_;
  head_ = std::move(other.head_);
  part_ = other.part_;
  numbers_before_ = other.numbers_before_;
  file_ = std::exchange(other.file_, -1);
  size_ = other.size_;
  return *this;
}

message_log::~message_log() {
  close();
}

void message_log::close() {
  if (file_ >= 0)
    ::close(std::exchange(file_, -1));
}

result<void> message_log::begin_part() {
  const auto file = folder_ / name_of(part_);
  file_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0)
    return tl::unexpected{why_not(file, "made")};
  size_ = 0;
  drop_oldest();
  auto done = append(head_);
  std::error_code ignored;
  if (!done)
    fs::remove(file, ignored); // or a full disk would be full of empty files
  return done;
}

void message_log::drop_oldest() {
  const auto all = message_parts(folder_.parent_path());
  if (!all)
    return;
  std::error_code ignored;        // it is tried again with the next part
  auto size = size_max_ / shares; // what this part may get
  for (auto at = all->rbegin(); at != all->rend(); ++at) {
    size += fs::file_size(*at, ignored);
    if (size > size_max_)
      fs::remove(*at, ignored);
  }
}

result<bool> message_log::turn_if_due() {
  if (file_ >= 0 && size_ < std::min(size_max_ / shares, part_max))
    return false;
  close();
  ++part_;
  if (auto begun = begin_part(); !begun) {
    --part_;
    return tl::unexpected{begun.error()};
  }
  return true;
}

result<void> message_log::append(std::string_view lines) {
  while (!lines.empty()) {
    const auto count = ::write(file_, lines.data(), lines.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0) {
      auto why = why_not(folder_ / name_of(part_), "written");
      close();
      return tl::unexpected{std::move(why)};
    }
    size_ += static_cast<uint64_t>(count);
    lines.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

result<std::vector<fs::path>> message_parts(const fs::path& directory) {
  std::vector<fs::path> all;
  const auto folder = directory / message_log::folder_name;
  std::error_code error;
  if (!fs::exists(folder, error))
    return all;
  for (const auto& each : fs::directory_iterator{folder, error})
    if (part_of(each.path()))
      all.push_back(each.path());
  if (error)
    return fail("the folder {} can not be read: {}", folder.string(),
                error.message());
  std::ranges::sort(all);
  return all;
}

result<uint64_t> export_messages(const fs::path& directory, std::ostream& out) {
  const auto all = message_parts(directory);
  if (!all)
    return tl::unexpected{all.error()};
  uint64_t lines = 0;
  for (const auto& each : *all) {
    auto copied = copy_lines(each, out);
    if (!copied)
      return copied;
    lines += *copied;
  }
  return lines;
}

} // namespace lockstep::journal
