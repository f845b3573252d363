#include "actors/follower.hpp"

#include "actors/desk_facts.hpp"
#include "actors/runtime/guard.hpp"
#include "model/mutant.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto review_interval = 500ms;
/// A signal waits this long for a fresh balance, then takes the one there is.
constexpr auto refresh_timeout = 2s;
/// An order without an answer for this long is reported as unresolved; its
/// broker goes on finding out.
constexpr auto place_timeout = 30s;
constexpr auto hello_timeout = 60s;
constexpr auto listen_timeout = 60s;
/// How long a signal waits for an account that is still connecting.
constexpr duration connect_patience = 10s;
/// A clock of the venue that is read in seconds is off by up to one.
constexpr duration past_margin = 1s;
/// How long an entry waits for the end of orders from before the start.
constexpr duration settle_patience = 2s;

} // namespace

follower_state::follower_state(follower_actor::pointer self,
                               std::shared_ptr<const follower_setup> setup)
  : self_{self}, setup_{std::move(setup)}, desk_{identity(), make_recorder()} {}

follower_actor::behavior_type follower_state::make_behavior() {
  install_guards(self_);
  restore();
  return {
    [this](heads_up_atom, const order_id& order) { on_heads_up(order); },
    [this](const dispatch& what) { on_dispatch(what); },
    [this](order_end_atom, const order_id& order) { on_order_end(order); },
    [this](const market_update& news) { on_market(news); },
    [this](describe_atom) { return on_describe(); },
    [this](tick_atom) { on_tick(); },
    [this](const account_update& news) { on_account(news); },
    [this](const order_update& news) { on_order(news); },
    [](const executions_seen&) {}, // his own trades: his balance tells
    [](const order_seen&) {},
    [](moved_atom) {},
    [this](stop_atom) { stopping_ = true; },
  };
}

// -- starting -----------------------------------------------------------------

void follower_state::restore() {
  self_
    ->request(setup_->journal, 30s, restore_atom_v, setup_->who.account,
              restore_scope::follower)
    .then(
      [this](const std::shared_ptr<const restored_account>& found) {
        on_restored(found);
      },
      [this](const caf::error& why) {
        spdlog::error("follower-restore: {} can not read the journal: {}",
                      setup_->who.account, describe(why));
        self_->run_delayed(1s, [this] { restore(); });
      });
}

void follower_state::on_restored(
  const std::shared_ptr<const restored_account>& found) {
  desk_ = recorded_desk{identity(), make_recorder()};
  desk_.see(market_);
  if (auto done = desk_.restore(found); !done)
    throw std::runtime_error{done.error().text}; // ends in quarantine
  restored_ = true;
  self_->send(setup_->market, listen_atom_v,
              caf::actor_cast<caf::strong_actor_ptr>(setup_->address));
  if (market_)
    meet_broker();
  say_hello();
}

/// News of orders need the market's pairs, so what was missed before is told
/// only now.
void follower_state::meet_broker() {
  if (!restored_ || std::exchange(met_broker_, true))
    return;
  // A predecessor may have ended between the journal and the broker.
  for (const auto& order : desk_.unfinished())
    self_->send(setup_->broker, resolve_atom_v, order);
  listen_to_broker();
}

/// His address listened before this incarnation was there, so news come at
/// once. But what was told to a predecessor comes only with the answer, and
/// before that it is as if the account were still connecting.
void follower_state::listen_to_broker() {
  self_
    ->request(setup_->broker, listen_timeout, listen_atom_v,
              caf::actor_cast<caf::strong_actor_ptr>(setup_->address))
    .then(
      [this] {
        told_ = true;
        copy_waiting();
        if (ready())
          sell_excess();
      },
      [this](const caf::error& why) {
        // Whoever is out of service knows nothing, and takes no order either.
        told_ = told_ || never_delivered(why);
        self_->run_delayed(1s, [this] { listen_to_broker(); });
      });
}

/// What came while nobody was here may lack what came before it, which went
/// down with a predecessor. The copier repeats all that is open.
void follower_state::say_hello() {
  self_
    ->request(setup_->copier, hello_timeout, hello_atom_v, setup_->who.account)
    .then(
      [this] {
        caught_up_ = true;
        copy_waiting();
      },
      [this](const caf::error&) {
        self_->run_delayed(1s, [this] { say_hello(); });
      });
}

// -- signals ------------------------------------------------------------------

bool follower_state::ready() const {
  return restored_ && market_ && !refreshing_ && !stopping_;
}

bool follower_state::connecting() const {
  return !told_ || account_.phase == account_phase::starting;
}

/// Whether every order from before the start is known that there is. With a
/// second engine it never is; sales go on as far as the broker lets them.
bool follower_state::past_is_known() const {
  return account_.phase != account_phase::ready || account_.complete
         || account_.why == reason::second_engine;
}

/// What was perhaps sent before the start would be held by the broker until
/// that is known; a crash meanwhile would leave an order that is sought for a
/// minute. So it is not even decided before.
void follower_state::sell_excess() {
  if (past_is_known())
    carry_out(desk_.sell_excess(facts()));
}

/// An account that is still connecting gets some time to do so; then its row
/// says that it did not.
bool follower_state::ready_for(const waiting_signal& next) const {
  const bool unsettled = !account_.settled
                         && next.what.signal->direction
                              == copytrade::direction::entry;
  const bool was_perhaps_sent = !past_is_known()
                                && next.what.signal->executed < past_until_;
  const auto waited = setup_->env->clock->now() - next.since;
  return ready() && caught_up_
         && ((!connecting() && !was_perhaps_sent) || waited >= connect_patience)
         && (!unsettled || waited >= settle_patience);
}

void follower_state::on_heads_up(const order_id&) {
  if (refreshing_ || account_.phase != account_phase::ready)
    return;
  refreshing_ = true;
  const auto go_on = [this] {
    refreshing_ = false;
    copy_waiting();
  };
  self_->request(setup_->broker, refresh_timeout, refresh_atom_v)
    .then(
      [this, go_on](const account_update& news) {
        account_ = news;
        go_on();
      },
      [go_on](const caf::error&) { go_on(); });
}

void follower_state::on_dispatch(const dispatch& what) {
  auto since = setup_->env->clock->now();
  // Of what is told twice meanwhile, the second time is in the right order.
  if (!caught_up_)
    std::erase_if(waiting_, [&](const waiting_signal& each) {
      const bool again = each.what.signal->id == what.signal->id;
      since = again ? each.since : since;
      return again;
    });
  waiting_.push_back({what, since});
  if (what.market)
    use(what.market);
  copy_waiting();
}

/// Views come by several ways; the newest counts. A sale at the price of an
/// hour ago finds no buyer.
void follower_state::use(const market_view_ptr& view) {
  if (!market_ || view->as_of >= market_->as_of)
    market_ = view;
  desk_.see(market_);
  meet_broker();
}

void follower_state::copy_waiting() {
  copy_ready();
  end_orders();
}

void follower_state::copy_ready() {
  std::vector<dispatch> all;
  for (; !waiting_.empty() && ready_for(waiting_.front()); waiting_.pop_front())
    all.push_back(std::move(waiting_.front().what));
  if (!waiting_.empty())
    keep_ticking();
  if (all.size() == 1)
    return copy(all.front());
  std::vector<dispatch> missed;
  for (const auto& each : all) {
    if (desk_.answered(each.signal->id))
      copy(each); // repeats its row
    else
      missed.push_back(each);
  }
  if (missed.empty())
    return;
  size_t which = 0;
  for (const auto& each : desk_.net(missed, facts())) {
    act(each.what, [&] { return desk_.on_netted(each, which, facts()); });
    ++which;
  }
}

void follower_state::copy(const dispatch& what) {
  act(*what.signal, [&] { return desk_.on_signal(what.signal, facts()); });
}

/// What throws here ends this incarnation; its row is written before that, so
/// that the next one does not meet the same signal again.
void follower_state::act(const copytrade::signal& on,
                         const std::function<desk_steps()>& decide) {
  try {
    if (desk_.waits_to_sell())
      carry_out(desk_.sell_excess(facts()));
    carry_out(decide());
  } catch (const std::exception& e) {
    auto steps = desk_.on_fault(on, venue_now(), e.what());
    self_->send(setup_->journal, observe_atom_v, std::move(steps.journal));
    report(steps.rows);
    throw;
  }
}

void follower_state::on_order_end(const order_id& order) {
  ended_.insert(order);
  end_orders();
}

/// A signal that still waits is sized by what its order was begun with.
void follower_state::end_orders() {
  if (!restored_ || !market_ || ended_.empty())
    return;
  for (auto at = ended_.begin(); at != ended_.end();) {
    const auto order = *at;
    const bool waits = std::ranges::any_of(waiting_, [&](const auto& each) {
      return each.what.signal->id.order == order;
    });
    if (waits) {
      ++at;
      continue;
    }
    at = ended_.erase(at);
    carry_out(desk_.on_master_order_end(order, facts()));
  }
}

// -- news ---------------------------------------------------------------------

/// Sales that waited for this go before anything that is bought.
void follower_state::on_market(const market_update& news) {
  const bool barred = !market_ || !takes_limit_orders(market_->status);
  use(news.view);
  if (barred && takes_limit_orders(market_->status))
    desk_.hurry_sales();
  if (restored_ && !stopping_)
    sell_excess();
  copy_waiting();
}

void follower_state::on_account(const account_update& news) {
  const bool was_ready = account_.phase == account_phase::ready;
  account_ = news;
  if (!was_ready && news.phase == account_phase::ready)
    past_until_ = past_margin
                  + (market_ ? venue_now() : setup_->env->clock->now());
  if (restored_ && market_ && news.enrolled_with)
    carry_out(desk_.adopt(*news.enrolled_with, venue_now()));
  copy_waiting();
  if (ready() && news.balance && news.complete)
    carry_out(desk_.on_balance(facts()));
}

void follower_state::on_order(const order_update& news) {
  if (news.balance)
    account_.balance = news.balance;
  if (restored_ && market_)
    carry_out(desk_.on_order(news, facts()));
}

void follower_state::keep_ticking() {
  if (!std::exchange(ticking_, true))
    self_->delayed_send(self_, review_interval, tick_atom_v);
}

void follower_state::on_tick() {
  ticking_ = false;
  copy_waiting();
  if (ready() && desk_.waits_to_sell())
    sell_what_waits();
}

/// Prices are not pushed to followers, so they are asked for. Without an
/// answer the last ones must do.
void follower_state::sell_what_waits() {
  const auto sell = [this] {
    if (ready())
      sell_excess();
  };
  self_->request(setup_->market, 1s, market_atom_v)
    .then(
      [this, sell](const market_update& news) {
        use(news.view);
        sell();
      },
      [sell](const caf::error&) { sell(); });
}

// -- carrying out -------------------------------------------------------------

void follower_state::carry_out(desk_steps steps) {
  if (desk_.waits_to_sell())
    keep_ticking();
  if (steps.journal.records.empty())
    return report(steps.rows);
  if (mutated(mutant::send_before_journal))
    for (const auto& order : std::exchange(steps.orders, {}))
      place(order);
  auto entry = std::move(steps.journal);
  self_
    ->request(setup_->journal, place_timeout, append_atom_v, std::move(entry))
    .then(
      [this, steps] {
        for (const auto& order : steps.orders)
          place(order);
        report(steps.rows);
      },
      [this, steps](const caf::error& why) {
        // Perhaps not on the disk, and perhaps so: the next incarnation knows.
        // It reads the journal, and is told orders and signals again.
        const bool refused = why == errc::unwritable || why == errc::failed;
        if (!refused && !stopping_) {
          spdlog::warn("follower-journal: {} begins again, the journal did not "
                       "answer: {}",
                       setup_->who.account, describe(why));
          return self_->quit(why);
        }
        // Nothing is on the disk, so nothing is sent.
        const auto cause = why == errc::unwritable ? reason::journal_unwritable
                                                   : reason::internal_error;
        for (const auto& order : steps.orders)
          carry_out(desk_.on_placement(
            order.order.key, {placement::kind::denied, cause, describe(why)},
            facts()));
        report(steps.rows);
      });
}

void follower_state::place(const place_order& order) {
  const auto key = order.order.key;
  self_->request(setup_->broker, place_timeout, place_atom_v, order)
    .then(
      [this, key](const placement& told) {
        carry_out(desk_.on_placement(key, told, facts()));
      },
      [this, key, order](const caf::error& why) {
        if (mutated(mutant::buffered_place))
          return void(
            self_->run_delayed(100ms, [this, order] { place(order); }));
        const placement told = never_delivered(why)
                                 ? placement{placement::kind::denied,
                                             reason::quarantined, describe(why)}
                                 : placement{placement::kind::unknown,
                                             reason::unresolved, describe(why)};
        carry_out(desk_.on_placement(key, told, facts()));
      });
}

void follower_state::report(const std::vector<copytrade::row>& rows) {
  for (const auto& r : rows)
    self_->send(setup_->copier, row_update{r});
}

// -- what it knows ------------------------------------------------------------

recorder follower_state::make_recorder() {
  return {setup_->who.account, setup_->env->messages,
          [this](call_ptr call) {
            self_->send(setup_->journal, observe_atom_v,
                        journal_entry{{}, std::move(call)});
          },
          [this] { return venue_now(); }};
}

std::shared_ptr<const copy_desk::identity> follower_state::identity() const {
  return {setup_, &setup_->who};
}

timestamp follower_state::venue_now() const {
  return setup_->env->clock->now() + (market_ ? market_->ahead : duration{});
}

desk_facts follower_state::facts() const {
  auto f = facts_of(*setup_->env, setup_->who.account, account_, market_.get());
  if (!told_)
    f.account.barred = reason::venue_unavailable;
  return f;
}

caf::result<account_report> follower_state::on_describe() {
  account_report r;
  r.account = setup_->who.account;
  r.phase = account_.phase;
  r.why = account_.why;
  r.words = account_.words;
  r.balance = account_.balance;
  r.positions = desk_.positions();
  r.open = desk_.open_rows();
  return r;
}

} // namespace lockstep::actors
