#include "actors/recording/log_index.hpp"

#include "actors/recording/decisions.hpp"
#include "actors/recording/log_writer.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::recording {

namespace {

/// What stands between two texts, the first of them at the begin but for
/// digits; nothing if it is not so.
std::optional<std::string_view> after_number(std::string_view line,
                                             std::string_view begin,
                                             std::string_view next) {
  line.remove_prefix(begin.size());
  const auto digits = std::ranges::find_if_not(line, [](char c) {
    return c >= '0' && c <= '9';
  });
  line.remove_prefix(static_cast<size_t>(digits - line.begin()));
  if (!line.starts_with(next))
    return std::nullopt;
  return line.substr(next.size());
}

} // namespace

uint64_t line_at(std::string_view text, size_t place) {
  return 1
         + static_cast<uint64_t>(
           std::ranges::count(text.substr(0, place), '\n'));
}

/// Whose it is stands right behind the number, so that it is found without
/// reading all of it.
result<void> log_index::take_call(std::string_view line, size_t begin,
                                  size_t end) {
  const auto rest = after_number(line, call_begin, R"(,"who":")");
  const auto quote = rest ? rest->find('"') : std::string_view::npos;
  if (quote == std::string_view::npos)
    return fail("a call begins with \"n\" and \"who\"");
  auto& his = calls_[account_id{std::string{rest->substr(0, quote)}}];
  open_ = &his.emplace_back(call_place{begin, end, end, &parts_.back()});
  return {};
}

/// A signal that came out is known from here on.
result<void> log_index::take_decision(std::string_view line, size_t end) {
  if (open_ == nullptr)
    return fail("it tells what came out of a call, but no call is above it");
  open_->end = end;
  if (after_number(line, decision_begin, R"(,"signal":{)"))
    return reader_.read_signal(line, parts_.back());
  return {};
}

result<void> log_index::take(std::string_view text, size_t begin, size_t end) {
  const auto line = text.substr(begin, end - begin);
  ++lines_;
  if (line.starts_with(head_begin)) {
    parts_.emplace_back();
    open_ = nullptr;
    return reader_.read_head(line);
  }
  if (parts_.empty())
    return fail("a log of messages begins with {}\"messages\",...", head_begin);
  if (line.starts_with(call_begin))
    return take_call(line, begin, end);
  if (line.starts_with(decision_begin))
    return take_decision(line, end);
  open_ = nullptr;
  if (line.starts_with(view_begin))
    return reader_.read_view(line, parts_.back());
  if (line.starts_with(signal_begin))
    return reader_.read_signal(line, parts_.back());
  return fail("it is no line of a log of messages");
}

tl::expected<log_index, log_failure> log_index::of(std::string_view text) {
  log_index made;
  if (text.empty())
    return tl::unexpected{log_failure{1, "there is nothing in it"}};
  for (size_t begin = 0; begin < text.size();) {
    const auto found = text.find('\n', begin);
    const auto end = found == text.npos ? text.size() : found + 1;
    if (auto done = made.take(text, begin, end); !done)
      return tl::unexpected{
        log_failure{line_at(text, begin), std::move(done.error().text)}};
    begin = end;
  }
  return made;
}

} // namespace lockstep::recording
