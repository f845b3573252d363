#include "copytrade/signals.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::copytrade {

std::vector<order_id> signal_assembler::disagreeing() const {
  std::vector<order_id> all;
  for (const auto& [id, since] : disagreeing_)
    all.push_back(id);
  return all;
}

bool signal_assembler::frozen(timestamp now) const {
  return std::ranges::any_of(disagreeing_, [&](const auto& entry) {
    return now - entry.second >= disagreement_grace;
  });
}

std::vector<order_id> signal_assembler::needs_equity() const {
  std::vector<order_id> all;
  for (const auto& id : waiting_) {
    const auto& order = orders_.at(id);
    if (order.side == side::buy && !order.equity_settled)
      all.push_back(id);
  }
  return all;
}

void signal_assembler::set_equity(const order_id& id,
                                  std::optional<notional> equity) {
  const auto at = orders_.find(id);
  if (at == orders_.end() || at->second.equity)
    return;
  at->second.equity = equity;
  at->second.equity_settled = true;
}

std::map<asset_id, quantity>
signal_assembler::positions_before(const order_id& id,
                                   const std::set<execution_id>& since) const {
  std::map<asset_id, quantity> all;
  const auto at = orders_.find(id);
  if (at == orders_.end() || at->second.fills.empty())
    return all;
  // What happens in one moment has no order that the times tell, and cash is
  // rolled back to before the moment too.
  const timeline::place first{at->second.fills.begin()->first.first, {}};
  for (const auto& [asset, position] : positions_)
    if (const auto held = position.known.before(first, since);
        held.is_positive())
      all.emplace(asset, held);
  return all;
}

std::vector<execution>
signal_assembler::executions_of(const order_id& id) const {
  std::vector<execution> all;
  const auto at = orders_.find(id);
  if (at != orders_.end())
    for (const auto& [place, fill] : at->second.fills)
      all.push_back(fill);
  return all;
}

quantity signal_assembler::position(const asset_id& base) const {
  const auto at = positions_.find(base);
  return at == positions_.end() ? quantity{} : at->second.dispatched.position();
}

quantity signal_assembler::known_position(const asset_id& base) const {
  const auto at = positions_.find(base);
  return at == positions_.end() ? quantity{} : at->second.known.position();
}

quantity signal_assembler::executed(const order_id& id) const {
  const auto at = orders_.find(id);
  return at == orders_.end() ? quantity{} : at->second.executed;
}

bool signal_assembler::finished(const order_id& id) const {
  const auto at = orders_.find(id);
  if (at == orders_.end())
    return false;
  const auto& order = at->second;
  return order.last_report && is_closed(order.last_report->state)
         && !disagreeing_.contains(id) && order.waiting.empty()
         && !order.in_flight;
}

std::optional<timestamp> signal_assembler::waits_since() const {
  std::optional<timestamp> earliest;
  for (const auto& id : waiting_) {
    const auto& order = orders_.at(id);
    for (const auto& [place, fill] : order.fills)
      if (order.waiting.contains(fill.id))
        earliest = std::min(earliest.value_or(fill.time), fill.time);
  }
  return earliest;
}

bool signal_assembler::idle() const {
  return waiting_.empty();
}

} // namespace lockstep::copytrade
