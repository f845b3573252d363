#include "actors/reviews.hpp"

#include "actors/desk_facts.hpp"

#include <caf/scoped_actor.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_timeout = 3s;
/// A balance is asked again where an execution fell in between.
constexpr auto balance_timeout = 10s;

/// The accounts are asked together: who is stuck costs one time limit.
class questions {
public:
  questions(caf::actor_system& system, const engine_addresses& at)
    : self_{system}, at_{at} {}

  result<market_view_ptr> market() {
    result<market_view_ptr> found;
    self_->request(at_.market.as<market_actor>(), answer_timeout, market_atom_v)
      .receive([&](const market_update& told) { found = told.view; },
               [&](const caf::error& why) {
                 found = fail("the exchange's pairs are not known: {}",
                              describe(why));
               });
    return found;
  }

  bool master_read() {
    bool idle = false;
    self_->request(at_.copier.as<copier_actor>(), answer_timeout, idle_atom_v)
      .receive([&](bool told) { idle = told; }, [](const caf::error&) {});
    return idle;
  }

  std::vector<account_update> balances(const std::vector<account_id>& of) {
    const auto ask = [&](const account_id& who) {
      return self_->request(at_.brokers.at(who).as<broker_actor>(),
                            balance_timeout, anew_atom_v);
    };
    std::vector<decltype(ask(of.front()))> asked;
    for (const auto& who : of)
      asked.push_back(ask(who));
    std::vector<account_update> told(of.size());
    for (size_t i = 0; i < of.size(); ++i)
      std::move(asked[i]).receive(
        [&](const account_update& news) { told[i] = news; },
        [&](const caf::error& why) { told[i].words = describe(why); });
    return told;
  }

private:
  caf::scoped_actor self_;
  const engine_addresses& at_;
};

} // namespace

review_question
question_of(const engine_setup& setup, const environment& world,
            const account_setup& account, const account_update& told,
            const market_view& market, timestamp asked, bool master_read) {
  review_question what;
  what.who = {account.account, std::string{setup.venue->name()}, setup.mode,
              account.copy,
              std::make_shared<const copytrade::copy_rules>(setup.rules)};
  what.told = told;
  what.facts = facts_of(world, account.account, told, &market);
  what.asked = asked;
  what.master_read = master_read;
  what.only_looks = world.only_looks;
  return what;
}

result<std::vector<account_review>>
reviews_of(caf::actor_system& system, const engine_setup& setup,
           const engine_addresses& at, const environment& world,
           const std::vector<account_id>& of) {
  questions ask{system, at};
  const auto market = ask.market();
  if (!market)
    return tl::unexpected{market.error()};
  const auto asked = world.clock->now() + (*market)->ahead;
  const auto told = ask.balances(of);
  // After that, so that what the balances show has its rows.
  const bool master_read = ask.master_read();
  const auto from = journal::reader::open(setup.journal);
  if (!from)
    return tl::unexpected{from.error()};
  std::vector<account_review> all;
  for (size_t i = 0; i < of.size(); ++i) {
    const auto account = std::ranges::find(setup.followers, of[i],
                                           &account_setup::account);
    if (account == setup.followers.end())
      return fail("there is no follower {}", of[i]);
    auto found = review(question_of(setup, world, *account, told[i], **market,
                                    asked, master_read),
                        *from);
    if (!found)
      return tl::unexpected{found.error()};
    all.push_back(std::move(*found));
  }
  return all;
}

} // namespace lockstep::actors
