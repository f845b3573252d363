#include "actors/journal_outage.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep::actors {

namespace {

using journal::any_record;
using journal::enrolment_record;
using journal::event_record;
using journal::execution_record;
using journal::header;
using journal::intent_record;
using journal::known_intent;
using journal::note_record;
using journal::row_record;
using journal::signal_record;
using journal::slot;
using journal::state_record;

/// In memory; more rows than this are worked out again at the next start.
constexpr size_t kept_max = 200'000;

outage_rule rule_of(const any_record& record) {
  if (const auto* intent = std::get_if<intent_record>(&record))
    return intent->order.side == side::buy ? outage_rule::refuse
                                           : outage_rule::secure;
  if (const auto* signal = std::get_if<signal_record>(&record))
    return signal->side == side::buy ? outage_rule::refuse
                                     : outage_rule::secure;
  // What a book is worked out from; other notes are for people.
  if (const auto* note = std::get_if<note_record>(&record))
    return note->kind == "exit" || note->kind == "manual_trade"
             ? outage_rule::secure
             : outage_rule::keep;
  // A row by itself decides nothing that could be doubled.
  return std::holds_alternative<row_record>(record) ? outage_rule::keep
                                                    : outage_rule::secure;
}

/// Puts a record in place of the one that `is_same` finds, or behind all.
template <class Record, class Same>
void put(std::vector<Record>& into, const Record& record, Same is_same) {
  const auto at = std::ranges::find_if(into, is_same);
  if (at == into.end())
    into.push_back(record);
  else
    *at = record;
}

/// One record on its way into what an actor gets back.
struct adding {
  restored_account& found;
  const account_id& account;
  restore_scope scope;

  [[nodiscard]] bool his(const header& from) const {
    return from.account == account;
  }

  void operator()(const signal_record& x) const {
    const bool wanted = scope == restore_scope::copier
                          ? his(x.from)
                          : scope == restore_scope::follower;
    if (wanted)
      put(found.signals, x, [&](const auto& y) { return y.id == x.id; });
  }
  void operator()(const intent_record& x) const {
    const auto known = [&](const known_intent& y) {
      return y.intent.order.key == x.order.key;
    };
    if (his(x.from) && std::ranges::none_of(found.intents, known))
      found.intents.push_back({x, {}});
  }
  void operator()(const event_record& x) const {
    for (auto& known : found.intents)
      if (known.intent.order.key == x.key)
        known.newest = x;
  }
  void operator()(const execution_record& x) const {
    if (his(x.from))
      put(found.executions, x,
          [&](const auto& y) { return y.fill.id == x.fill.id; });
  }
  void operator()(const row_record& x) const {
    if (scope != restore_scope::copier
        && (scope == restore_scope::broker || !his(x.from)))
      return;
    put(found.rows, x, [&](const auto& y) {
      return y.signal == x.signal && y.from.account == x.from.account;
    });
  }
  void operator()(const enrolment_record& x) const {
    if (his(x.from))
      found.enrolment = x;
  }
  void operator()(const note_record& x) const {
    if (his(x.from) && scope == restore_scope::follower)
      put(found.notes, x,
          [&](const auto& y) { return y.kind == x.kind && y.key == x.key; });
  }
  void operator()(const state_record& x) const {
    if (x.slot == slot::watermark && x.key == account.str())
      found.watermark = x.value;
    if (x.slot == slot::watermark && x.key == orders_known_key(account))
      found.orders_known = x.value;
  }
};

} // namespace

outage_rule rule_for(const journal_entry& entry) {
  auto rule = outage_rule::keep;
  for (const auto& record : entry.records) {
    const auto its = rule_of(record);
    if (its == outage_rule::refuse)
      return its;
    if (its == outage_rule::secure)
      rule = its;
  }
  return rule;
}

journal_outage::journal_outage(journal::emergency_file* file) : file_{file} {
  if (file_ != nullptr)
    kept_ = file_->records();
}

result<void> journal_outage::take(journal_entry entry) {
  switch (rule_for(entry)) {
    case outage_rule::refuse:
      return fail("the journal can not be written, so nothing new is begun");
    case outage_rule::secure:
      if (file_ == nullptr)
        return fail("the journal can not be written, and there is no emergency "
                    "file");
      if (auto done = file_->append(entry.records); !done)
        return done;
      std::ranges::move(entry.records, std::back_inserter(kept_));
      return {};
    case outage_rule::keep:
      keep(std::move(entry));
      return fail("the journal can not be written; it will be told later");
  }
  return {};
}

void journal_outage::keep(journal_entry entry) {
  if (kept_.size() < kept_max)
    std::ranges::move(entry.records, std::back_inserter(kept_));
  else
    dropped_ += entry.records.size();
}

result<void> journal_outage::end(journal::journal& into) {
  for (const auto& record : kept_) {
    const auto written = into.append(record);
    if (!written && into.storage_failed()) {
      into.rollback();
      return tl::unexpected{written.error()};
    }
    if (!written)
      spdlog::error("journal-append: {}", written.error().text);
  }
  if (auto done = into.commit(); !done)
    return done;
  if (file_ != nullptr)
    if (auto done = file_->clear(); !done)
      spdlog::error("journal-emergency: {}", done.error().text);
  if (dropped_ > 0)
    spdlog::error("journal-dropped: {} rows of refused copies are not in the "
                  "journal",
                  dropped_);
  return {};
}

void add_to(restored_account& found, const journal_record& record,
            const account_id& account, restore_scope scope) {
  std::visit(adding{found, account, scope}, record);
}

} // namespace lockstep::actors
