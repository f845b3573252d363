#include "actors/copier.hpp"

#include "actors/payloads.hpp"
#include "actors/runtime/guard.hpp"
#include "copytrade/equity.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto settle_interval = 100ms;
/// An order that sweeps several levels has its executions in one moment: they
/// are one batch.
constexpr duration gather_time = 3ms;
/// One batch of a master order is in flight until all followers answered, or
/// this long: a follower whose venue hangs holds up nobody.
constexpr duration batch_patience = 2s;
/// Followers per run, so that 100,000 of them hold up nobody else.
constexpr size_t chunk = 100;
/// The ledger is asked from a little before the order's first execution.
constexpr duration ledger_margin = 5s;
/// How often the ledger is looked through for what is no execution.
constexpr duration ledger_interval = 2min;
constexpr duration ledger_overlap = 1min;
constexpr duration equity_retry = 250ms;
/// How often a signal asks a journal that can not be written.
constexpr auto unwritable_retry = 1s;
/// After this the equity counts as unknown; entries would be stale anyway.
constexpr duration equity_patience = 20s;

} // namespace

copier_state::copier_state(copier_actor::pointer self,
                           std::shared_ptr<const copier_setup> setup)
  : self_{self}, setup_{std::move(setup)} {
  for (const auto& [who, address] : setup_->followers)
    names_.push_back(who);
}

copier_actor::behavior_type copier_state::make_behavior() {
  install_guards(self_);
  restore();
  return {
    [this](const row_update& news) { on_row(news); },
    [this](hello_atom, const account_id& who) { return on_hello(who); },
    [this](quarantine_atom, const account_id& who, bool on) {
      on_quarantine(who, on);
    },
    [this](report_atom) { return on_reports(); },
    [this](idle_atom) { return is_idle(); },
    [this](repair_atom, const copytrade::repair_order& what) {
      return on_repair(what);
    },
    [this](chunk_atom, const dispatch& what, uint64_t first, uint64_t sent) {
      send_chunk(what, first, sent);
    },
    [this](pump_atom) {
      gathering_ = false;
      pump();
    },
    [this](tick_atom) { on_tick(); },
    [this](const account_update& news) { on_account(news); },
    [](const order_update&) {}, // the master's orders are not ours
    [this](const executions_seen& news) { on_executions(news); },
    [this](moved_atom) { on_moved(); },
    [this](const order_seen& news) { on_report(news); },
    [this](stop_atom) { stopping_ = true; },
  };
}

// -- starting -----------------------------------------------------------------

void copier_state::restore() {
  self_
    ->request(setup_->journal, 30s, restore_atom_v, setup_->master,
              restore_scope::copier)
    .then(
      [this](const std::shared_ptr<const restored_account>& found) {
        restored_ = found;
        on_restored();
      },
      [this](const caf::error& why) {
        spdlog::error("copier-restore: {} can not read the journal: {}",
                      setup_->master, describe(why));
        self_->run_delayed(1s, [this] { restore(); });
      });
}

void copier_state::on_restored() {
  self_->request(setup_->market, 10s, market_atom_v)
    .then(
      [this](const market_update& news) {
        market_ = news.view;
        self_->send(setup_->broker, listen_atom_v,
                    caf::actor_cast<caf::strong_actor_ptr>(setup_->address));
        self_->send(self_, tick_atom_v);
      },
      [this](const caf::error&) {
        self_->run_delayed(1s, [this] { on_restored(); });
      });
}

void copier_state::on_account(const account_update& news) {
  caught_up_ = news.caught_up;
  // The address has been listening before this incarnation was there; once it
  // is restored, it is told again.
  if (assembler_ || !restored_ || !market_
      || news.phase != account_phase::ready)
    return;
  assembler_.emplace(recorded_assembler::options{setup_->venue, setup_->master,
                                                 news.enrolled, setup_->rules},
                     make_recorder());
  if (setup_->rules.adopt_existing && news.enrolled_with)
    for (const auto& [base, held] : *news.enrolled_with)
      if (!is_cash(setup_->rules, base))
        assembler_->adopt(base, held);
  enrolled_ = ledger_read_ = news.enrolled;
  ledger_due_ = setup_->env->clock->now() + ledger_interval;
  restore_signals();
  spdlog::info("copier-ready: {} is followed by {} accounts", setup_->master,
               setup_->followers.size());
  on_executions({std::exchange(early_, {})});
}

void copier_state::restore_signals() {
  std::map<execution_id, execution> fills;
  for (const auto& e : restored_->executions)
    fills.emplace(e.fill.id, e.fill);
  std::unordered_map<std::string, std::vector<const journal::row_record*>> rows;
  for (const auto& r : restored_->rows)
    rows[r.signal].push_back(&r);
  for (const auto& stored : restored_->signals) {
    if (stored.from.account != setup_->master)
      continue;
    auto what = decode_signal(stored.payload);
    if (!what)
      throw std::runtime_error{what.error().text}; // ends in quarantine
    auto shared = std::make_shared<const copytrade::signal>(*what);
    ledger_.expect(*what);
    for (const auto* r : rows[stored.id])
      if (auto known = row_from(*r))
        ledger_.record(*known);
    std::vector<execution> its;
    for (const auto& id : what->executions)
      if (const auto at = fills.find(id); at != fills.end())
        its.push_back(at->second);
    const bool settled = ledger_.count(what->id).settled();
    signals_[what->id] = shared;
    if (!what->repair) { // else it is no order of the master
      assembler_->restore(shared, its, settled);
      open_orders_.insert(what->id.order);
    }
    if (watched_.insert(what->symbol).second)
      self_->send(setup_->market, watch_atom_v, what->symbol);
    if (!settled)
      in_flight_[what->id] = setup_->env->clock->now();
    for (const auto& who : what->followers)
      if (!setup_->followers.contains(who) && !ledger_.find(what->id, who))
        answer_for(who, *what, reason::not_configured);
  }
  for (const auto& e : restored_->executions)
    if (e.fill.key.empty() || !copytrade::is_name_based(e.fill.key))
      assembler_->restore_uncopied(e.fill, market_);
  restored_.reset();
  for (const auto& [who, address] : setup_->followers)
    send_open(who);
  for (auto& [who, promise] : std::exchange(greetings_, {}))
    promise.deliver();
}

/// The answer is behind all that is sent.
caf::result<void> copier_state::on_hello(const account_id& who) {
  if (!assembler_) {
    auto promise = self_->make_response_promise<void>();
    greetings_.insert_or_assign(who, promise);
    return promise;
  }
  send_open(who);
  return caf::unit;
}

void copier_state::send_open(const account_id& who) {
  for (const auto& id : ledger_.open()) {
    const auto* known = ledger_.find(id, who);
    const auto at = signals_.find(id);
    if (at == signals_.end() || unwritten_.contains(id)
        || (known && is_final(known->outcome)))
      continue;
    const auto& names = at->second->followers;
    if (std::ranges::find(names, who) != names.end())
      send_to(who, {at->second, market_});
  }
}

// -- from executions to signals -----------------------------------------------

void copier_state::on_executions(const executions_seen& news) {
  if (!assembler_) {
    early_.insert(early_.end(), news.executions.begin(), news.executions.end());
    return;
  }
  for (const auto& fill : news.executions) {
    if (assembler_->add(fill, market_) != copytrade::intake::taken)
      continue;
    open_orders_.insert(fill.order);
    paid_[fill.symbol] = fill.price;
    if (watched_.insert(fill.symbol).second)
      self_->send(setup_->market, watch_atom_v, fill.symbol);
    spdlog::info("fill: {} {}s {} {} at {} {}", setup_->master,
                 to_string(fill.side), fill.quantity, fill.symbol, fill.price,
                 fill.id);
  }
  for (const auto& order : assembler_->needs_equity())
    seek_equity(order); // at once: this takes a round trip
  if (!std::exchange(gathering_, true))
    self_->delayed_send(self_, gather_time, pump_atom_v);
}

void copier_state::on_report(const order_seen& news) {
  if (!assembler_)
    return;
  if (news.late && !open_orders_.contains(news.report.id))
    return; // of it, what was not copied may be unknown: no proof of anything
  assembler_->report(news.report, venue_now());
  tell_finished_orders();
}

void copier_state::pump() {
  if (stopping_)
    return;
  journal_notes();
  for (const auto& order : assembler_->needs_equity())
    seek_equity(order);
  while (
    const auto made = assembler_->next({marks(), names_, venue_now()}, market_))
    publish(made);
  journal_notes();
}

copytrade::mark_table copier_state::marks() const {
  copytrade::mark_table table;
  const auto mark = [&](const symbol_id& symbol, price at) {
    const auto* pair = find(market_->venue->table(), symbol);
    if (pair && counts_as_currency(setup_->rules, pair->quote))
      table[pair->base] = at;
  };
  for (const auto& [symbol, at] : paid_)
    mark(symbol, at);
  for (const auto& [symbol, now] : market_->tickers)
    mark(symbol, now.last);
  return table;
}

void copier_state::journal_notes() {
  journal_entry entry;
  for (const auto& note : assembler_->take_notes()) {
    spdlog::warn("not-copied: {} {} {} of {}: {}", to_string(note.side),
                 note.symbol, note.order, setup_->master, note.words);
    journal::note_record record;
    record.from = header();
    record.kind = to_string(note.why);
    record.key = note.order.str();
    record.why = note.why;
    record.words = note.words;
    entry.records.emplace_back(std::move(record));
  }
  write_uncopied(entry);
  if (!entry.records.empty())
    self_->send(setup_->journal, observe_atom_v, std::move(entry));
}

/// What only the ledger shows: trades of the app, which are not copied, and
/// deposits and the like, which only change later sizes.
void copier_state::read_ledger() {
  const auto now = setup_->env->clock->now();
  if (ledger_due_ > now)
    return;
  ledger_due_ = now + ledger_interval;
  const auto since = std::max(ledger_read_ - ledger_overlap, enrolled_);
  const auto asked = venue_now();
  self_->request(setup_->broker, 30s, ledger_atom_v, timestamp{since}, false)
    .then(
      [this, asked](const ledger_snapshot& told) {
        ledger_read_ = asked;
        note_movements(told.entries);
      },
      [](const caf::error&) {}); // asked again when it is due
}

void copier_state::note_movements(const std::vector<ledger_entry>& entries) {
  journal_entry notes;
  for (const auto& e : entries) {
    const bool app = copytrade::is_app_trade(e);
    if ((!app && !copytrade::is_external_change(e)) || e.time < enrolled_
        || !noted_.insert(e.id).second)
      continue;
    journal::note_record record;
    record.from = header();
    record.why = app ? reason::not_copyable : reason::external_change;
    record.kind = to_string(record.why);
    record.key = e.id.str();
    record.words = fmt::format("{} {}", e.amount, e.asset);
    spdlog::info("ledger: {} of {}: {}", record.words, setup_->master,
                 text_of(record.why).sentence);
    notes.records.emplace_back(std::move(record));
  }
  if (!notes.records.empty())
    self_->send(setup_->journal, observe_atom_v, std::move(notes));
}

// -- the master's equity before an order --------------------------------------

/// The first sign of a new master order: while his ledger is read, the
/// followers read their balances, so that both cost one round trip together.
void copier_state::seek_equity(const order_id& order) {
  const auto now = setup_->env->clock->now();
  const auto [at, is_new] = searches_.try_emplace(order, equity_search{now});
  if (!at->second.asking && at->second.again <= now)
    ask_ledger(order); // first: everybody waits for it
  if (is_new)
    for (const auto& [who, address] : setup_->followers)
      self_->send(address, heads_up_atom_v, order);
}

/// What the stream told is asked first, and again whenever it tells more; the
/// venue only if that does not come soon.
void copier_state::ask_ledger(const order_id& order) {
  auto& search = searches_[order];
  search.asking = true;
  search.moved = false;
  const auto fills = assembler_->executions_of(order);
  if (fills.empty())
    return;
  self_
    ->request(setup_->broker, 15s, ledger_atom_v,
              timestamp{fills.front().time - ledger_margin},
              search.heard_will_do)
    .then([this,
           order](const ledger_snapshot& told) { on_ledger(order, told); },
          [this, order](const caf::error& why) {
            spdlog::warn("equity-ledger: the ledger of {} can not be read: {}",
                         setup_->master, describe(why));
            ask_later(order);
          });
}

void copier_state::on_ledger(const order_id& order,
                             const ledger_snapshot& told) {
  const auto its = assembler_->executions_of(order);
  auto at_marks = marks();
  if (const auto* pair = find(market_->venue->table(), its.front().symbol);
      pair && counts_as_currency(setup_->rules, pair->quote))
    at_marks[pair->base] = its.front().price;
  const auto since = copytrade::executed_since(told.entries, its);
  const auto equity = copytrade::equity_before(
    {told.balance, told.entries, its,
     assembler_->positions_before(order, since), at_marks},
    setup_->rules);
  if (!equity) {
    spdlog::debug("equity-later: {}", equity.error().text);
    return ask_later(order);
  }
  assembler_->set_equity(order, *equity);
  searches_.erase(order);
  if (!gathering_) // else more of this moment may come
    pump();
}

void copier_state::ask_later(const order_id& order) {
  auto& search = searches_[order];
  search.asking = false;
  if (search.moved)
    return ask_ledger(order);
  search.again = setup_->env->clock->now() + equity_retry;
  search.heard_will_do = false;
}

void copier_state::on_moved() {
  for (auto& [order, search] : searches_) {
    search.moved = search.heard_will_do = true;
    if (!search.asking)
      ask_ledger(order);
  }
}

/// Prices change all the time, so they are read, not pushed.
void copier_state::refresh_market() {
  self_->request(setup_->market, 1s, market_atom_v)
    .then(
      [this](const market_update& news) {
        market_ = news.view;
        for (const auto& symbol : watched_) // it may be another incarnation
          if (!market_->tickers.contains(symbol))
            self_->send(setup_->market, watch_atom_v, symbol);
      },
      [](const caf::error&) {}); // the last view goes on
}

void copier_state::on_tick() {
  self_->delayed_send(self_, settle_interval, tick_atom_v);
  if (!assembler_)
    return;
  refresh_market();
  read_ledger();
  const auto now = setup_->env->clock->now();
  std::erase_if(searches_, [&](const auto& entry) {
    const auto& [order, search] = entry;
    if (search.asking || now - search.since < equity_patience)
      return false;
    spdlog::error("equity-unknown: the equity of {} before {} can not be "
                  "reconstructed; its entries are skipped",
                  setup_->master, order);
    assembler_->set_equity(order, std::nullopt);
    return true;
  });
  for (auto at = in_flight_.begin(); at != in_flight_.end();) {
    const bool late = now - at->second >= batch_patience;
    if (late)
      assembler_->done(at->first);
    at = late ? in_flight_.erase(at) : std::next(at);
  }
  pump();
  tell_finished_orders();
}

// -- sending signals out ------------------------------------------------------

/// What is written of executions that are in no signal.
void copier_state::write_uncopied(journal_entry& into) {
  for (auto& fill : assembler_->take_uncopied())
    into.records.emplace_back(
      journal::execution_record{header(), std::move(fill)});
}

journal::signal_record
copier_state::signal_record_of(const copytrade::signal& what) const {
  journal::signal_record record;
  record.from = header();
  if (!what.repair)
    record.from.inputs = assembler_->inputs();
  record.id = what.id.str();
  record.order = what.id.order;
  record.batch = what.batch;
  record.symbol = what.symbol;
  record.side = what.direction == copytrade::direction::entry ? side::buy
                                                              : side::sell;
  record.quantity = what.quantity;
  record.price = what.price;
  record.executed = what.executed;
  record.payload = encode(what);
  return record;
}

void copier_state::publish(
  const std::shared_ptr<const copytrade::signal>& what) {
  journal_entry entry;
  write_uncopied(entry); // a later start works out positions with them
  entry.records.emplace_back(signal_record_of(*what));
  for (const auto& fill : assembler_->executions_of(what->id.order))
    if (std::ranges::find(what->executions, fill.id) != what->executions.end())
      entry.records.emplace_back(journal::execution_record{header(), fill});
  entry.records.emplace_back(journal::state_record{
    header(), journal::slot::watermark, setup_->master.str(),
    to_rfc3339(known_until(*what))});
  signals_[what->id] = what;
  ledger_.expect(*what);
  unwritten_[what->id] = ++published_;
  if (what->direction == copytrade::direction::exit)
    last_exit_[what->base] = published_;
  bring_to_disk(what, entry);
}

/// Before that moment nothing is known that is not on the disk with this.
timestamp copier_state::known_until(const copytrade::signal& what) const {
  auto until = what.executed;
  for (const auto& [id, number] : unwritten_)
    until = std::min(until, signals_.at(id)->executed);
  return std::min(until, assembler_->waits_since().value_or(until));
}

/// Sales go on while purchases wait for the disk. What was sold of a purchase
/// meanwhile nobody may buy afterwards.
void copier_state::try_again(const copytrade::signal_id& id,
                             journal_entry entry) {
  auto& what = signals_.at(id);
  const auto sold = last_exit_.find(what->base);
  if (what->direction == copytrade::direction::entry && sold != last_exit_.end()
      && sold->second > unwritten_.at(id)) {
    auto late = *what;
    late.barred = reason::journal_unwritable;
    what = std::make_shared<const copytrade::signal>(std::move(late));
    for (auto& record : entry.records)
      if (std::holds_alternative<journal::signal_record>(record))
        record = signal_record_of(*what);
  }
  bring_to_disk(what, entry);
}

/// Nobody hears of a signal before it is on the disk.
void copier_state::bring_to_disk(
  const std::shared_ptr<const copytrade::signal>& what,
  const journal_entry& entry) {
  self_->request(setup_->journal, 30s, append_atom_v, entry)
    .then(
      [this, what] {
        unwritten_.erase(what->id);
        in_flight_[what->id] = setup_->env->clock->now();
        send_out(what);
      },
      [this, what, entry](const caf::error& why) {
        if (why == errc::unwritable) {
          // It waits; what is too old by then is skipped, sales never are.
          self_->run_delayed(unwritable_retry, [this, id = what->id, entry] {
            try_again(id, entry);
          });
          return;
        }
        // Perhaps not on the disk, so perhaps it does not exist. The next
        // incarnation knows: it reads the journal, is told the executions
        // again, and makes the same signal of them.
        spdlog::error("signal-journal: {} is not dispatched: {}",
                      what->id.str(), describe(why));
        self_->quit(why);
      });
}

void copier_state::send_out(std::shared_ptr<const copytrade::signal> what) {
  spdlog::info("signal: {} {} {} at {} for {}",
               what->direction == copytrade::direction::entry ? "buy" : "sell",
               what->quantity, what->symbol,
               round_to(what->price, price{step_of(8)}, rounding::half_up),
               what->id.order);
  if (what->repair)
    return send_repair(what);
  const auto first = setup_->env->seed + rotation_++;
  const dispatch all{std::move(what), market_};
  if (!setup_->followers.empty())
    send_chunk(all, first % setup_->followers.size(), 0);
}

/// Begins at a rotating place, so that nobody is always last, and lets others
/// run between two chunks.
void copier_state::send_chunk(const dispatch& what, size_t first, size_t sent) {
  const auto count = names_.size();
  for (size_t i = 0; i < chunk && sent < count; ++i, ++sent)
    send_to(names_[(first + sent) % count], what);
  if (sent < count)
    self_->send(self_, chunk_atom_v, what, uint64_t{first}, uint64_t{sent});
}

void copier_state::send_to(const account_id& who, const dispatch& what) {
  if (quarantined_.contains(who))
    return answer_for(who, *what.signal, reason::quarantined);
  if (const auto at = setup_->followers.find(who);
      at != setup_->followers.end())
    self_->send(at->second, what);
}

/// Writes the row of a follower who can not.
void copier_state::answer_for(const account_id& who,
                              const copytrade::signal& what, reason why) {
  copytrade::row r;
  r.signal = what.id;
  r.follower = who;
  r.outcome = copytrade::outcome::skipped;
  r.why = why;
  r.decided = r.ended = venue_now();
  auto kept = record_of(r);
  kept.from = header();
  kept.from.account = who;
  self_->send(setup_->journal, observe_atom_v, journal_entry{{kept}});
  record(r);
}

void copier_state::on_quarantine(const account_id& who, bool on) {
  if (!on) {
    quarantined_.erase(who);
    return send_open(who);
  }
  quarantined_.insert(who);
  for (const auto& id : ledger_.open())
    if (const auto at = signals_.find(id);
        at != signals_.end() && !unwritten_.contains(id)
        && !ledger_.find(id, who)
        && std::ranges::binary_search(at->second->followers, who))
      send_to(who, {at->second, market_});
}

// -- answers ------------------------------------------------------------------

void copier_state::on_row(const row_update& news) {
  if (assembler_)
    record(news.row);
}

void copier_state::record(const copytrade::row& r) {
  const auto change = ledger_.record(r);
  if (change == copytrade::ledger::change::corrected)
    spdlog::warn("row-corrected: {} of {} is {} after all", r.signal.str(),
                 r.follower, to_string(r.outcome));
  if (change == copytrade::ledger::change::same
      || change == copytrade::ledger::change::refused)
    return;
  if (is_final(r.outcome))
    spdlog::info("row: {} {}{}{} {}{}{}{}", r.follower, to_string(r.outcome),
                 r.why == reason::none ? "" : " ",
                 r.why == reason::none ? "" : to_string(r.why), r.signal.order,
                 r.words.empty() ? "" : " (", r.words,
                 r.words.empty() ? "" : ")");
  if (ledger_.count(r.signal).silent > 0)
    return;
  if (in_flight_.erase(r.signal) > 0) {
    assembler_->done(r.signal);
    pump();
  }
  tell_finished_orders();
}

void copier_state::tell_finished_orders() {
  std::erase_if(open_orders_, [this](const order_id& order) {
    if (!assembler_->finished(order))
      return false;
    for (const auto& [who, address] : setup_->followers)
      self_->send(address, order_end_atom_v, order);
    return true;
  });
}

caf::result<std::vector<signal_report>> copier_state::on_reports() const {
  std::vector<signal_report> all;
  for (const auto& [id, what] : signals_)
    all.push_back({what, ledger_.rows(id), ledger_.count(id).settled()});
  std::ranges::sort(all, {}, [](const auto& r) { return r.signal->executed; });
  return all;
}

journal::header copier_state::header() const {
  return {0, venue_now(), setup_->master, setup_->venue, setup_->env->mode, {}};
}

recorder copier_state::make_recorder() {
  return {setup_->master, setup_->env->messages,
          [this](call_ptr call) {
            self_->send(setup_->journal, observe_atom_v,
                        journal_entry{{}, std::move(call)});
          },
          [this] { return venue_now(); }};
}

timestamp copier_state::venue_now() const {
  return setup_->env->clock->now() + (market_ ? market_->ahead : duration{});
}

} // namespace lockstep::actors
