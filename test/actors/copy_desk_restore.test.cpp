#include "test/actors/desk_kit.hpp"

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <variant>

// A desk that is restored from what was journaled so far is the desk that
// journaled it, at any time.

namespace lockstep::actors {

namespace {

using namespace kit;

/// A journal in memory, which reads back as the real one does.
class memory_journal {
public:
  void write(const journal_entry& entry) {
    for (const auto& record : entry.records)
      std::visit([this](const auto& r) { put(r); }, record);
  }
  template <class Record>
  void write(const Record& record) {
    put(record);
  }
  [[nodiscard]] const restored_account& read() const { return all_; }

private:
  template <class Record>
  Record numbered(Record r) {
    r.from.number = ++last_;
    return r;
  }
  void put(const journal::signal_record& r) {
    all_.signals.push_back(numbered(r));
  }
  void put(const journal::intent_record& r) {
    all_.intents.push_back({numbered(r), std::nullopt});
  }
  void put(const journal::event_record& r) {
    for (auto& known : all_.intents)
      if (known.intent.order.key == r.key)
        known.newest = numbered(r);
  }
  void put(const journal::execution_record& r) {
    all_.executions.push_back(numbered(r));
  }
  void put(const journal::row_record& r) {
    std::erase_if(all_.rows,
                  [&](const auto& old) { return old.signal == r.signal; });
    all_.rows.push_back(numbered(r));
  }
  void put(const journal::note_record& r) { all_.notes.push_back(numbered(r)); }
  static void put(const journal::enrolment_record&) {}
  static void put(const journal::state_record&) {}

  restored_account all_;
  journal::sequence last_ = 0;
};

/// One desk to which things happen at random.
class random_desk : desk_world {
public:
  random_desk() {
    auto who = std::make_shared<copy_desk::identity>(*identity());
    who->settings.adopt_existing = true;
    who_ = who;
    desk_ = copy_desk{who_};
  }

  void happen() {
    now += std::chrono::seconds{*rc::gen::inRange(0, 5)};
    switch (*rc::gen::inRange(0, 9)) {
      case 0:
      case 1:
        return enter();
      case 2:
        return exit_some();
      case 3:
        return answer();
      case 4:
      case 5:
        return execute();
      case 6:
        return look_at_balance();
      case 7:
        return keep(desk_.on_master_order_end(any_master_order(), facts()));
      default:
        return keep(first_ ? desk_.adopt({{eth, qty("2")}}, now)
                           : desk_.sell_excess(facts()));
    }
  }

  void compare() {
    copy_desk again{who_};
    RC_ASSERT(again.restore(file_.read()).has_value());
    RC_ASSERT(again.picture() == desk_.picture());
    RC_ASSERT(again.positions() == desk_.positions());
    RC_ASSERT(again.open_rows() == desk_.open_rows());
  }

private:
  struct placed_order {
    order_request order;
    quantity executed;
    std::vector<execution> fills;
    bool answered = false;
  };

  void keep(desk_steps steps) {
    first_ = false;
    file_.write(steps.journal);
    for (const auto& each : steps.orders)
      open_.push_back({each.order, {}, {}, false});
  }

  static quantity some(int most) {
    return quantity{decimal{*rc::gen::inRange(1, most)}};
  }

  order_id any_master_order() {
    return order_id{fmt::format("M{}", *rc::gen::inRange(0, 4))};
  }

  void tell(copytrade::signal what) {
    what = timely(std::move(what));
    file_.write(record_of(what));
    keep(desk_.on_signal(what, facts()));
  }

  void enter() {
    const auto order = any_master_order().str();
    const auto part = some(4);
    auto what = entry_signal(order, part.str(), "50000", "1000000");
    what.id.cumulative = dispatched_[order] += part;
    tell(what);
  }

  void exit_some() {
    const auto before = some(8);
    const auto after = quantity{decimal{*rc::gen::inRange(0, 8)}};
    if (after >= before)
      return;
    tell(exit_signal(fmt::format("S{}", ++sales_), before.str(), after.str(),
                     "50000"));
  }

  void answer() {
    const auto at = std::ranges::find(open_, false, &placed_order::answered);
    if (at == open_.end())
      return;
    at->answered = true;
    const auto key = at->order.key;
    const auto kind
      = *rc::gen::element(placement::kind::accepted, placement::kind::denied,
                          placement::kind::rejected, placement::kind::unknown);
    const bool ends = kind == placement::kind::denied
                      || kind == placement::kind::rejected;
    if (ends && at->fills.empty())
      open_.erase(at);
    keep(desk_.on_placement(key, {kind, reason::insufficient_cash, "words"},
                            facts()));
  }

  void execute() {
    if (open_.empty())
      return;
    const auto at = open_.begin() + *rc::gen::inRange(0, int(open_.size()));
    const auto left = at->order.quantity - at->executed;
    const bool whole = *rc::gen::arbitrary<bool>();
    const auto part
      = whole
          ? left
          : round_to(quantity{divide(left.value(), decimal{2}, rounding::down)},
                     qty("0.00000001"), rounding::down);
    if (part.is_positive()) {
      at->fills.push_back(fill_of(at->order, part.str(), now));
      at->executed += part;
    }
    const bool done = whole || *rc::gen::arbitrary<bool>();
    const auto news = news_of(at->order,
                              whole  ? order_state::filled
                              : done ? order_state::canceled
                                     : order_state::partially_filled,
                              at->fills, done);
    if (done)
      open_.erase(at);
    keep(desk_.on_order(news, facts()));
  }

  void look_at_balance() {
    now += 10s;
    wallet.as_of = now;
    wallet.holdings[btc] = {dec(*rc::gen::element("0", "1", "100")), {}};
    wallet.holdings[eth] = {dec(*rc::gen::element("1", "100")), {}};
    keep(desk_.on_balance(wallet, facts()));
  }

  std::shared_ptr<const copy_desk::identity> who_;
  copy_desk desk_{identity()};
  memory_journal file_;
  std::vector<placed_order> open_;
  std::map<std::string, quantity> dispatched_;
  int sales_ = 0;
  bool first_ = true;
};

} // namespace

TEST_CASE("after any step a restored desk is the desk that was running") {
  holds("restored as it was", [] {
    random_desk desk;
    const auto steps = *rc::gen::inRange(1, 25);
    for (int i = 0; i < steps; ++i) {
      desk.happen();
      desk.compare();
    }
  });
}

} // namespace lockstep::actors
