#include "tools/paper_exchange/exchange_check.hpp"
#include "tools/paper_exchange/exchange_diary.hpp"
#include "tools/paper_exchange/exchange_gate.hpp"
#include "tools/paper_exchange/matching.hpp"

namespace lockstep::paper {

namespace {

result<order*> named_order(core& state, const account_id& owner,
                           const std::string& txid_or_userref) {
  if (!state.accounts.find(owner))
    return fail("EGeneral:Permission denied");
  const auto userref = parse_userref(txid_or_userref);
  if (!userref)
    return find_open(state, owner, txid_or_userref);
  for (auto* o : state.desk_of(owner).open)
    if (o->userref == userref)
      return o;
  return fail("EOrder:Unknown order");
}

std::string text_of(const std::optional<price_term>& term,
                    const pair_info& pair) {
  return term ? to_string(*term, pair.price_decimals) : std::string{};
}

const std::string& either(const std::string& given, const std::string& old) {
  return given.empty() ? old : given;
}

/// The order that replaces another: what is not given stays, but for the
/// userref and the post flag, which have to be given again.
order_input replacement(const core& state, const order& old,
                        const edit_input& input) {
  const auto& pair = state.pair_of(old);
  order_input next;
  next.pair = pair.key;
  next.type = old.side == side::buy ? "buy" : "sell";
  next.ordertype = to_string(old.kind);
  next.volume = either(input.volume, old.remaining().str());
  next.price = either(input.price, text_of(old.price_given, pair));
  next.price2 = either(input.price2, text_of(old.price2_given, pair));
  if (old.kind == order_kind::iceberg)
    next.displayvol = either(input.displayvol, old.display.str());
  next.oflags = old.fees_in == fee_preference::base ? "fcib" : "fciq";
  if (!input.oflags.empty())
    next.oflags += "," + input.oflags;
  if (old.life == lifetime::gtd && old.expires) {
    next.timeinforce = "GTD";
    next.expiretm = to_unix_seconds(*old.expires, 0);
  }
  if (has_trigger(old.kind) && old.reference == trigger_reference::index)
    next.trigger = "index";
  next.deadline = input.deadline;
  next.userref = input.userref;
  next.validate = input.validate;
  return next;
}

bool editable(const order& o) {
  return o.key.empty() && !o.close
         && !(has_trigger(o.kind) && o.executed.is_positive());
}

} // namespace

result<edit_answer> exchange::edit_order(const account_id& owner,
                                         const edit_input& input, timestamp now,
                                         duration deadline_min) {
  note(*core_, "edit_order", owner, input, now, deadline_min);
  auto& state = *core_;
  run_until(state, now);
  const auto found = named_order(state, owner, input.txid);
  if (!found)
    return tl::unexpected{found.error()};
  auto& old = **found;
  const auto& pair = state.pair_of(old);
  const bool charged
    = input.validate
      || charge(state, owner, pair.symbol,
                decimal{1 + edit_charge(state.now - old.opened)});
  if (!input.oflags.empty() && input.oflags != "post")
    return fail("EGeneral:Invalid arguments:oflags");
  if (!input.pair.empty() && state.reference.pair(input.pair) != &pair)
    return fail("EGeneral:Invalid arguments:pair");
  if (!editable(old))
    return fail("EOrder:Order not editable");
  auto draft = check_order(state, owner, replacement(state, old, input),
                           deadline_min);
  if (!draft)
    return tl::unexpected{draft.error()};
  if (!charged)
    return fail("EOrder:Rate limit exceeded");
  if (input.validate)
    return edit_answer{std::move(*draft), old.id};
  auto& desk = state.desk_of(old);
  finish(state, old, order_status::canceled, "Order replaced");
  // A replacement that is refused leaves the old one canceled.
  const auto placed = place(state, std::move(*draft));
  if (!placed)
    return tl::unexpected{placed.error()};
  react(state, desk);
  return edit_answer{**placed, old.id};
}

} // namespace lockstep::paper
