#include "tools/simulation/audit_records.hpp"

#include "tools/paper_exchange/wire/json.hpp"

#include <algorithm>

namespace lockstep::simulated {

namespace {

decimal number_in(const paper::json& object, std::string_view name) {
  const auto* found = object.find(name);
  return decimal::parse(found == nullptr ? "0" : found->text()).value();
}

} // namespace

audit_records::audit_records(const journal::reader& journal)
  : intents{journal.intents().value()},
    rows{journal.rows().value()},
    notes{journal.notes().value()},
    executions{journal.executions().value()},
    enrolments{journal.enrolments().value()} {
  auto stored = journal.signals().value();
  for (auto& record : stored) {
    signal_line line{std::move(record), {}};
    const auto payload = paper::json::parse(line.record.payload).value();
    if (const auto* list = payload.find("executions"))
      for (const auto& id : list->items())
        line.executions.push_back(id.text());
    signals.push_back(std::move(line));
  }
  for (const auto& line : signals)
    by_id_[line.record.id] = &line.record;
}

const journal::signal_record* audit_records::find(const std::string& id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? nullptr : at->second;
}

std::vector<const journal::note_record*>
audit_records::notes_of(const std::string& account,
                        std::string_view kind) const {
  std::vector<const journal::note_record*> found;
  for (const auto& note : notes)
    if (note.kind == kind && note.from.account.str() == account)
      found.push_back(&note);
  return found;
}

decimal number(const char* text) {
  return decimal::parse(text).value();
}

decimal share_of(decimal whole, decimal percent) {
  return multiply_divide(whole, percent, decimal{100}, rounding::down);
}

std::string base_of(const symbol_id& symbol) {
  return symbol.str().substr(0, symbol.str().find('/'));
}

decimal allotted(decimal equity, const copytrade::allocation& part) {
  if (const auto* amount = std::get_if<notional>(&part))
    return std::min(amount->value(), equity);
  if (const auto* share = std::get_if<ratio>(&part))
    return multiply(equity, share->value(), rounding::down);
  return equity;
}

frozen_equities equities_in(const journal::note_record& share) {
  const auto payload = paper::json::parse(share.payload).value();
  return {number_in(payload, "master_equity"), number_in(payload, "equity")};
}

order_id order_in(const journal::note_record& share) {
  return order_id{share.key.substr(0, share.key.rfind('@'))};
}

} // namespace lockstep::simulated
