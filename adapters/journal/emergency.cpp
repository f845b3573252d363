#include "adapters/journal/emergency.hpp"

#include "adapters/journal/bytes.hpp"
#include "adapters/journal/packed.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace lockstep::journal {

namespace {

constexpr uint64_t magic = 0x3152454d454b4c4c; // "LLKEMER1"
constexpr uint64_t head_room = 4'096;
/// The second copy of the head is in a sector of its own.
constexpr uint64_t head_copy = 512;
constexpr uint64_t head_size = 40;  // magic, generation, half, size, checksum
constexpr uint64_t frame_head = 16; // length and checksum

/// What a later record of the same name replaces; empty if nothing may.
std::tuple<size_t, std::string, std::string> name_of(const any_record& x) {
  if (const auto* state = std::get_if<state_record>(&x))
    return {x.index(), std::string{to_string(state->slot)}, state->key};
  if (const auto* row = std::get_if<row_record>(&x))
    return {x.index(), row->signal, row->from.account.str()};
  return {};
}

/// Without what was replaced later.
std::vector<any_record> newest_of(const std::vector<any_record>& all) {
  std::set<std::tuple<size_t, std::string, std::string>> seen;
  std::vector<any_record> kept;
  for (auto at = all.rbegin(); at != all.rend(); ++at) {
    const auto name = name_of(*at);
    if (std::get<0>(name) == 0 || seen.insert(name).second)
      kept.push_back(*at);
  }
  std::ranges::reverse(kept);
  return kept;
}

/// Bound to its place and generation, so that what an earlier use left behind
/// is never taken for a part of this one.
uint64_t frame_sum(std::string_view content, uint64_t generation, uint64_t at) {
  std::string bound;
  put_number(bound, generation);
  put_number(bound, at);
  put_number(bound, checksum_of(content));
  return checksum_of(bound);
}

} // namespace

uint64_t emergency_file::begin_of(uint64_t half) const {
  return head_room + half * half_size_;
}

std::string emergency_file::frame_of(const std::vector<any_record>& group,
                                     const head& under, uint64_t at) const {
  const auto content = pack_all(group);
  std::string frame;
  put_number(frame, content.size());
  put_number(frame, frame_sum(content, under.generation, at));
  return frame + content;
}

result<emergency_file>
emergency_file::open(const std::filesystem::path& directory, uint64_t size) {
  auto file = raw_file::open(directory / file_name);
  if (!file)
    return tl::unexpected{file.error()};
  emergency_file opened{std::move(*file)};
  const auto there = opened.file_.size();
  if (!there)
    return tl::unexpected{there.error()};
  const auto first = opened.file_.read(0, head_copy + head_size);
  if (!first)
    return tl::unexpected{first.error()};
  // Without a head it was never finished, so it never held anything.
  const bool blank = first->find_first_not_of('\0') == first->npos;
  auto done = blank ? opened.make(size) : opened.load();
  if (!done && blank)
    std::filesystem::remove(directory / file_name); // without room: no file
  if (!done)
    return tl::unexpected{done.error()};
  return opened;
}

result<void> emergency_file::make(uint64_t size) {
  if (auto done = file_.reserve(size); !done)
    return done;
  half_size_ = (size - head_room) / 2;
  return write_head({1, 0});
}

result<void> emergency_file::write_head(head next) {
  std::string bytes;
  put_number(bytes, magic);
  put_number(bytes, next.generation);
  put_number(bytes, next.half);
  put_number(bytes, half_size_);
  put_number(bytes, checksum_of(bytes));
  auto done = file_.write(next.generation % 2 * head_copy, bytes);
  if (done)
    done = file_.sync();
  if (done)
    head_ = next;
  return done;
}

result<void> emergency_file::load() {
  bool found = false;
  for (const auto place : {uint64_t{0}, head_copy}) {
    const auto bytes = file_.read(place, head_size);
    if (!bytes)
      return tl::unexpected{bytes.error()};
    if (bytes->size() < head_size || number_at(*bytes, 0) != magic
        || checksum_of(bytes->substr(0, 32)) != number_at(*bytes, 32))
      continue;
    const auto generation = number_at(*bytes, 8);
    if (found && generation < head_.generation)
      continue;
    found = true;
    head_ = {generation, number_at(*bytes, 16) % 2};
    half_size_ = number_at(*bytes, 24);
  }
  const auto size = file_.size();
  if (!size)
    return tl::unexpected{size.error()};
  if (!found || half_size_ > (*size - std::min(*size, head_room)) / 2)
    return fail("{} is damaged, and orders may stand in it that the journal "
                "does not know: move it away, and let reconcile look at the "
                "accounts",
                file_name);
  return load_frames();
}

result<void> emergency_file::load_frames() {
  const auto begin = begin_of(head_.half);
  const auto bytes = file_.read(begin, half_size_);
  if (!bytes)
    return tl::unexpected{bytes.error()};
  const std::string_view all{*bytes};
  while (used_ + frame_head <= all.size()) {
    const auto length = number_at(all, used_);
    if (length == 0 || length > all.size() - used_ - frame_head)
      break;
    const auto content = all.substr(used_ + frame_head, length);
    if (frame_sum(content, head_.generation, used_)
        != number_at(all, used_ + 8))
      break; // the end, or a group that nobody was told about
    auto group = unpack_all(content);
    if (!group)
      return fail("{} holds what can not be read: {}", file_name,
                  group.error().text);
    std::ranges::move(*group, std::back_inserter(records_));
    used_ += frame_head + length;
  }
  return {};
}

result<void> emergency_file::append(const std::vector<any_record>& group) {
  if (auto done = finish_clearing(); !done)
    return done;
  auto frame = frame_of(group, head_, used_);
  if (used_ + frame.size() > half_size_) {
    if (auto done = compact(); !done)
      return done;
    frame = frame_of(group, head_, used_);
    if (used_ + frame.size() > half_size_)
      return fail("{} is full", file_name);
  }
  auto done = file_.write(begin_of(head_.half) + used_, frame);
  if (done)
    done = file_.sync();
  if (!done)
    return done;
  used_ += frame.size();
  records_.insert(records_.end(), group.begin(), group.end());
  return {};
}

/// Writes the newest into the other half, and only then changes halves.
result<void> emergency_file::compact() {
  auto kept = newest_of(records_);
  const head next{head_.generation + 1, 1 - head_.half};
  const auto frame = frame_of(kept, next, 0);
  if (kept.size() == records_.size() || frame.size() > half_size_)
    return {};
  auto done = file_.write(begin_of(next.half), frame);
  if (done)
    done = file_.sync();
  if (done)
    done = write_head(next);
  if (!done)
    return done;
  records_ = std::move(kept);
  used_ = frame.size();
  return {};
}

/// What is in the journal must not come back, whatever the disk says: as long
/// as the head can not be written, nothing is taken.
result<void> emergency_file::clear() {
  records_.clear();
  used_ = 0;
  cleared_ = true;
  return finish_clearing();
}

result<void> emergency_file::finish_clearing() {
  if (!cleared_)
    return {};
  auto done = write_head({head_.generation + 1, head_.half});
  if (done)
    cleared_ = false;
  return done;
}

} // namespace lockstep::journal
