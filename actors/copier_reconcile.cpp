#include "actors/copier.hpp"
#include "actors/payloads.hpp"
#include "copytrade/repair.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

namespace lockstep::actors {

/// Whether nothing of what the master did is on its way to an answer.
bool copier_state::is_idle() const {
  if (!assembler_ || !caught_up_ || gathering_ || !unwritten_.empty()
      || assembler_->waits_since() || !repairs_.empty())
    return false;
  return std::ranges::none_of(ledger_.open(), [this](const auto& id) {
    return ledger_.count(id).silent > 0;
  });
}

uint64_t copier_state::next_repair(const account_id& who,
                                   const asset_id& base) const {
  uint64_t last = 0;
  const auto look_at = [&](const copytrade::signal_id& id) {
    const auto number = copytrade::repair_number(id.order);
    if (id.order == copytrade::repair_name(who, base, number))
      last = std::max(last, number);
  };
  for (const auto& [id, what] : signals_)
    if (what->repair)
      look_at(id);
  for (const auto& id : repairs_)
    look_at(id);
  return last + 1;
}

/// The master's history has nothing to do with it, so it moves no watermark
/// and is unknown to the assembler.
caf::result<copytrade::signal_id>
copier_state::on_repair(const copytrade::repair_order& what) {
  const auto who = what.account;
  if (!assembler_ || stopping_)
    return to_caf(failure{"the master's account is not connected"});
  if (!setup_->followers.contains(who))
    return to_caf(failure{fmt::format("there is no follower {}", who)});
  auto at_marks = marks();
  at_marks.try_emplace(what.base, what.at);
  const auto made = std::make_shared<const copytrade::signal>(
    copytrade::repair_signal(what, {setup_->venue, setup_->master,
                                    next_repair(who, what.base), venue_now(),
                                    std::move(at_marks)}));
  repairs_.insert(made->id);
  auto promise = self_->make_response_promise<copytrade::signal_id>();
  self_
    ->request(setup_->journal, std::chrono::seconds{30}, append_atom_v,
              journal_entry{{signal_record_of(*made)}})
    .then(
      [this, made, promise]() mutable {
        repairs_.erase(made->id);
        signals_[made->id] = made;
        ledger_.expect(*made);
        send_out(made);
        promise.deliver(made->id);
      },
      [this, made, promise](const caf::error& why) mutable {
        repairs_.erase(made->id);
        promise.deliver(why);
        if (why == errc::unwritable)
          return; // it is not asked for again by itself
        // Perhaps it is on the disk: the next incarnation knows.
        spdlog::error("repair-journal: {} is not dispatched: {}",
                      made->id.str(), describe(why));
        self_->quit(why);
      });
  return promise;
}

void copier_state::send_repair(
  const std::shared_ptr<const copytrade::signal>& what) {
  send_to(what->repair->account, {what, market_});
}

} // namespace lockstep::actors
