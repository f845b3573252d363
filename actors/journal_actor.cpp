#include "actors/journal_actor.hpp"

#include "actors/runtime/guard.hpp"

#include <spdlog/spdlog.h>

#include <charconv>

namespace lockstep::actors {

journal_state::journal_state(journal_actor::pointer self,
                             std::shared_ptr<journal::journal> file,
                             size_t batch_max)
  : self_{self}, file_{std::move(file)}, batch_max_{batch_max} {}

journal_actor::behavior_type journal_state::make_behavior() {
  install_guards(self_);
  return {
    [this](append_atom, const journal_entry& e) { return on_append(e); },
    [this](observe_atom, const journal_entry& e) { on_observe(e); },
    [this](restore_atom, const account_id& who, bool all_rows) {
      return on_restore(who, all_rows);
    },
    [this](nonce_atom, const std::string& key) { return on_nonce(key); },
    [this](commit_atom) { on_commit(); },
    [this](stop_atom) { on_commit(); },
  };
}

result<void> journal_state::write(const journal_entry& entry) {
  for (const auto& record : entry.records) {
    auto written
      = std::visit([this](const auto& r) { return file_->append(r); }, record);
    if (!written)
      return tl::unexpected{written.error()};
  }
  return {};
}

void journal_state::schedule_commit() {
  if (commit_scheduled_)
    return;
  commit_scheduled_ = true;
  self_->send(self_, commit_atom_v); // lands behind all that waits
}

caf::result<void> journal_state::on_append(const journal_entry& entry) {
  if (auto written = write(entry); !written) {
    spdlog::error("journal-append: {}", written.error().text);
    return to_caf(written.error());
  }
  auto promise = self_->make_response_promise<void>();
  waiting_.push_back(promise);
  if (file_->pending() >= batch_max_)
    on_commit();
  else
    schedule_commit();
  return promise;
}

void journal_state::on_observe(const journal_entry& entry) {
  if (auto written = write(entry); !written)
    spdlog::error("journal-observe: {}", written.error().text);
  if (file_->pending() >= batch_max_)
    on_commit();
  else
    schedule_commit();
}

void journal_state::on_commit() {
  commit_scheduled_ = false;
  auto done = file_->commit();
  if (!done)
    spdlog::error("journal-commit: {}", done.error().text);
  for (auto& promise : std::exchange(waiting_, {})) {
    if (done)
      promise.deliver();
    else
      promise.deliver(to_caf(done.error()));
  }
}

caf::result<std::shared_ptr<const restored_account>>
journal_state::on_restore(const account_id& account, bool all_rows) {
  auto found = std::make_shared<restored_account>();
  const auto& read = file_->read();
  const auto take = [](auto& into, auto from) -> result<void> {
    if (!from)
      return tl::unexpected{from.error()};
    into = std::move(*from);
    return {};
  };
  result<void> ok = take(found->intents, read.intents(account));
  if (ok)
    ok = take(found->executions, read.executions(account));
  if (ok)
    ok = take(found->rows, read.rows(all_rows ? account_id{} : account));
  if (ok)
    ok = take(found->signals, read.signals());
  if (ok)
    ok = take(found->enrolments, read.enrolments());
  if (ok)
    ok = take(found->notes, read.notes(account));
  if (ok)
    ok = take(found->watermark,
              read.state(journal::slot::watermark, account.str()));
  if (!ok)
    return to_caf(ok.error());
  for (const auto& e : found->enrolments)
    if (e.from.account == account)
      found->enrolment = e;
  return std::shared_ptr<const restored_account>{std::move(found)};
}

caf::result<uint64_t> journal_state::on_nonce(const std::string& fingerprint) {
  const auto stored = file_->read().state(journal::slot::nonce, fingerprint);
  if (!stored)
    return to_caf(stored.error());
  uint64_t end = 0;
  if (*stored) {
    const auto& text = **stored;
    std::from_chars(text.data(), text.data() + text.size(), end);
  }
  return end;
}

} // namespace lockstep::actors
