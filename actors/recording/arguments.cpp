#include "actors/recording/arguments.hpp"

#include "actors/payloads.hpp"
#include "actors/recording/record_fields.hpp"

#include <array>
#include <utility>

namespace lockstep::recording {

namespace {

constexpr std::array<std::string_view, std::variant_size_v<arguments>> names{
  "begin",        "adopt",
  "on_signal",    "net",
  "on_netted",    "on_fault",
  "on_placement", "on_order",
  "on_balance",   "hurry_sales",
  "sell_excess",  "on_master_order_end",
  "begin_copier", "adopt_one",
  "restore",      "add",
  "report",       "set_equity",
  "next",         "done",
  "take_notes",   "restore_uncopied",
  "take_uncopied"};

template <size_t I = 0>
std::optional<arguments> made(size_t index) {
  if constexpr (I < std::variant_size_v<arguments>) {
    if (index == I)
      return arguments{std::in_place_index<I>};
    return made<I + 1>(index);
  } else {
    return std::nullopt;
  }
}

template <class V, like<adopt> X>
void members(V& v, X& x) {
  v("held", x.held);
}
template <class V, like<on_netted> X>
void members(V& v, X& x) {
  v("which", x.which);
}
template <class V, like<on_fault> X>
void members(V& v, X& x) {
  v("signal", x.what)("words", x.words);
}
template <class V, like<on_placement> X>
void members(V& v, X& x) {
  v("key", x.key)("told", x.told);
}
template <class V, like<on_order> X>
void members(V& v, X& x) {
  v("news", x.news);
}
template <class V, like<on_balance> X>
void members(V&, X&) {}
template <class V, like<hurry_sales> X>
void members(V&, X&) {}
template <class V, like<sell_excess> X>
void members(V&, X&) {}
template <class V, like<take_notes> X>
void members(V&, X&) {}
template <class V, like<take_uncopied> X>
void members(V&, X&) {}
template <class V, like<restore_uncopied> X>
void members(V& v, X& x) {
  v("fill", x.fill);
}
template <class V, like<on_master_order_end> X>
void members(V& v, X& x) {
  v("order", x.order);
}
template <class V, like<begin_assembler> X>
void members(V& v, X& x) {
  v("venue", x.how.venue)("master", x.how.master);
  v("enrolled", x.how.enrolled)("rules", x.how.rules);
}
template <class V, like<adopt_one> X>
void members(V& v, X& x) {
  v("asset", x.base)("held", x.held);
}
template <class V, like<add_execution> X>
void members(V& v, X& x) {
  v("fill", x.fill);
}
template <class V, like<report_order> X>
void members(V& v, X& x) {
  v("report", x.what);
}
template <class V, like<set_equity> X>
void members(V& v, X& x) {
  v("order", x.order);
  v.may("equity", x.equity);
}
template <class V, like<signal_done> X>
void members(V& v, X& x) {
  v("signal", x.which);
}

/// What a copy desk begins with, as it is written.
struct desk_begin {
  std::string venue;
  run_mode mode{};
  copytrade::follower_settings settings;
  copytrade::copy_rules rules;
  actors::restored_account from;
  std::vector<copytrade::signal_id> signals;
};

template <class V, like<desk_begin> X>
void members(V& v, X& x) {
  v("venue", x.venue)("mode", x.mode);
  v("settings", x.settings)("rules", x.rules);
  v.may("rows", x.from.rows).may("intents", x.from.intents);
  v.may("notes", x.from.notes).may("executions", x.from.executions);
  v.may("signals", x.signals);
}

/// The signals that a copy desk gets back.
std::vector<signal_ptr> signals_of(const actors::restored_account& from) {
  std::vector<signal_ptr> all;
  for (const auto& each : from.signals)
    if (auto what = actors::decode_signal(each.payload))
      all.push_back(
        std::make_shared<const copytrade::signal>(*std::move(what)));
  return all;
}

std::vector<copytrade::signal_id>
ids_of(const std::vector<signal_ptr>& signals) {
  std::vector<copytrade::signal_id> ids;
  for (const auto& each : signals)
    ids.push_back(each->id);
  return ids;
}

struct writing {
  line_writer& to;
  std::vector<account_id>& followers;

  void operator()(const begin_desk& x) const {
    const desk_begin all{x.who->venue,    x.who->mode,
                         x.who->settings, *x.who->rules,
                         *x.from,         ids_of(signals_of(*x.from))};
    members(to, all);
  }
  void operator()(const on_signal& x) const { to("signal", x.what->id); }
  void operator()(const net_signals& x) const {
    to("signals", ids_of(x.waited));
  }
  void operator()(const restore_signal& x) const {
    to("signal", x.journaled->id)("fills", x.fills)("answered", x.answered);
  }
  void operator()(const next_signal& x) const {
    to("marks", x.marks);
    if (x.followers != followers)
      to("followers", followers = x.followers);
  }
  template <class Other>
  void operator()(const Other& x) const {
    members(to, x);
  }
};

struct reading {
  line_reader& from;
  const account_id& who;
  const signal_table& signals;
  std::vector<account_id>& followers;

  [[nodiscard]] signal_ptr find(const copytrade::signal_id& id) const {
    const auto at = signals.find(id.str());
    return at == signals.end() ? nullptr : at->second;
  }
  [[nodiscard]] signal_ptr signal() const {
    copytrade::signal_id id;
    from("signal", id);
    return from.good() ? find(id) : nullptr;
  }

  bool operator()(begin_desk& x) const {
    desk_begin all;
    members(from, all);
    auto back = std::make_shared<actors::restored_account>(std::move(all.from));
    const auto his = [this](auto& record) { record.from.account = who; };
    for (auto& each : back->rows)
      his(each);
    for (const auto& id : all.signals) {
      const auto what = find(id);
      if (!what)
        return false;
      journal::signal_record record;
      record.id = id.str();
      record.payload = actors::encode(*what);
      back->signals.push_back(std::move(record));
    }
    x.from = std::move(back);
    x.who = std::make_shared<const actors::copy_desk::identity>(
      actors::copy_desk::identity{who, all.venue, all.mode, all.settings,
                                  std::make_shared<const copytrade::copy_rules>(
                                    all.rules)});
    return from.good();
  }
  bool operator()(on_signal& x) const {
    x.what = signal();
    return x.what != nullptr;
  }
  bool operator()(net_signals& x) const {
    std::vector<copytrade::signal_id> ids;
    from("signals", ids);
    for (const auto& id : ids)
      if (!x.waited.emplace_back(find(id)))
        return false;
    return from.good();
  }
  bool operator()(restore_signal& x) const {
    x.journaled = signal();
    from("fills", x.fills)("answered", x.answered);
    return x.journaled && from.good();
  }
  bool operator()(next_signal& x) const {
    from("marks", x.marks).may("followers", followers);
    x.followers = followers;
    return from.good();
  }
  template <class Other>
  bool operator()(Other& x) const {
    members(from, x);
    return from.good();
  }
};

struct finding_signals {
  std::vector<signal_ptr> operator()(const begin_desk& x) const {
    return signals_of(*x.from);
  }
  std::vector<signal_ptr> operator()(const on_signal& x) const {
    return {x.what};
  }
  std::vector<signal_ptr> operator()(const net_signals& x) const {
    return x.waited;
  }
  std::vector<signal_ptr> operator()(const restore_signal& x) const {
    return {x.journaled};
  }
  template <class Other>
  std::vector<signal_ptr> operator()(const Other&) const {
    return {};
  }
};

} // namespace

std::string_view name_of(const arguments& what) {
  return names.at(what.index());
}

std::optional<arguments> call_named(std::string_view name) {
  for (size_t i = 0; i < names.size(); ++i)
    if (names.at(i) == name)
      return made(i);
  return std::nullopt;
}

void put_arguments(line_writer& to, const arguments& what,
                   std::vector<account_id>& followers) {
  std::visit(writing{to, followers}, what);
}

bool argument_reader::read(arguments& into) {
  return std::visit(reading{from, who, signals, followers}, into);
}

std::vector<signal_ptr> signals_in(const arguments& what) {
  return std::visit(finding_signals{}, what);
}

std::vector<symbol_id> symbols_in(const arguments& what) {
  std::vector<symbol_id> all;
  for (const auto& each : signals_in(what))
    all.push_back(each->symbol);
  if (const auto* x = std::get_if<add_execution>(&what))
    all.push_back(x->fill.symbol);
  return all;
}

} // namespace lockstep::recording
