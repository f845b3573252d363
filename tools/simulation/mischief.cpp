#include "tools/simulation/mischief.hpp"

#include "tools/simulation/trader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lockstep::simulated {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// After what moment a crash still hits what it began.
constexpr uint64_t steps_bits = 9;

std::vector<fs::path> journal_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{folder})
    if (entry.path().filename().string().starts_with("journal."))
      files.push_back(entry.path());
  return files;
}

} // namespace

mischief::mischief(engine_world& world, const simulation_faults& faults,
                   seeded random, teller tell)
  : world_{world}, faults_{faults}, random_{random}, tell_{std::move(tell)} {}

void mischief::strike(std::string_view name, const std::string& words) {
  ++struck_[std::string{name}];
  tell_(fmt::format("{}: {}", name, words));
}

std::map<std::string, uint64_t> mischief::struck() {
  auto all = struck_;
  world_.exchange().control([&](paper::controls& c) {
    for (const auto& [name, times] : c.faults.struck())
      all[name == lockouts ? "throttle" : name] += times;
  });
  return all;
}

bool mischief::refused_keys() {
  bool any = struck_.contains("ban");
  world_.exchange().control([&](paper::controls& c) {
    any = any || c.faults.struck().contains(lockouts);
  });
  return any;
}

const member& mischief::anybody() {
  return random_.pick(world_.setup().members);
}

// -- at the exchange ----------------------------------------------------------

void mischief::spoil(std::string_view name, std::string_view fault,
                     uint32_t chance, const std::string& terms) {
  if (chance == 0)
    return;
  auto rule = paper::parse_fault(fmt::format("{}:{}", fault, terms)).value();
  rule.name = name;
  rule.chance_ppm = chance;
  world_.exchange().control(
    [&](paper::controls& all) { all.faults.add(std::move(rule)); });
}

void mischief::spoil_requests() {
  for (const auto* fault : {"drop", "hang", "bad-gateway"})
    spoil("lost-before", fault, faults_.lost_before / 3);
  for (const auto* fault :
       {"lost-reply", "hang-executed", "bad-gateway-executed"})
    spoil("lost-after", fault, faults_.lost_after / 3);
  spoil("delay", "latency", faults_.delay, "delay=1ms,jitter=400ms");
  spoil("delay", "latency", faults_.delay / 20, "delay=1s,jitter=20s");
  for (const auto* fault : {"garbage", "truncated"})
    spoil("garbage", fault, faults_.garbage / 2);
  for (const auto* fault : {"unavailable", "unavailable-executed", "busy",
                            "busy-executed", "timeout", "timeout-executed",
                            "internal-error", "internal-error-executed"})
    spoil("trouble", fault, faults_.trouble / 8);
  for (const auto* fault : {"throttled", "rate-limit"})
    spoil("throttle", fault, faults_.throttle / 2);
  spoil(lockouts, "lockout", faults_.throttle / 50);
  for (const auto* lag : {"delay=300ms", "delay=5s", "delay=40s"})
    spoil("view-lag", "view-lag", faults_.view_lag / 3, lag);
  spoil("duplicate", "ws-duplicate", faults_.duplicate);
  spoil("gap", "ws-gap", faults_.gap);
  spoil("disconnect", "ws-disconnect", faults_.disconnect);
}

void mischief::order_arrives(const std::string& account) {
  if (over_ || !random_.chance(faults_.partial_fill))
    return;
  std::vector<quantity> parts;
  for (auto n = random_.between(1, 5); n > 0; --n)
    parts.emplace_back(divide(decimal{random_.between(1, 900)},
                              decimal{100'000}, rounding::down));
  world_.exchange().control([&](paper::controls& all) {
    static_cast<void>(
      all.core.script_parts(account_id{account}, std::move(parts)));
  });
  strike("partial-fill", account);
}

// -- each second --------------------------------------------------------------

void mischief::begin() {
  spoil_requests();
  world_.time().after(1s, [this] { every_second(); });
}

void mischief::every_second() {
  if (over_)
    return;
  const auto perhaps = [this](uint32_t chance, void (mischief::*what)()) {
    if (random_.chance(chance))
      (this->*what)();
  };
  perhaps(faults_.token_expiry, &mischief::expire_tokens);
  perhaps(faults_.ban, &mischief::ban);
  perhaps(faults_.maintenance, &mischief::maintain);
  perhaps(faults_.network_cut, &mischief::cut_network);
  perhaps(faults_.clock_jump, &mischief::jump_clock);
  perhaps(faults_.deposit, &mischief::pay);
  perhaps(faults_.manual_trade, &mischief::trade_by_hand);
  perhaps(faults_.halt, &mischief::halt);
  perhaps(faults_.disk_full, &mischief::fill_disk);
  perhaps(faults_.restored_backup, &mischief::restore_backup);
  world_.time().after(1s, [this] { every_second(); });
}

void mischief::for_a_while(duration most, std::function<void()> done) {
  const auto ms = most / 1ms;
  world_.time().after(1ms * random_.between(1, ms),
                      [this, done = std::move(done)] {
                        if (!over_) // else `end` has done it
                          done();
                      });
}

void mischief::expire_tokens() {
  const auto who = random_.one_in(2) ? std::string{} : anybody().name;
  strike("token-expiry", who.empty() ? "of all" : who);
  world_.exchange().control([&](paper::controls& all) {
    all.tokens.invalidate(account_id{who});
    all.disconnect(account_id{who});
  });
}

void mischief::ban() {
  const auto who = anybody().name;
  const auto set = [this, who](const std::string& error) {
    world_.exchange().control([&](paper::controls& all) {
      all.gate.ban(virtual_exchange::key_of(who), error);
    });
  };
  strike("ban", who);
  set(random_.one_in(2) ? "EAPI:Invalid key" : "EGeneral:Permission denied");
  for_a_while(20s, [set] { set({}); });
}

void mischief::maintain() {
  constexpr std::array kinds{trading_status::maintenance,
                             trading_status::cancel_only,
                             trading_status::post_only,
                             trading_status::limit_only};
  const auto kind = random_.pick(kinds);
  strike("maintenance", std::string{to_string(kind)});
  world_.exchange().set_status(kind);
  for_a_while(20s,
              [this] { world_.exchange().set_status(trading_status::online); });
}

void mischief::cut_network() {
  strike("network-cut", "begins");
  world_.network().unplug();
  for_a_while(random_.one_in(4) ? 60s : 5s, [this] {
    tell_("network-cut: over");
    world_.network().plug();
  });
}

void mischief::jump_clock() {
  const auto by = 1ms * random_.between(-30'000, 30'000);
  strike("clock-jump", fmt::format("{} ms", by / 1ms));
  world_.engine_clock().jump(by);
}

void mischief::pay() {
  const auto& who = anybody();
  const auto cents = random_.between(-10'000, 30'000);
  const auto amount = divide(decimal{cents}, decimal{100}, rounding::down);
  strike("deposit", fmt::format("{} USD for {}", amount, who.name));
  paid_[who.name] = world_.now();
  world_.exchange().control([&](paper::controls& all) {
    const account_id account{who.name};
    if (amount.is_positive())
      static_cast<void>(all.core.deposit(account, "USD", amount, all.now()));
    else if (amount.is_negative())
      static_cast<void>(all.core.withdraw(account, "USD", -amount, all.now()));
  });
}

void mischief::trade_by_hand() {
  const auto& all_members = world_.setup().members;
  const auto& who = all_members.at(
    1 + static_cast<size_t>(random_.below(all_members.size() - 1)));
  const auto& pair = random_.pick(traded_pairs);
  const auto holds = world_.exchange().holds(who.name, pair.base);
  paper::order_input what;
  what.pair = pair.venue_name;
  what.ordertype = "market";
  const bool sells = holds.is_positive() && random_.one_in(2);
  what.type = sells ? "sell" : "buy";
  const auto share = decimal{random_.between(1, 100)};
  const auto volume = sells ? multiply_divide(holds, share, decimal{100},
                                              rounding::down)
                            : divide(share, decimal{20'000}, rounding::down);
  what.volume = volume.str(8, rounding::down);
  strike("manual-trade", fmt::format("{} {}s {} {}", who.name, what.type,
                                     what.volume, pair.base));
  paid_[who.name] = world_.now();
  if (sells)
    touched_.emplace(who.name, pair.base);
  world_.exchange().control([&](paper::controls& all) {
    static_cast<void>(
      all.core.add_order(account_id{who.name}, what, all.now()));
  });
}

void mischief::halt() {
  if (!world_.is_running())
    return;
  const bool everything = random_.one_in(3);
  strike("halt", everything ? "everything" : "entries");
  (everything ? world_.halts().everything : world_.halts().entries) = true;
  for_a_while(30s, [this] {
    tell_("halt: over");
    world_.halts().everything = false;
    world_.halts().entries = false;
  });
}

void mischief::fill_disk() {
  if (!world_.is_running())
    return;
  strike("disk-full", "begins");
  world_.fill_disk(true);
  for_a_while(20s, [this] {
    tell_("disk-full: over");
    if (world_.is_running())
      world_.fill_disk(false);
  });
}

// -- crashes ------------------------------------------------------------------

void mischief::busy() {
  if (over_)
    return;
  if (!crash_in_ && random_.chance(faults_.process_crash))
    crash_in_ = random_.any_size(steps_bits);
  if (!kill_in_ && random_.chance(faults_.actor_crash))
    kill_in_ = random_.any_size(steps_bits);
}

bool mischief::has_to_act() const {
  return crash_in_ || kill_in_ || start_due_;
}

void mischief::act() {
  const auto is_due = [](std::optional<uint64_t>& in) {
    if (!in || (*in)-- > 0)
      return false;
    in.reset();
    return true;
  };
  if (is_due(kill_in_) && world_.is_running())
    kill_somebody();
  if (is_due(crash_in_) && world_.is_running()) {
    strike("process-crash", "the process ends");
    crash();
  }
  if (std::exchange(start_due_, false)) {
    if (std::exchange(put_back_, false))
      put_back();
    tell_("the process begins");
    world_.start();
  }
}

void mischief::kill_somebody() {
  const auto names = world_.actors_running();
  const auto& name = random_.pick(names);
  if (name == "engine")
    return; // that is a process crash
  strike("actor-crash", name);
  world_.kill(name);
}

void mischief::crash() {
  world_.crash();
  const auto down = random_.one_in(3)   ? 1ms * random_.between(5'000, 90'000)
                    : random_.one_in(2) ? 0ms
                                        : 1ms * random_.between(1, 5'000);
  world_.time().after(down, [this] { start_due_ = true; });
}

/// What was committed so far. Nothing writes between two steps, and an open
/// group is not in force in a copy.
void mischief::back_up() {
  backup_ = world_.data_directory() / "backup";
  fs::remove_all(backup_);
  fs::create_directory(backup_);
  for (const auto& file : journal_files(world_.data_directory()))
    fs::copy_file(file, backup_ / file.filename());
}

void mischief::restore_backup() {
  if (!world_.is_running() || put_back_)
    return;
  back_up();
  tell_("a backup is made");
  world_.time().after(1ms * random_.between(500, 60'000), [this] {
    if (over_ || !world_.is_running())
      return;
    strike(restored, "the process ends");
    put_back_ = true;
    crash_in_ = 0;
  });
}

void mischief::put_back() {
  tell_("the backup is put back");
  for (const auto& file : journal_files(world_.data_directory()))
    fs::remove(file);
  for (const auto& file : journal_files(backup_))
    fs::copy_file(file, world_.data_directory() / file.filename());
}

// -- the end ------------------------------------------------------------------

void mischief::end() {
  over_ = true;
  crash_in_.reset();
  kill_in_.reset();
  tell_("no more faults");
  world_.network().plug();
  world_.exchange().clear_faults();
  world_.exchange().set_status(trading_status::online);
  world_.exchange().control([&](paper::controls& all) {
    for (const auto& one : world_.setup().members) {
      all.gate.ban(virtual_exchange::key_of(one.name), {});
      static_cast<void>(all.core.script_parts(account_id{one.name}, {}));
    }
  });
  if (!world_.is_running())
    return;
  world_.fill_disk(false);
  world_.halts().everything = false;
  world_.halts().entries = false;
}

} // namespace lockstep::simulated
