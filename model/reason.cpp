#include "model/reason.hpp"

namespace lockstep {

namespace {

constexpr auto count = static_cast<size_t>(reason::reason_count);

constexpr std::array<reason_text, count> texts{{
  {"none", "It was done.", "Nothing needs to change."},
  {"below_minimum", "The order is below the exchange's minimum.",
   "A larger account, allocation or multiplier."},
  {"carried",
   "The part is below the exchange's minimum and waits for the next part of "
   "the same master order.",
   "The next fill of that master order."},
  {"risk_cap", "The copy would exceed the account's max_user_risk.",
   "A higher max_user_risk, or a smaller order of the master."},
  {"asset_cap", "The position in this asset would exceed its largest size.",
   "A higher max_position, or selling some of it."},
  {"master_order_cap",
   "The master's order is larger than max_master_order allows.",
   "A higher max_master_order, if the order was no mistake."},
  {"insufficient_cash", "The account has too little free cash.",
   "A deposit, or canceling orders that hold cash."},
  {"stale_signal", "The master's fill was older than max_entry_age.",
   "A faster connection, or a higher max_entry_age."},
  {"equity_unknown",
   "The master's equity before the order could not be reconstructed.",
   "The exchange's ledger showing the order's movements in time."},
  {"no_equity", "The account's equity is zero.",
   "A deposit in the reporting currency."},
  {"balance_unavailable",
   "The account's balance could not be read, or is too old.",
   "The exchange answering balance queries for this key again."},
  {"nothing_to_sell", "Lockstep holds nothing of this asset here.",
   "Nothing: coins from before are never sold."},
  {"not_copyable", "This kind of trade is not copied.",
   "Configuring it under [copy], where that is possible."},
  {"joined_later", "The account joined after the master's order began.",
   "Nothing: the next order is copied."},
  {"unknown_instrument", "The exchange does not list this pair.",
   "The exchange listing the pair."},
  {"pair_not_tradable",
   "The exchange does not take such orders for this pair "
   "at the moment.",
   "The pair's status going back to online."},
  {"venue_not_trading", "The exchange is not trading at the moment.",
   "The exchange's status going back to online."},
  {"halted", "Entries are halted.", "lockstep resume."},
  {"paused", "The account is paused.", "lockstep resume ACCOUNT."},
  {"not_configured", "The account has no credentials.",
   "Setting its key and secret; doctor names the variables."},
  {"credentials_refused", "The exchange refuses the account's credentials.",
   "A correct key and secret with the permissions that doctor lists."},
  {"withdrawals_enabled", "The account's key may withdraw funds.",
   "A key without the permission to withdraw."},
  {"quarantined",
   "The account's actor failed too often and was taken out of service.",
   "Looking at its last error, then lockstep resume ACCOUNT."},
  {"second_engine",
   "The exchange knows an order with our key that the journal does not.",
   "Stopping the other engine, then lockstep resume."},
  {"executions_disagree",
   "The executions of the master's order do not add up to its volume.",
   "The exchange's histories agreeing again; entries wait until then."},
  {"stopping", "The engine was stopping.", "Starting it again."},
  {"journal_unwritable",
   "The journal can not be written at the moment, so nothing new is bought.",
   "Room on the disk, or the right to write there; then it goes on by itself."},
  {"rejected_by_venue", "The exchange rejected the order.",
   "What the exchange's own words ask for."},
  {"insufficient_funds_at_venue",
   "The exchange says that the account has too little of the asset.",
   "A deposit, or canceling orders that hold funds."},
  {"rate_limited", "The exchange's rate limit left no room in time.",
   "Fewer orders at once, or a higher tier at the exchange."},
  {"venue_unavailable", "The exchange could not be reached in time.",
   "The connection or the exchange recovering."},
  {"price_moved",
   "The price moved further than the slippage limit before the order was "
   "executed.",
   "A higher slippage limit, or a calmer market."},
  {"deadline_passed", "The order reached the exchange after its deadline.",
   "A faster connection."},
  {"never_arrived",
   "The outcome was unknown, and the exchange never showed the order.",
   "A stable connection; the order is not sent again."},
  {"unresolved",
   "The order was sent and the exchange has not yet said what became of it.",
   "The exchange answering."},
  {"exit_pending", "The sale waits until the exchange takes orders again.",
   "The exchange trading again."},
  {"manual_trade", "The account's owner traded what Lockstep had bought.",
   "Nothing; reconcile --apply buys back what is missing."},
  {"external_change",
   "The balance changed by a deposit, a reward or a withdrawal.",
   "Nothing: it only changes the size of later entries."},
  {"internal_error", "Lockstep failed at this; the error is in the log.",
   "A report to the developers, with the log line."},
}};

static_assert(
  [] {
    for (const auto& text : texts)
      if (text.name.empty() || text.sentence.empty()
          || text.what_changes_it.empty())
        return false;
    return true;
  }(),
  "every reason has a sentence and says what changes it");

} // namespace

const reason_text& text_of(reason r) {
  return texts.at(static_cast<size_t>(r));
}

std::string_view to_string(reason r) {
  return text_of(r).name;
}

std::optional<reason> parse_reason(std::string_view name) {
  for (size_t i = 0; i < texts.size(); ++i)
    if (texts.at(i).name == name)
      return static_cast<reason>(i);
  return std::nullopt;
}

} // namespace lockstep
