#include "actors/recording/log_reader.hpp"

#include "actors/recording/fields.hpp"
#include "actors/recording/log_writer.hpp"
#include "adapters/kraken/venue.hpp"

#include <utility>

namespace lockstep::recording {

namespace {

constexpr auto success = simdjson::SUCCESS;

tl::unexpected<failure> unreadable(std::string_view name) {
  return fail("\"{}\" is missing or can not be read", name);
}

/// A call that has nothing to say has no arguments.
bool needs_arguments(const arguments& what) {
  return !std::holds_alternative<on_balance>(what)
         && !std::holds_alternative<hurry_sales>(what)
         && !std::holds_alternative<sell_excess>(what)
         && !std::holds_alternative<take_notes>(what)
         && !std::holds_alternative<take_uncopied>(what);
}

bool read_funds(json from, std::shared_ptr<const balance>& into) {
  if (from.is_null()) {
    into = nullptr;
    return true;
  }
  balance found;
  if (!read(from, found))
    return false;
  into = std::make_shared<const balance>(std::move(found));
  return true;
}

bool read_fact(std::string_view name, json from, known_facts& into) {
  return name == "funds"            ? read_funds(from, into.funds)
         : name == "barred"         ? read(from, into.barred)
         : name == "words"          ? read(from, into.words)
         : name == "entries_halted" ? read(from, into.entries_halted)
         : name == "all_halted"     ? read(from, into.all_halted)
         : name == "paused"         ? read(from, into.paused)
         : name == "venue"          ? read(from, into.venue)
         : name == "taker_fee"      ? read(from, into.taker_fee)
         : name == "joined"         ? read(from, into.joined)
         : name == "funds_settled"  ? read(from, into.funds_settled)
                                    : false;
}

/// Calls `each(name, value)` for all members until it says no.
template <class Each>
bool each_member(simdjson::ondemand::object from, const Each& each) {
  for (auto item : from) {
    simdjson::ondemand::field field;
    std::string_view name;
    if (std::move(item).get(field) != success
        || field.unescaped_key().get(name) != success
        || !each(name, json{field.value()}))
      return false;
  }
  return true;
}

/// The market as an earlier view, changed.
actors::market_view_ptr changed(const actors::market_view* base,
                                const std::vector<symbol_id>& gone,
                                const std::vector<instrument>& pairs,
                                const std::vector<ticker>& tickers) {
  auto view = std::make_shared<actors::market_view>();
  if (base != nullptr)
    *view = *base;
  for (const auto& each : tickers)
    view->tickers[each.symbol] = each;
  for (const auto& each : gone)
    view->tickers.erase(each);
  if (base != nullptr && pairs.empty() && gone.empty())
    return view;
  auto table = base != nullptr ? base->venue->table() : instrument_table{};
  for (const auto& each : gone)
    table.erase(each);
  for (const auto& each : pairs)
    table[each.symbol] = each;
  view->venue = kraken::make_venue()->with(
    std::make_shared<const instrument_table>(std::move(table)));
  return view;
}

} // namespace

result<simdjson::ondemand::object> log_reader::open(std::string_view line) {
  const simdjson::padded_string_view text{
    line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING};
  simdjson::ondemand::object object;
  if (parser_.iterate(text).get(document_) != success
      || document_.get_object().get(object) != success)
    return fail("it is no JSON object");
  return object;
}

result<void> log_reader::closed() {
  // After an error in mid line nothing may be asked of it any more.
  if (document_.is_alive()
      && document_.current_location().error() == simdjson::OUT_OF_BOUNDS)
    return {};
  return fail("it does not end where it should");
}

result<void> log_reader::read_head(std::string_view line) {
  const auto object = open(line);
  if (!object)
    return tl::unexpected{object.error()};
  line_reader in{*object};
  std::string kind;
  int64_t schema = 0;
  run_mode mode{};
  std::string venue;
  in("lockstep", kind)("schema", schema);
  if (in.good() && (kind != "messages" || schema != log_schema))
    return fail("it is a log of {}, schema {}, but this Lockstep knows "
                "messages, schema {}: use the version that wrote it",
                kind, schema, log_schema);
  in("mode", mode)("venue", venue);
  if (!in.good())
    return unreadable(in.bad());
  if (venue != "kraken")
    return fail("it is of the venue '{}', which this Lockstep does not know",
                venue);
  return {};
}

result<void> log_reader::read_view(std::string_view line, part_table& into) {
  const auto object = open(line);
  if (!object)
    return tl::unexpected{object.error()};
  line_reader in{*object};
  uint64_t id = 0;
  uint64_t base = 0;
  std::vector<symbol_id> gone;
  std::vector<instrument> pairs;
  std::vector<ticker> tickers;
  in("view", id)("on", base);
  in.may("gone", gone).may("pairs", pairs).may("tickers", tickers);
  if (!in.good())
    return unreadable(in.bad());
  const auto at = into.views.find(base);
  if (base != 0 && at == into.views.end())
    return fail("there is no view {} above it", base);
  into.views[id] = changed(base == 0 ? nullptr : at->second.get(), gone, pairs,
                           tickers);
  return {};
}

result<void> log_reader::read_signal(std::string_view line, part_table& into) {
  const auto object = open(line);
  if (!object)
    return tl::unexpected{object.error()};
  line_reader in{*object};
  auto found = std::make_shared<copytrade::signal>();
  in("signal", *found);
  if (!in.good())
    return unreadable(in.bad());
  into.signals.insert_or_assign(found->id.str(), std::move(found));
  return {};
}

/// One line of a call on its way into a value.
struct log_reader::call_line {
  const part_table& known;
  actor_memory& his;
  actors::recorded_call& into;
  bool named = false;
  bool has_facts = false;
  bool has_arguments = false;
  std::string bad = {};

  bool operator()(std::string_view name, json value) {
    const bool done = take(name, value);
    if (!done && bad.empty())
      bad = name;
    return done;
  }

  bool take(std::string_view name, json value) {
    if (name == "n")
      return read(value, into.number);
    if (name == "who")
      return read(value, into.who);
    if (name == "step")
      return read(value, into.step);
    if (name == "call")
      return take_name(value);
    if (name == "at")
      return read(value, into.at);
    if (name == "view")
      return take_view(value);
    if (name == "facts")
      return take_facts(value);
    return name == "args" && take_arguments(value);
  }

  bool take_name(json value) {
    std::string_view word;
    auto call = read_text(value, word) ? call_named(word) : std::nullopt;
    named = call.has_value();
    if (named)
      into.what = *std::move(call);
    return named;
  }

  bool take_view(json value) {
    uint64_t id = 0;
    if (!read(value, id))
      return false;
    const auto at = known.views.find(id);
    if (at != known.views.end())
      into.market = at->second;
    return at != known.views.end();
  }

  bool take_facts(json value) {
    simdjson::ondemand::object object;
    return value.get_object().get(object) == success
           && each_member(object, [&](std::string_view fact, json from) {
                if (read_fact(fact, from, his.facts))
                  return true;
                bad = fact;
                return false;
              });
  }

  bool take_arguments(json value) {
    simdjson::ondemand::object object;
    if (!named || value.get_object().get(object) != success)
      return false;
    has_arguments = true;
    line_reader in{object};
    argument_reader all{in, into.who, known.signals, his.followers};
    if (all.read(into.what))
      return true;
    bad = in.good() ? "args: the signal that it names" : in.bad();
    return false;
  }
};

result<void> log_reader::read_call(std::string_view line,
                                   const part_table& known, actor_memory& his,
                                   actors::recorded_call& into) {
  const auto object = open(line);
  if (!object)
    return tl::unexpected{object.error()};
  call_line in{known, his, into};
  into.market = nullptr;
  into.at = {};
  if (!each_member(*object,
                   [&](auto name, json value) { return in(name, value); }))
    return unreadable(in.bad.empty() ? "the whole" : in.bad);
  if (!in.named)
    return unreadable("call");
  if (!in.has_arguments && needs_arguments(into.what))
    return unreadable("args");
  return closed();
}

} // namespace lockstep::recording
