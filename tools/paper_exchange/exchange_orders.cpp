#include "tools/paper_exchange/exchange_check.hpp"
#include "tools/paper_exchange/exchange_diary.hpp"
#include "tools/paper_exchange/exchange_gate.hpp"
#include "tools/paper_exchange/matching.hpp"

#include <algorithm>

namespace lockstep::paper {

namespace {

/// Lets a checked draft into the engine; answers it as it stands then.
result<order> send(core& state, order draft) {
  auto& desk = state.desk_of(draft);
  auto placed = place(state, std::move(draft));
  if (!placed)
    return tl::unexpected{placed.error()};
  react(state, desk);
  return **placed;
}

} // namespace

result<order> exchange::add_order(const account_id& owner,
                                  const order_input& input, timestamp now,
                                  duration deadline_min) {
  note(*core_, "add_order", owner, input, now, deadline_min);
  auto& state = *core_;
  run_until(state, now);
  // The fixed part is charged even where a later check refuses.
  const auto* pair = state.reference.pair(input.pair);
  const bool charged = input.validate || !pair || !state.accounts.find(owner)
                       || charge(state, owner, pair->symbol, 1);
  auto draft = check_order(state, owner, input, deadline_min);
  if (!draft)
    return draft;
  if (auto may = check_door(state, *draft, charged); !may)
    return tl::unexpected{may.error()};
  if (input.validate)
    return draft;
  return send(state, std::move(*draft));
}

result<std::vector<result<order>>>
exchange::add_orders(const account_id& owner,
                     std::span<const order_input> inputs, timestamp now,
                     duration deadline_min) {
  note(*core_, "add_orders", owner, inputs, now, deadline_min);
  auto& state = *core_;
  run_until(state, now);
  if (inputs.size() < 2 || inputs.size() > 15)
    return fail("EGeneral:Invalid arguments:orders");
  std::vector<order> drafts;
  for (const auto& input : inputs) {
    auto draft = check_order(state, owner, input, deadline_min);
    if (!draft)
      return tl::unexpected{draft.error()};
    if (!drafts.empty() && drafts.front().symbol != draft->symbol)
      return fail("EGeneral:Invalid arguments:pair");
    drafts.push_back(std::move(*draft));
  }
  std::vector<result<order>> answers;
  const bool validate = inputs.front().validate;
  const auto half = divide(decimal{static_cast<int64_t>(inputs.size())},
                           decimal{2}, rounding::up);
  const bool charged = validate
                       || charge(state, owner, drafts.front().symbol, half);
  for (auto& draft : drafts) {
    if (auto may = check_door(state, draft, charged); !may)
      answers.emplace_back(tl::unexpected{may.error()});
    else if (validate)
      answers.emplace_back(std::move(draft));
    else
      answers.push_back(send(state, std::move(draft)));
  }
  return answers;
}

} // namespace lockstep::paper
