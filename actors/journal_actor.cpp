#include "actors/journal_actor.hpp"

#include "actors/runtime/guard.hpp"
#include "adapters/journal/facts.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

/// How often a journal that could not be written is tried again.
constexpr auto retry_interval = 2s;
/// How long recorded calls are gathered, and the pause between two turns in
/// which they are written: whoever has something to append goes first.
constexpr auto messages_interval = 200ms;
constexpr auto messages_pause = 1ms;

caf::error unwritable(const failure& why) {
  return caf::make_error(errc::unwritable, why.text);
}

} // namespace

journal_state::journal_state(journal_actor::pointer self,
                             std::shared_ptr<journal::journal> file,
                             size_t batch_max,
                             std::shared_ptr<message_lane> messages)
  : self_{self},
    file_{std::move(file)},
    batch_max_{batch_max},
    messages_{std::move(messages)} {
  file_->rollback(); // of a predecessor: nobody was told
}

journal_actor::behavior_type journal_state::make_behavior() {
  install_guards(self_);
  const auto* spare = file_->emergency();
  if (spare != nullptr && !spare->records().empty())
    begin_outage({"the one before ended while it could not be written"});
  return {
    [this](append_atom, journal_entry& e) { return on_append(std::move(e)); },
    [this](observe_atom, journal_entry& e) { on_observe(std::move(e)); },
    [this](restore_atom, const account_id& who, restore_scope scope) {
      return on_restore(who, scope);
    },
    [this](nonce_atom, const std::string& key) { return on_nonce(key); },
    [this](commit_atom) { on_commit(); },
    [this](stop_atom) { on_stop(); },
  };
}

// -- writing ------------------------------------------------------------------

result<void> journal_state::write(const journal_entry& entry) {
  for (const auto& record : entry.records)
    if (auto written = file_->append(record); !written)
      return tl::unexpected{written.error()};
  return {};
}

void journal_state::schedule_commit() {
  if (commit_scheduled_)
    return;
  commit_scheduled_ = true;
  self_->send(self_, commit_atom_v); // lands behind all that waits
}

caf::result<void> journal_state::on_append(journal_entry entry) {
  auto answer = self_->make_response_promise<void>();
  join({std::move(entry), answer});
  return answer;
}

void journal_state::on_observe(journal_entry entry) {
  join({std::move(entry), std::nullopt});
}

void journal_state::join(member who) {
  if (outage_)
    return take_in_outage(std::move(who));
  if (auto written = write(who.entry); !written) {
    if (file_->storage_failed()) {
      group_.push_back(std::move(who));
      return begin_outage(written.error());
    }
    spdlog::error("journal-append: {}", written.error().text);
    if (who.waiting)
      who.waiting->deliver(to_caf(written.error()));
    who.waiting.reset();
    who.refused = true;
    group_.push_back(std::move(who));
    return schedule_commit();
  }
  group_.push_back(std::move(who));
  if (file_->pending() >= batch_max_)
    on_commit();
  else
    schedule_commit();
}

void journal_state::on_commit() {
  commit_scheduled_ = false;
  auto done = file_->commit();
  if (!done && file_->storage_failed())
    return begin_outage(done.error());
  if (!done)
    spdlog::error("journal-commit: {}", done.error().text);
  auto group = std::exchange(group_, {});
  for (auto& each : group) {
    if (!each.waiting)
      continue;
    if (done)
      each.waiting->deliver();
    else
      each.waiting->deliver(to_caf(done.error()));
  }
  for (auto& each : group)
    keep_call(std::move(each.entry));
}

void journal_state::keep_call(journal_entry entry) {
  if (!messages_ || !entry.call)
    return;
  messages_->take(std::move(entry.call), std::move(entry.records));
  schedule_messages(messages_interval);
}

void journal_state::schedule_messages(duration after) {
  if (std::exchange(messages_scheduled_, true))
    return;
  self_->run_delayed(after, [this] {
    messages_scheduled_ = false;
    messages_->write_some();
    if (messages_->waits())
      schedule_messages(messages_pause);
  });
}

void journal_state::on_stop() {
  on_commit();
  if (messages_)
    messages_->write_all();
  if (outage_)
    if (auto done = outage_->end(*file_); !done)
      spdlog::error("journal-commit: {}; what waits in the emergency file is "
                    "moved at the next start",
                    done.error().text);
}

// -- while the storage fails --------------------------------------------------

/// Nothing of the open group is on the disk, so all of it is dealt with again.
void journal_state::begin_outage(const failure& why) {
  file_->rollback();
  spdlog::error("journal-unwritable: {}; entries are refused, exits go on "
                "through the emergency file",
                why.text);
  outage_.emplace(file_->emergency());
  emergency_failed_ = false;
  for (auto& each : std::exchange(group_, {}))
    if (each.refused)
      keep_call(std::move(each.entry));
    else
      take_in_outage(std::move(each));
  self_->run_delayed(retry_interval, [this] { try_again(); });
}

void journal_state::take_in_outage(member who) {
  if (who.entry.call)
    keep_call(who.entry);
  const bool vital = rule_for(who.entry) == outage_rule::secure;
  const auto done = outage_->take(std::move(who.entry));
  if (!done && vital && !std::exchange(emergency_failed_, true))
    spdlog::error("journal-emergency: {}; nothing is sent any more",
                  done.error().text);
  if (!who.waiting)
    return;
  if (done)
    who.waiting->deliver();
  else
    who.waiting->deliver(unwritable(done.error()));
}

void journal_state::try_again() {
  const auto count = outage_->kept().size();
  if (const auto done = outage_->end(*file_); !done) {
    spdlog::debug("journal-still-unwritable: {}", done.error().text);
    self_->run_delayed(retry_interval, [this] { try_again(); });
    return;
  }
  outage_.reset();
  spdlog::warn("journal-writable: the journal can be written again; {} records "
               "that waited are in it",
               count);
}

// -- reading ------------------------------------------------------------------

result<void> journal_state::read_back(restored_account& into,
                                      const account_id& account,
                                      restore_scope scope) const {
  using journal::slot;
  const auto& read = file_->read();
  result<void> ok;
  const auto take = [&ok](auto& to, auto from) {
    if (ok && !from)
      ok = tl::unexpected{from.error()};
    else if (ok)
      to = std::move(*from);
  };
  const bool copier = scope == restore_scope::copier;
  if (!copier)
    take(into.intents, read.intents(account));
  take(into.executions, read.executions(account));
  if (scope != restore_scope::broker)
    take(into.rows, read.rows(copier ? account_id{} : account));
  if (copier)
    take(into.signals, read.signals(account));
  if (scope == restore_scope::follower) {
    take(into.signals, read.exit_signals(account));
    take(into.notes, read.notes(account));
  }
  take(into.enrolment, read.enrolment(account));
  take(into.watermark, read.state(slot::watermark, account.str()));
  take(into.orders_known,
       read.state(slot::watermark, orders_known_key(account)));
  return ok;
}

caf::result<std::shared_ptr<const restored_account>>
journal_state::on_restore(const account_id& account, restore_scope scope) {
  auto found = std::make_shared<restored_account>();
  auto next = file_->read().newest();
  if (!next)
    return to_caf(next.error());
  if (auto ok = read_back(*found, account, scope); !ok)
    return to_caf(ok.error());
  if (outage_)
    for (auto record : outage_->kept()) {
      std::visit([&](auto& x) { x.from.number = ++*next; }, record);
      add_to(*found, record, account, scope);
    }
  return std::shared_ptr<const restored_account>{std::move(found)};
}

caf::result<uint64_t> journal_state::on_nonce(const std::string& fingerprint) {
  using journal::slot;
  const auto stored = file_->read().state(slot::nonce, fingerprint);
  if (!stored)
    return to_caf(stored.error());
  auto newest = stored->value_or("0");
  if (outage_)
    for (const auto& record : outage_->kept())
      if (const auto* x = std::get_if<journal::state_record>(&record);
          x && x->slot == slot::nonce && x->key == fingerprint)
        newest = x->value;
  return journal::parse_nonce(newest).value_or(0);
}

} // namespace lockstep::actors
