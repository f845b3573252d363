#include "tools/simulation/auditor.hpp"

#include "tools/paper_exchange/wire/params.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>

namespace lockstep::simulated {

namespace {

constexpr size_t events_kept = 40;
constexpr std::string_view private_calls = "/0/private/";

std::string base_of(const symbol_id& symbol) {
  return symbol.str().substr(0, symbol.str().find('/'));
}

/// What people place carries no key.
bool is_ours(const paper::order& o) {
  return !o.key.empty();
}

/// What a trade does to the position in its base asset.
decimal net_of(const paper::trade& fill, const std::string& base) {
  const auto size = fill.quantity.value();
  const auto fee = fill.charged.asset.str() == base ? fill.charged.amount
                                                    : decimal{};
  return fill.side == side::buy ? size - fee : -(size + fee);
}

} // namespace

auditor::auditor(const world_setup& setup, const clock& time,
                 std::filesystem::path journal_at)
  : time_{time},
    master_{setup.members.front().name},
    journal_at_{std::move(journal_at)} {
  for (const auto& one : setup.members) {
    owner_of_key_[virtual_exchange::key_of(one.name)] = one.name;
    for (const auto& [asset, amount] : one.owns)
      totals_[{one.name, asset}] = decimal::parse(amount).value();
    equities_[one.name].emplace_back(time_.now(), equity(one.name));
  }
}

void auditor::report(std::string invariant, std::string numbers) {
  if (!broken_)
    broken_ = {std::move(invariant), std::move(numbers)};
}

void auditor::remember(const std::string& what) {
  if (events_.size() == events_kept)
    events_.pop_front();
  events_.push_back(to_rfc3339(time_.now()) + " " + what);
  spdlog::info("simulated: {}", events_.back());
}

const journal::reader& auditor::committed() {
  if (!reader_)
    reader_.emplace(journal::reader::open(journal_at_).value());
  return *reader_;
}

decimal auditor::position(const std::string& account,
                          const std::string& base) const {
  const auto at = positions_.find({account, base});
  return at == positions_.end() ? decimal{} : at->second;
}

decimal auditor::last_price(const std::string& base) const {
  const auto at = prices_.find(base);
  return at == prices_.end() ? decimal{} : at->second;
}

decimal auditor::equity(const std::string& account) const {
  const auto cash = totals_.find({account, "USD"});
  auto sum = cash == totals_.end() ? decimal{} : cash->second;
  for (const auto& [base, price] : prices_)
    sum += multiply(std::max(decimal{}, position(account, base)), price,
                    rounding::down);
  return sum;
}

auto auditor::equity_between(const std::string& account, timestamp from,
                             timestamp to) const -> equity_range {
  const auto& all = equities_.at(account);
  const auto after = std::ranges::upper_bound(
    all, from, {}, &std::pair<timestamp, decimal>::first);
  const auto first = after == all.begin() ? after : std::prev(after);
  equity_range found{first->second, first->second};
  for (auto at = first; at != all.end() && at->first <= to; ++at) {
    found.least = std::min(found.least, at->second);
    found.most = std::max(found.most, at->second);
  }
  return found;
}

// -- the exchange -------------------------------------------------------------

void auditor::on_ledger(const account_id& who, const ledger_entry& entry) {
  totals_[{who.str(), entry.asset.str()}] = entry.balance_after;
}

void auditor::on_order(const paper::order_event& event) {
  using kind = paper::order_event_kind;
  if (event.kind == kind::trade)
    on_trade(event.subject, *event.fill);
  else if (event.kind == kind::pending_new && is_ours(event.subject))
    on_new_order(event.subject);
}

void auditor::on_new_order(const paper::order& o) {
  const auto who = o.owner.str();
  remember(fmt::format("{} has order {} {} {} {} {} {}", who, o.id,
                       to_string(o.side), o.volume, o.symbol,
                       o.limit ? o.limit->str() : "market", o.key));
  if (who == master_)
    report("master-untouched",
           fmt::format("the master has an order of ours: {}", o.id));
  audited_order known{who, base_of(o.symbol), o.side, o.volume.value(), {},
                      {},  time_.now()};
  if (!ours_.emplace(o.key, std::move(known)).second)
    report("one-order-per-key",
           fmt::format("{} has two orders under {}, the second is {}", who,
                       o.key, o.id));
}

void auditor::on_trade(const paper::order& o, const paper::trade& fill) {
  prices_[base_of(o.symbol)] = fill.price.value();
  if (is_ours(o))
    on_our_trade(o, fill);
  else if (o.owner.str() == master_)
    on_master_trade(o, fill);
  note_equities();
}

void auditor::note_equities() {
  for (auto& [account, known] : equities_)
    known.emplace_back(time_.now(), equity(account));
}

void auditor::on_our_trade(const paper::order& o, const paper::trade& fill) {
  const auto base = base_of(o.symbol);
  const auto moved = net_of(fill, base);
  auto& known = ours_[o.key];
  known.executed += fill.quantity.value();
  known.net += moved;
  auto& position = positions_[{o.owner.str(), base}];
  position += moved;
  if (position.is_negative())
    report("sold-more-than-bought",
           fmt::format("{} of {}: {} more {} sold than bought, by order {} {}",
                       base, o.owner, -position, base, o.id, o.key));
  remember(fmt::format("{} {}s {} {} at {}, has {} from copying", o.owner,
                       to_string(fill.side), fill.quantity, base, fill.price,
                       position));
}

void auditor::on_master_trade(const paper::order& o, const paper::trade& fill) {
  const auto base = base_of(o.symbol);
  const auto moved = net_of(fill, base);
  auto& known = master_orders_[o.id];
  if (known.executed.is_zero()) {
    known.base = base;
    known.side = o.side;
    known.first = fill.time;
    known.began = time_.now();
    // The ledger has been told already; the position has not.
    const auto paid = fill.cost.value();
    const auto fee = fill.charged.asset.str() == base ? decimal{}
                                                      : fill.charged.amount;
    known.equity_before = equity(master_) + fee
                          + (o.side == side::buy ? paid : -paid);
  }
  known.executed += fill.quantity.value();
  known.cost += fill.cost.value();
  // What he sells beyond it are coins from before.
  auto& position = positions_[{master_, base}];
  position = std::max(decimal{}, position + moved);
  fills_.push_back({fill.id, o.id, fill.time, moved});
  remember(fmt::format("the master {}s {} {} at {} by {}", to_string(fill.side),
                       fill.quantity, base, fill.price, o.id));
}

// -- the wire -----------------------------------------------------------------

void auditor::on_wire(const wire_request& what) {
  if (!what.path.starts_with(private_calls))
    return;
  const auto form = paper::parse_form(what.body);
  check_nonce(what, paper::text_in(form, "nonce"));
  if (what.path.ends_with("/AddOrder"))
    check_journaled(what);
  else if (what.write && !what.path.ends_with("/CancelOrder"))
    report("nothing-but-orders", what.path + " changes something");
}

void auditor::check_nonce(const wire_request& what, const std::string& text) {
  uint64_t nonce = 0;
  std::from_chars(text.data(), text.data() + text.size(), nonce);
  auto& last = nonces_[what.key];
  if (nonce <= last)
    report("nonce-rises",
           fmt::format("{} sends {} after {} to {}", owner_of_key_[what.key],
                       nonce, last, what.path));
  last = std::max(last, nonce);
}

/// In the journal or, while that can not be written, in the emergency file.
std::optional<journal::intent_record>
auditor::written_intent(const std::string& who, const order_key& key) {
  const auto intents = committed().intents(account_id{who}).value();
  const auto at = std::ranges::find(intents, key, [](const auto& each) {
    return each.intent.order.key;
  });
  if (at != intents.end())
    return at->intent;
  const auto spare = journal::emergency_file::open(journal_at_);
  if (!spare)
    return std::nullopt;
  for (const auto& record : spare->records())
    if (const auto* intent = std::get_if<journal::intent_record>(&record);
        intent && intent->order.key == key)
      return *intent;
  return std::nullopt;
}

order_key auditor::sent_for(const std::string& signal, const std::string& who,
                            const std::string& leg) const {
  const auto at = legs_.find({signal, who, leg});
  return at == legs_.end() ? order_key{} : at->second;
}

void auditor::check_journaled(const wire_request& what) {
  const auto form = paper::parse_form(what.body);
  const auto value = [&](const char* name) {
    return paper::text_in(form, name);
  };
  const order_key key{value("cl_ord_id")};
  const auto who = owner_of_key_[what.key];
  remember(fmt::format("{} sends {} {} {} {} {}", who, value("type"),
                       value("volume"), value("pair"), value("price"), key));
  if (key.empty())
    return report("journal-before-wire", "an order of " + who + " has no key");
  const auto intent = written_intent(who, key);
  if (!intent)
    return report("journal-before-wire",
                  fmt::format("{} sends {}, which is not on the disk", who,
                              key));
  const auto known = legs_.try_emplace({intent->signal, who, intent->leg}, key);
  if (known.first->second != key)
    report("one-order-per-key",
           fmt::format("{} sends {} for {} {}, and before it {}", who, key,
                       intent->signal, intent->leg, known.first->second));
  const auto& meant = intent->order;
  const auto volume = decimal::parse(value("volume")).value();
  if (volume != meant.quantity.value()
      || value("type") != to_string(meant.side))
    report("executed-as-intended",
           fmt::format("{} sends {} {} for {}, the intent says {} {}", who,
                       value("type"), volume, key, to_string(meant.side),
                       meant.quantity));
}

} // namespace lockstep::simulated
