#include "actors/recording/replay.hpp"

#include "actors/recording/decisions.hpp"
#include "actors/recording/replayed_actor.hpp"
#include "actors/runtime/parallel.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::recording {

namespace {

using places = std::vector<call_place>;

/// What one thread found.
struct findings {
  replay_report told;
  std::optional<log_failure> failed;
};

/// The line of a text that begins there, without its end.
std::string_view line_of(std::string_view text, size_t begin) {
  const auto rest = text.substr(std::min(begin, text.size()));
  return rest.substr(0, rest.find('\n'));
}

/// Decides the calls of some actors once more.
class shard {
public:
  shard(std::string_view text, bool keep, findings& into)
    : text_{text}, keep_{keep}, into_{into} {}

  void play(const account_id& who, const places& calls) {
    replayed_actor actor;
    actors::recorded_call call;
    call.who = who;
    for (const auto& each : calls)
      if (!play(actor, call, each))
        return;
  }

private:
  /// False: this actor ends here.
  bool play(replayed_actor& actor, actors::recorded_call& call,
            const call_place& at) {
    const auto line = text_.substr(at.begin, at.out - at.begin);
    if (std::exchange(part_, at.part) != at.part)
      actor.memory() = {}; // a part says all of it once more
    if (auto read = reader_.read_call(line, *at.part, actor.memory(), call);
        !read)
      return give_up(at, std::move(read.error().text));
    if (!actor.knows_all_before(call)) {
      ++(begun_before(call) ? into_.told.after_gap : into_.told.before_begin);
      return true;
    }
    if (auto done = actor.play(call); !done)
      return give_up(at, std::move(done.error().text));
    begun_ = call.who;
    lines_.clear();
    put_decisions(lines_, call.number, actor.records(), actor.out(),
                  call.market);
    count(actor);
    if (keep_)
      into_.told.decided[call.who] += lines_;
    const auto recorded = text_.substr(at.out, at.end - at.out);
    return recorded == lines_ || differ(call.who, at, recorded);
  }

  [[nodiscard]] bool begun_before(const actors::recorded_call& call) const {
    return begun_ == call.who;
  }

  void count(const replayed_actor& actor) {
    auto& told = into_.told;
    ++told.messages;
    for (size_t at = 0; (at = lines_.find('\n', at)) != lines_.npos; ++at)
      ++told.decisions;
    told.decisions -= actor.out().orders.size();
    told.requests += actor.out().orders.size();
  }

  bool differ(const account_id& who, const call_place& at,
              std::string_view recorded) {
    size_t same = 0;
    while (same < recorded.size() && same < lines_.size()
           && line_of(recorded, same) == line_of(lines_, same))
      same = recorded.find('\n', same) + 1;
    auto& first = into_.told.first;
    const auto line = line_at(text_, at.out + same);
    if (!first || line < first->line)
      first = {line, who, std::string{line_of(recorded, same)},
               std::string{line_of(lines_, same)}};
    return keep_;
  }

  bool give_up(const call_place& at, std::string words) {
    const auto line = line_at(text_, at.begin);
    if (!into_.failed || line < into_.failed->line)
      into_.failed = {line, std::move(words)};
    return false;
  }

  std::string_view text_;
  bool keep_;
  findings& into_;
  log_reader reader_;
  account_id begun_; ///< the last one who has begun
  const part_table* part_ = nullptr;
  std::string lines_;
};

/// Gives each actor to the thread that has least to do so far.
std::vector<std::vector<account_id>> shares_of(const log_index& log,
                                               size_t threads) {
  std::vector<std::pair<size_t, account_id>> actors;
  for (const auto& [who, calls] : log.calls())
    actors.emplace_back(calls.size(), who);
  std::ranges::sort(actors, std::greater{});
  std::vector<std::vector<account_id>> shares(std::max<size_t>(threads, 1));
  std::vector<size_t> loads(shares.size());
  for (const auto& [load, who] : actors) {
    const auto least = std::ranges::min_element(loads) - loads.begin();
    shares.at(static_cast<size_t>(least)).push_back(who);
    loads.at(static_cast<size_t>(least)) += load;
  }
  return shares;
}

void add(replay_report& to, replay_report&& from) {
  to.messages += from.messages;
  to.decisions += from.decisions;
  to.requests += from.requests;
  to.before_begin += from.before_begin;
  to.after_gap += from.after_gap;
  if (from.first && (!to.first || from.first->line < to.first->line))
    to.first = std::move(from.first);
  to.decided.merge(from.decided);
}

} // namespace

tl::expected<replay_report, log_failure> replay(std::string_view text,
                                                const replay_options& how) {
  const auto log = log_index::of(text);
  if (!log)
    return tl::unexpected{log.error()};
  const auto shares = shares_of(*log, how.threads);
  std::vector<findings> found(shares.size());
  actors::in_parallel(shares.size(), [&](size_t i) {
    shard part{text, how.keep, found.at(i)};
    for (const auto& who : shares.at(i))
      part.play(who, log->calls().at(who));
  });
  replay_report told;
  std::optional<log_failure> failed;
  for (auto& each : found) {
    add(told, std::move(each.told));
    if (each.failed && (!failed || each.failed->line < failed->line))
      failed = std::move(each.failed);
  }
  if (failed && !(told.first && told.first->line < failed->line))
    return tl::unexpected{*std::move(failed)};
  return told;
}

} // namespace lockstep::recording
