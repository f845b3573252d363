#include "actors/broker.hpp"

#include "actors/ledger_reading.hpp"
#include "actors/runtime/guard.hpp"
#include "model/mutant.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto tick_interval = 100ms;
/// A thousand brokers with nothing to do should cost next to nothing.
constexpr auto idle_tick_interval = 1s;
/// A stop waits this long for an answer that is under way; less than what the
/// supervisor allows.
constexpr auto stop_patience = 2s;
/// Executions and orders of a master that are kept to be told again.
constexpr size_t told_max = 20'000;
/// The venue's orders are compared from that long before the journal was last
/// known to be complete: an order may be shown late, and clocks differ.
constexpr duration survey_overlap = 5min;
/// After this nobody waits for a ledger any more; a lockout lasts longer, and
/// what is asked meanwhile would keep everything back after it.
constexpr duration ledger_patience = 15s;
/// After this an order is shown by the venue, if it was accepted at all.
constexpr duration shown_after = copytrade::absence_required
                                 + copytrade::deadline_grace;
/// A clock of the venue that is read in seconds is off by up to one.
constexpr duration clock_margin = 1s;
/// How often orders from before the start are looked for once they must show.
constexpr duration look_again_interval = 2s;
/// How often the journal is told that it is still complete.
constexpr duration known_interval = 1min;
/// What Kraken charges at its lowest tier; used until the venue tells.
const ratio highest_fee = percent(decimal::from_units(400'000'000'000'000'000));

/// Names a key in the journal without telling it.
std::string fingerprint(const credentials& who) {
  return fmt::format("{:016x}", std::hash<std::string>{}(who.key));
}

} // namespace

broker_state::broker_state(broker_actor::pointer self,
                           std::shared_ptr<const broker_setup> setup)
  : self_{self},
    setup_{std::move(setup)},
    funds_{context_},
    desk_{context_, funds_},
    survey_{context_},
    feed_{context_, [this](const execution& fill) { on_execution(fill); },
          [this](const order_report& report, bool late) {
            on_report(report, late);
          },
          [this](const ledger_entry& moved) { on_movement(moved); }},
    taker_fee_{highest_fee} {
  context_.setup = setup_.get();
  context_.venue = setup_->where;
  context_.tell_order = [this](order_update u) {
    u.balance = funds_.current();
    tell(u);
  };
  context_.tell_executions = [this](const executions_seen& u) { tell(u); };
  context_.tell_report = [this](const order_seen& u) { tell(u); };
  context_.tell_account = [this] { tell(standing()); };
  context_.has_open_orders = [this] { return desk_.has_open_orders(); };
  context_.hears_all = [this] { return feed_.hears_all(); };
  context_.began_to_hear = [this] { funds_.disturbed(); };
  context_.told_past = [this] {
    if (std::exchange(knows_past_, true))
      return;
    place_held();
    tell(standing());
  };
}

broker_state::~broker_state() {
  feed_.stop();
}

broker_actor::behavior_type broker_state::make_behavior() {
  install_guards(self_);
  begin();
  return {
    [this](place_atom, const place_order& what) { return on_place(what); },
    [this](cancel_atom, const order_key& key) { desk_.cancel(key); },
    [this](resolve_atom, const order_request& order) {
      desk_.restore(order, std::nullopt, {});
    },
    [this](refresh_atom) { return on_refresh(); },
    [this](anew_atom) { return on_ask_anew(); },
    [this](ledger_atom, timestamp since, bool heard_will_do) {
      return on_ledger(since, heard_will_do);
    },
    [this](listen_atom, const caf::strong_actor_ptr& who) {
      on_listen(caf::actor_cast<account_listener_actor>(who));
    },
    [this](const market_update& news) { on_market(news); },
    [this](const request_done& done) { on_request_done(done); },
    [this](const stream_news& news) {
      feed_.on_news(news);
      answer_stop();
    },
    [this](pump_atom) {
      wake_at_ = timestamp::max();
      if (channel_)
        channel_->pump(context_.now());
    },
    [this](tick_atom) { on_tick(); },
    [this](stop_atom) { return on_stop(); },
  };
}

// -- starting -----------------------------------------------------------------

void broker_state::try_later(duration wait, void (broker_state::*step)()) {
  self_->run_delayed(wait, [this, step] { (this->*step)(); });
}

void broker_state::fail(reason why, const std::string& words) {
  phase_ = account_phase::failed;
  why_ = why;
  words_ = words;
  spdlog::error("account-failed: {}: {} ({})", setup_->account, words,
                to_string(why));
  tell(standing());
}

void broker_state::begin() {
  if (!setup_->who) {
    phase_ = account_phase::not_configured;
    why_ = reason::not_configured;
    words_ = setup_->missing;
    spdlog::warn("account-not-configured: {} has no credentials: {}",
                 setup_->account, words_);
    return;
  }
  if (setup_->gate->count.load() > 0) // of a predecessor
    return try_later(200ms, &broker_state::begin);
  self_->send(self_, tick_atom_v);
  ask_market();
}

void broker_state::ask_market() {
  self_->request(setup_->market, 10s, market_atom_v)
    .then(
      [this](const market_update& news) {
        on_market(news);
        self_->send(setup_->market, listen_atom_v,
                    caf::actor_cast<caf::strong_actor_ptr>(setup_->address));
        ask_journal();
      },
      [this](const caf::error& why) {
        words_ = "waiting for the exchange: " + describe(why);
        try_later(1s, &broker_state::ask_market);
      });
}

void broker_state::ask_journal() {
  self_
    ->request(setup_->journal, 30s, restore_atom_v, setup_->account,
              restore_scope::broker)
    .then(
      [this](const std::shared_ptr<const restored_account>& found) {
        restored_ = found;
        ask_nonce();
      },
      [this](const caf::error& why) {
        words_ = "waiting for the journal: " + describe(why);
        try_later(1s, &broker_state::ask_journal);
      });
}

void broker_state::ask_nonce() {
  self_->request(setup_->journal, 30s, nonce_atom_v, fingerprint(*setup_->who))
    .then(
      [this](uint64_t journaled) {
        nonces_.emplace(journaled,
                        nonce_source::above_all_before(context_.now()));
        channel_ = std::make_unique<key_channel>(
          context_.venue, *setup_->who,
          setup_->where->make_limiter(setup_->tier, context_.now()),
          channel_ports{
            [this](net::http_request r, uint64_t n) { send(std::move(r), n); },
            [this](timestamp now) { return next_nonce(now); },
            [this](timestamp at) { wake(at); },
            [this](const private_request& r) { return allowed(r); }});
        context_.channel = channel_.get();
        check_key();
      },
      [this](const caf::error& why) {
        words_ = "waiting for the journal: " + describe(why);
        try_later(1s, &broker_state::ask_nonce);
      });
}

void broker_state::check_key() {
  channel_->ask<key_info>(context_.venue->key(),
                          [this](const answer<key_info>& told) {
                            if (told)
                              on_key(*told);
                            else if (told.error().unknown_call)
                              probe_withdrawals();
                            else
                              on_no_key(told.error());
                          });
  channel_->pump(context_.now());
}

void broker_state::on_no_key(const venue_error& no) {
  // Each further attempt restarts a lockout, so they come rarely.
  const bool refused = no.verdict == verdict::fatal;
  if (refused)
    fail(reason::credentials_refused, no.words);
  else
    words_ = no.words;
  const auto least = refused ? duration{5min} : duration{1s};
  const auto wait = least * (1 << std::min(failures_++, 5u));
  try_later(std::max(std::min<duration>(wait, 1h), no.retry_after),
            &broker_state::check_key);
}

/// The venue can not tell the key's rights. What it can tell is whether a call
/// is refused that needs the right to withdraw; all but that refusal counts as
/// that right. The other rights show when they are used.
void broker_state::probe_withdrawals() {
  channel_->ask<bool>(context_.venue->withdraw_probe(),
                      [this](const answer<bool>& may) {
                        if (!may)
                          return on_no_key(may.error());
                        key_info info;
                        info.may_withdraw = *may;
                        info.may_query = info.may_trade = true;
                        on_key(info);
                      });
  channel_->pump(context_.now());
}

void broker_state::on_key(const key_info& info) {
  nonces_->seen(info.nonce);
  if (info.may_withdraw)
    return fail(reason::withdrawals_enabled,
                "take that permission from the key");
  if (!info.may_query || (!setup_->master && !info.may_trade))
    return fail(reason::credentials_refused,
                fmt::format("the key has only these permissions: {}",
                            fmt::join(info.permissions, ", ")));
  if (!info.identity.empty()) {
    const auto owner = setup_->env->identities->claim(info.identity,
                                                      setup_->account);
    if (owner != setup_->account)
      return fail(reason::credentials_refused,
                  fmt::format("it is the same exchange account as {}", owner));
  }
  const auto& before = restored_->enrolment;
  if (before && !before->identity.empty() && !info.identity.empty()
      && before->identity != info.identity)
    return fail(reason::credentials_refused,
                "the key belongs to another exchange account than the one "
                "that was enrolled under this name");
  identity_ = info.identity;
  words_.clear();
  ask_balance();
}

void broker_state::ask_balance() {
  funds_.refresh([this](const result<void>& got) {
    if (got)
      return enrol();
    words_ = got.error().text;
    try_later(2s, &broker_state::ask_balance);
  });
}

void broker_state::enrol() {
  const auto joined = [this](const journal::enrolment_record& record) {
    enrolled_ = record.since;
    enrolled_with_
      = std::make_shared<const std::map<asset_id, quantity>>(record.positions);
    restore_orders();
  };
  if (restored_->enrolment)
    return joined(*restored_->enrolment);
  journal::enrolment_record record;
  record.since = context_.venue_now();
  record.identity = identity_;
  for (const auto& [asset, held] : funds_.current()->holdings)
    if (!held.total.is_zero())
      record.positions[asset] = quantity{held.total};
  record.from = header();
  self_->request(setup_->journal, 30s, append_atom_v, journal_entry{{record}})
    .then([joined, record] { joined(record); },
          [this](const caf::error& why) {
            words_ = "waiting for the journal: " + describe(why);
            try_later(1s, &broker_state::enrol);
          });
}

void broker_state::restore_orders() {
  std::map<order_key, std::vector<execution>> fills;
  for (const auto& e : restored_->executions)
    fills[e.fill.key].push_back(e.fill);
  for (const auto& known : restored_->intents) {
    const bool ended = known.newest && known.newest->ends;
    desk_.restore(known.intent.order,
                  ended ? std::optional{known.newest->state} : std::nullopt,
                  fills[known.intent.order.key]);
  }
  if (desk_.has_open_orders())
    funds_.doubt();
  watch_since_ = enrolled_;
  // Of a master nothing is sent; whoever was never here has sent nothing.
  if (setup_->master || !restored_->enrolment) {
    knows_past_ = true;
    return become_ready();
  }
  knows_past_ = context_.now() >= setup_->env->started + shown_after;
  look_again_due_ = setup_->env->started + shown_after;
  survey_orders();
}

/// Compares the venue's orders with the journal, from before it was last known
/// to be complete. Finds what became of orders without an end, and orders of
/// ours that the journal lost: it may be a backup that was put back, or
/// somebody else's engine works on this account.
void broker_state::survey_orders() {
  if (const auto& known = restored_->orders_known)
    watch_since_ = std::max(enrolled_, parse_rfc3339(*known).value_or(enrolled_)
                                         - survey_overlap);
  survey_.read(watch_since_, [this](result<std::vector<order_report>> told) {
    if (!told) {
      words_ = "looking for orders: " + told.error().text;
      return try_later(2s, &broker_state::survey_orders);
    }
    for (const auto& report : *told)
      if (!desk_.take(report)) {
        watch_for_strangers(report.key, report.opened);
        desk_.keep_stranger(report);
      }
    become_ready();
  });
}

void broker_state::become_ready() {
  phase_ = account_phase::ready;
  why_ = reason::none;
  words_.clear();
  past_until_ = context_.venue_now() + clock_margin;
  spdlog::info("account-ready: {} is connected", setup_->account);
  auto since = enrolled_;
  if (restored_->watermark)
    if (const auto mark = parse_rfc3339(*restored_->watermark))
      since = std::max(since, *mark);
  restored_.reset();
  self_
    ->request(setup_->journal, 30s, append_atom_v,
              journal_entry{{orders_known()}})
    .then([this] { orders_known_at_ = context_.now(); },
          [](const caf::error&) {}); // then the next start looks further back
  feed_.start(since);
  ask_fees();
  tell(standing());
}

journal::header broker_state::header() const {
  return {0,
          context_.now(),
          setup_->account,
          std::string{setup_->where->name()},
          setup_->env->mode,
          {}};
}

/// Says that the journal knows all orders of ours up to now.
journal::state_record broker_state::orders_known() const {
  return {header(), journal::slot::watermark, orders_known_key(setup_->account),
          to_rfc3339(context_.venue_now())};
}

void broker_state::ask_fees() {
  std::vector<symbol_id> symbols;
  for (const auto& [symbol, pair] : context_.venue->table())
    if (symbols.size() < 5 && pair.quote.str() == "USD")
      symbols.push_back(symbol);
  channel_->ask<std::map<symbol_id, fee_rate>>(
    context_.venue->fees(symbols),
    [this](const answer<std::map<symbol_id, fee_rate>>& told) {
      if (!told || told->empty())
        return; // the highest fee is assumed
      taker_fee_ = {};
      for (const auto& [symbol, rate] : *told)
        taker_fee_ = std::max(taker_fee_, rate.taker);
      tell(standing());
    });
  channel_->pump(context_.now());
}

// -- what others ask ----------------------------------------------------------

std::optional<placement> broker_state::barred(const place_order& what) const {
  using enum placement::kind;
  if (stopping_)
    return placement{denied, reason::stopping, {}};
  if (setup_->env->only_looks)
    return placement{denied, reason::stopping, "it is only looked at"};
  if (phase_ != account_phase::ready)
    return placement{denied,
                     why_ == reason::none ? reason::venue_unavailable : why_,
                     words_};
  if (second_engine() && what.priority == priority::entry)
    return placement{denied, reason::second_engine, {}};
  // Above all: never sell what is not known to be ours.
  if (what.priority == priority::exit
      && desk_.has_strange_sale(what.order.symbol))
    return placement{denied, reason::second_engine,
                     fmt::format("{} was sold by orders that the journal does "
                                 "not know",
                                 what.order.symbol)};
  return std::nullopt;
}

std::optional<placement> broker_state::adopt(const place_order& what) {
  auto was = desk_.adopt(what.order);
  if (was)
    spdlog::warn("order-adopted: {} had {} at the venue before the journal "
                 "knew it; it is not sent again",
                 setup_->account, what.order.key);
  return was;
}

caf::result<placement> broker_state::on_place(const place_order& what) {
  if (const auto was = adopt(what))
    return *was;
  if (auto no = barred(what))
    return *no;
  auto promise = self_->make_response_promise<placement>();
  if (may_have_been_sent(what))
    held_.emplace_back(what, promise);
  else
    desk_.place(what,
                [promise](const placement& p) mutable { promise.deliver(p); });
  return promise;
}

/// What copies something from before the start, and was decided only now, was
/// perhaps decided and sent before: the journal may be a backup that was put
/// back, and what was sent last is not in every view of the venue yet. The
/// private stream tells it at once; else it is looked for once more when it
/// must be there.
bool broker_state::may_have_been_sent(const place_order& what) const {
  return !knows_past_ && what.copies < past_until_;
}

void broker_state::look_again() {
  if (knows_past_ || context_.now() < look_again_due_)
    return;
  look_again_due_ = context_.now() + look_again_interval;
  survey_.read(watch_since_, [this](result<std::vector<order_report>> told) {
    if (!told)
      return; // asked again when it is due
    for (const auto& report : *told)
      on_report(report, true);
    context_.told_past();
  });
}

/// Whoever asked may not wait for the answer any more, so what is not sent is
/// told as well.
void broker_state::place_held() {
  for (auto& [what, promise] : std::exchange(held_, {})) {
    const auto key = what.order.key;
    auto answer = [this, key, promise = promise](const placement& p) mutable {
      promise.deliver(p);
      if (p.what == placement::kind::denied)
        context_.tell_order(
          {key, order_state::expired, p.why, p.words, {}, true});
    };
    if (const auto was = adopt(what))
      answer(*was);
    else if (const auto no = barred(what))
      answer(*no);
    else
      desk_.place(what, answer);
  }
}

caf::result<account_update> broker_state::on_refresh() {
  if (phase_ != account_phase::ready || stopping_ || funds_.fresh())
    return standing();
  auto promise = self_->make_response_promise<account_update>();
  funds_.refresh([this, promise](const result<void>&) mutable {
    promise.deliver(standing());
  });
  return promise;
}

/// Whoever puts books right goes by what the venue says now, not by what the
/// stream told.
caf::result<account_update> broker_state::on_ask_anew() {
  if (phase_ != account_phase::ready || stopping_)
    return standing();
  // Before, nothing can be relied on, and questions would hold that up.
  if (!knows_past_)
    return standing();
  auto promise = self_->make_response_promise<account_update>();
  funds_.refresh([this, promise](const result<void>&) mutable {
    promise.deliver(standing());
  });
  return promise;
}

caf::result<ledger_snapshot> broker_state::on_ledger(timestamp since,
                                                     bool heard_will_do) {
  if (phase_ != account_phase::ready || !funds_.current())
    return to_caf(failure{"the account is not ready"});
  const auto& heard = feed_.movements();
  if (heard_will_do && heard.covers(since, *funds_.current()))
    return ledger_snapshot{*funds_.current(), heard.movements()};
  // What moved between the snapshot and the ledger's begin would be missed.
  since = std::min(since, funds_.current()->as_of - 5s);
  auto promise = self_->make_response_promise<ledger_snapshot>();
  read_ledger(
    context_, since, context_.now() + ledger_patience,
    [promise, balance = *funds_.current()](auto told) mutable {
      if (!told)
        return promise.deliver(to_caf(told.error()));
      promise.deliver(ledger_snapshot{std::move(balance), std::move(*told)});
    });
  return promise;
}

void broker_state::on_listen(const account_listener_actor& who) {
  setup_->listeners->add(caf::actor_cast<caf::strong_actor_ptr>(who));
  // Whoever begins acts by the balance only after he knows the executions.
  for (auto& update : desk_.all())
    self_->send(who, std::move(update));
  self_->send(who, standing());
  repeat_to(who);
}

/// Whoever begins to listen may be the next incarnation of one that was told
/// and ended before it was on the disk. Twice is once for a copier.
void broker_state::repeat_to(const account_listener_actor& who) {
  if (!told_executions_.empty())
    self_->send(who, executions_seen{
                       {told_executions_.begin(), told_executions_.end()}});
  for (const auto& [id, seen] : told_reports_)
    self_->send(who, seen);
}

account_update broker_state::standing() const {
  const bool barred_by_twin = second_engine() && why_ == reason::none;
  return {phase_,           barred_by_twin ? reason::second_engine : why_,
          words_,           funds_.current(),
          funds_.settled(), knows_past_ && !second_engine(),
          taker_fee_,       enrolled_,
          enrolled_with_,   feed_.caught_up()};
}

template <class Message>
void broker_state::tell(const Message& what) {
  for (const auto& who : setup_->listeners->all())
    self_->send(caf::actor_cast<account_listener_actor>(who), what);
}

// -- news ---------------------------------------------------------------------

void broker_state::on_market(const market_update& news) {
  context_.venue = news.view->venue;
  context_.ahead = news.view->ahead;
  if (channel_)
    channel_->use(context_.venue);
}

void broker_state::on_execution(const execution& fill) {
  if (mutated(mutant::history_from_now) && setup_->master
      && fill.time < past_until_)
    return;
  if (desk_.take(fill))
    return;
  watch_for_strangers(fill.key, fill.time);
  if (fill.time >= watch_since_)
    desk_.keep_stranger(fill);
  funds_.executed(fill, false);
  tell(standing());
  if (setup_->master) {
    told_executions_.push_back(fill);
    if (told_executions_.size() > told_max)
      told_executions_.pop_front();
  }
  tell(executions_seen{{fill}});
}

void broker_state::on_report(const order_report& report, bool late) {
  if (desk_.take(report))
    return;
  watch_for_strangers(report.key, report.opened);
  desk_.keep_stranger(report);
  if (setup_->master) {
    if (told_reports_.size() > told_max)
      std::erase_if(told_reports_, [](const auto& each) {
        return is_closed(each.second.report.state);
      });
    told_reports_[report.id] = {report, late};
  } else if (!late)
    funds_.disturbed(); // the owner's order holds money, or gives it back
  tell(order_seen{report, late});
}

/// Of a master this may be what an equity waits for. Of a follower it only says
/// that there is more or less to copy with: trades are told as executions.
void broker_state::on_movement(const ledger_entry& moved) {
  if (setup_->master)
    tell(moved_atom_v);
  else if (moved.kind != ledger_kind::trade)
    funds_.disturbed();
}

bool broker_state::second_engine() const {
  return setup_->env->second_engines->contains(setup_->account);
}

void broker_state::watch_for_strangers(const order_key& key, timestamp time) {
  // What was there before the account took part is nobody's business, and what
  // was there before the survey began was looked at by another one.
  if (second_engine() || time < watch_since_ || !desk_.is_stranger(key))
    return;
  setup_->env->second_engines->set(setup_->account, true);
  spdlog::error("second-engine: {} has an order {} that looks like ours, but "
                "the journal does not know it; entries stop",
                setup_->account, key);
  // The next start would not look back that far again.
  self_->send(setup_->journal, observe_atom_v,
              journal_entry{{journal::state_record{
                header(), journal::slot::pause,
                second_engine_key(setup_->account), key.str()}}});
  tell(standing());
}

void broker_state::on_tick() {
  const bool idle = phase_ == account_phase::ready && !stopping_
                    && !desk_.busy() && channel_->idle();
  self_->delayed_send(self_, idle ? idle_tick_interval : tick_interval,
                      tick_atom_v);
  if (channel_ && nonces_)
    if (const auto end = nonces_->wanted(context_.now());
        end && !reserving_ && !channel_->idle())
      reserve_nonces(*end);
  if (phase_ == account_phase::ready) {
    desk_.tick();
    feed_.tick();
    look_again();
    if (!stopping_)
      funds_.tick();
  }
  if (channel_)
    channel_->pump(context_.now());
}

/// Whether something is under way that will soon be known: an answer, or the
/// end of an order that the venue took.
bool broker_state::is_finished() const {
  return !channel_ || (!channel_->in_flight() && !desk_.expects_ends());
}

void broker_state::answer_stop() {
  if (!stopping_ || !is_finished())
    return;
  feed_.stop();
  for (auto& promise : std::exchange(stop_waiting_, {}))
    promise.deliver();
}

/// A venue that hangs is no fault of this actor: its order is unknown, and the
/// next start looks it up.
void broker_state::give_up_waiting() {
  if (stop_waiting_.empty())
    return;
  if (channel_)
    channel_->abandon("the engine stopped before there was an answer");
  feed_.stop();
  for (auto& promise : std::exchange(stop_waiting_, {}))
    promise.deliver();
}

caf::result<void> broker_state::on_stop() {
  stopping_ = true;
  place_held(); // which are denied now
  if (channel_)
    channel_->drop_waiting("the engine is stopping");
  auto promise = self_->make_response_promise<void>();
  stop_waiting_.push_back(promise);
  self_->run_delayed(stop_patience, [this] { give_up_waiting(); });
  answer_stop();
  return promise;
}

// -- the ports of the channel -------------------------------------------------

void broker_state::send(net::http_request request, uint64_t number) {
  setup_->gate->count.fetch_add(1);
  setup_->env->transport->send(
    std::move(request), [to = setup_->address, gate = setup_->gate,
                         me = self_->id(), number](net::http_response r) {
      gate->count.fetch_sub(1);
      caf::anon_send(
        to, request_done{me, number,
                         std::make_shared<net::http_response>(std::move(r))});
    });
}

void broker_state::on_request_done(const request_done& done) {
  if (done.incarnation != self_->id() || !channel_)
    return;
  channel_->complete(done.number, *done.response, context_.now());
  answer_stop();
}

std::optional<uint64_t> broker_state::next_nonce(timestamp now) {
  auto nonce = nonces_->next(now);
  // Half a block before it is needed, so that nothing waits for it.
  if (const auto end = nonces_->wanted(now); !reserving_ && end)
    reserve_nonces(*end);
  return nonce;
}

void broker_state::reserve_nonces(uint64_t end) {
  reserving_ = true;
  journal::state_record record{header(), journal::slot::nonce,
                               fingerprint(*setup_->who), std::to_string(end)};
  journal_entry entry{{std::move(record)}};
  const auto now = context_.now();
  // While such a sale bars others, the next start has to find it again.
  if (orders_known_at_ && now - *orders_known_at_ >= known_interval
      && !desk_.has_strange_sales()) {
    entry.records.emplace_back(orders_known());
    orders_known_at_ = now;
  }
  self_->request(setup_->journal, 10s, append_atom_v, std::move(entry))
    .then(
      [this, end] {
        reserving_ = false;
        nonces_->reserved(end);
        channel_->pump(context_.now());
      },
      [this](const caf::error& why) {
        reserving_ = false;
        spdlog::error("nonce-block: {} can not reserve nonces, nothing is "
                      "sent when those it has are used up: {}",
                      setup_->account, describe(why));
      });
}

void broker_state::wake(timestamp at) {
  if (at >= wake_at_)
    return;
  wake_at_ = at;
  const auto wait = std::max<duration>(at - context_.now(), 1ms);
  self_->delayed_send(self_, wait, pump_atom_v);
}

bool broker_state::allowed(const private_request& request) const {
  const auto& halts = *setup_->env->halts;
  if (!request.write)
    return true;
  if (setup_->env->only_looks)
    return false;
  if (halts.everything.load())
    return false;
  return request.priority != priority::entry || !halts.entries.load();
}

} // namespace lockstep::actors
