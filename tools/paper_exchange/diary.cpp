#include "tools/paper_exchange/diary.hpp"

#include "tools/paper_exchange/exchange_diary_text.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace lockstep::paper {

namespace {

constexpr std::string_view first_word = "lockstep paper exchange 1";

std::string why() {
  return std::generic_category().message(errno);
}

std::string first_line(std::string_view nature, timestamp now) {
  json_writer out;
  out.begin_array().string(first_word).string(nature);
  diary_text::put(out, now);
  return out.end_array().str();
}

std::vector<std::string> whole_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t at = 0;;) {
    const auto end = text.find('\n', at);
    if (end == text.npos)
      return lines;
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
}

} // namespace

result<std::unique_ptr<diary>>
diary::open(const std::string& path, std::string_view nature, timestamp now) {
  // It holds the secrets of the keys.
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC,
                          S_IRUSR | S_IWUSR);
  if (file < 0)
    return fail("the state file {} can not be opened: {}", path, why());
  std::unique_ptr<diary> made{new diary{path, file}};
  if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    return fail("the state file {} is in use by another process", path);
  if (auto done = made->read(nature, now); !done)
    return tl::unexpected{done.error()};
  return made;
}

diary::~diary() {
  ::close(file_);
}

result<void> diary::read(std::string_view nature, timestamp now) {
  std::ifstream from{path_, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{from}, {}};
  lines_ = whole_lines(text);
  const auto whole = text.rfind('\n') + 1; // 0 if there is none
  if (whole < text.size() && ::ftruncate(file_, static_cast<off_t>(whole)) != 0)
    return fail("the state file {} ends within a line that can not be taken "
                "away: {}",
                path_, why());
  if (lines_.empty()) {
    opened_ = now;
    try {
      write(first_line(nature, now));
    } catch (const std::runtime_error& problem) {
      return fail("{} ({})", problem.what(), path_);
    }
    return {};
  }
  const auto first = json::parse(lines_.front());
  if (!first || first->items().size() != 3
      || first->items()[0].text() != first_word
      || !diary_text::take(first->items()[2], opened_))
    return fail("the file {} is no state of a paper exchange", path_);
  if (first->items()[1].text() != nature)
    return fail("the state file {} was begun with other markets, prices, "
                "speed or seed",
                path_);
  lines_.erase(lines_.begin());
  return {};
}

void diary::write(const std::string& line) {
  const auto bytes = line + '\n';
  const auto before = ::lseek(file_, 0, SEEK_END);
  for (size_t at = 0; at < bytes.size();) {
    const auto size = ::write(file_, bytes.data() + at, bytes.size() - at);
    if (size < 0 && errno != EINTR) {
      const auto reason = why();
      static_cast<void>(::ftruncate(file_, before)); // no half a line
      throw std::runtime_error{"the state file can not be written: " + reason};
    }
    if (size > 0)
      at += static_cast<size_t>(size);
  }
}

} // namespace lockstep::paper
