#include "adapters/journal/wal.hpp"

#include <fstream>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::journal {

namespace {

constexpr size_t head_size = 32;
constexpr size_t frame_head_size = 24;
constexpr uint32_t magic = 0x377f0682; // its last bit: checksums big-endian

uint32_t big_endian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

uint32_t little_endian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 4; i > 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

/// SQLite's running checksum, over pairs of words.
struct running_sum {
  bool big = false;
  uint32_t first = 0;
  uint32_t second = 0;

  void add(std::string_view bytes) {
    const auto word = big ? big_endian : little_endian;
    for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += word(bytes, at) + second;
      second += word(bytes, at + 4) + first;
    }
  }
  [[nodiscard]] bool stands_at(std::string_view bytes, size_t at) const {
    return first == big_endian(bytes, at)
           && second == big_endian(bytes, at + 4);
  }
};

/// Goes through the frames of one log.
class wal_scan {
public:
  explicit wal_scan(std::string head) : head_{std::move(head)} {
    sum_.big = (big_endian(head_, 0) & 1) != 0;
    sum_.add(std::string_view{head_}.substr(0, 24));
    seen_.headless = (big_endian(head_, 0) & ~1u) != magic
                     || !sum_.stands_at(head_, 24) || page_size() > 65'536;
  }

  [[nodiscard]] size_t page_size() const { return big_endian(head_, 8); }

  void add(std::string_view frame) {
    // Frames with other salts are left from before the log began again.
    if (frame.substr(8, 8) != std::string_view{head_}.substr(16, 8))
      return;
    const bool commits = big_endian(frame, 4) != 0;
    ++since_commit_;
    if (valid_ && whole(frame)) {
      if (commits) {
        seen_.frames += since_commit_;
        ++seen_.groups;
        since_commit_ = 0;
      }
      return;
    }
    valid_ = false;
    seen_.lost_a_commit = seen_.lost_a_commit || commit_dropped_;
    commit_dropped_ = commit_dropped_ || commits;
  }

  [[nodiscard]] wal_view result() const {
    auto all = seen_;
    all.dropped = since_commit_;
    return all;
  }

private:
  bool whole(std::string_view frame) {
    if (frame.size() < frame_head_size + page_size())
      return false;
    sum_.add(frame.substr(0, 8));
    sum_.add(frame.substr(frame_head_size));
    return sum_.stands_at(frame, 16);
  }

  std::string head_;
  running_sum sum_;
  wal_view seen_;
  uint64_t since_commit_ = 0;
  bool valid_ = true;
  bool commit_dropped_ = false;
};

} // namespace

result<wal_view> look_at_wal(const std::filesystem::path& file) {
  std::error_code missing;
  if (std::filesystem::file_size(file, missing) == 0 || missing)
    return wal_view{};
  std::ifstream in{file, std::ios::binary};
  std::string head(head_size, '\0');
  if (!in)
    return fail("{} can not be read", file.string());
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (in.gcount() < static_cast<std::streamsize>(head.size()))
    return wal_view{}; // it was being made
  wal_scan scan{head};
  if (auto seen = scan.result(); seen.headless) {
    seen.headless = in.peek() != std::ifstream::traits_type::eof();
    return seen;
  }
  std::string frame(frame_head_size + scan.page_size(), '\0');
  while (in) {
    in.read(frame.data(), static_cast<std::streamsize>(frame.size()));
    const auto size = static_cast<size_t>(in.gcount());
    if (size >= frame_head_size)
      scan.add(std::string_view{frame}.substr(0, size));
  }
  return scan.result();
}

} // namespace lockstep::journal
