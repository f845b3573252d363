#include "actors/payloads.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <concepts>
#include <limits>
#include <utility>

namespace lockstep::actors {

namespace {

using namespace copytrade;

using json_writer = rapidjson::Writer<rapidjson::StringBuffer>;

// -- writing ------------------------------------------------------------------

class object_writer {
public:
  object_writer() : out_{buffer_} { out_.StartObject(); }

  template <class T>
  object_writer& put(const char* name, const T& value) {
    out_.Key(name);
    if constexpr (std::integral<T>)
      out_.Int64(value);
    else
      text(value.str());
    return *this;
  }

  object_writer& put(const char* name, const std::string& value) {
    out_.Key(name);
    text(value);
    return *this;
  }

  object_writer& put(const char* name, timestamp value) {
    return put(name, value.time_since_epoch().count());
  }

  template <class T>
  object_writer& list(const char* name, const std::vector<T>& values) {
    out_.Key(name);
    out_.StartArray();
    for (const auto& value : values)
      text(value.str());
    out_.EndArray();
    return *this;
  }

  template <class Id, class Amount>
  object_writer& table(const char* name, const std::map<Id, Amount>& values) {
    out_.Key(name);
    out_.StartObject();
    for (const auto& [id, amount] : values) {
      out_.Key(id.str().c_str());
      text(amount.str());
    }
    out_.EndObject();
    return *this;
  }

  std::string finish() {
    out_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

private:
  void text(const std::string& value) {
    out_.String(value.c_str(), static_cast<rapidjson::SizeType>(value.size()));
  }

  rapidjson::StringBuffer buffer_;
  json_writer out_;
};

// -- reading ------------------------------------------------------------------

/// Reads members; remembers the first that is missing or wrong.
class object_reader {
public:
  explicit object_reader(std::string_view text) {
    document_.Parse(text.data(), text.size());
    if (document_.HasParseError() || !document_.IsObject())
      bad_ = "the whole";
  }

  [[nodiscard]] bool has(const char* name) const {
    return bad_.empty() && document_.HasMember(name);
  }

  std::string text(const char* name) {
    const auto* found = member(name);
    if (found == nullptr || !found->IsString())
      return complain(name), std::string{};
    return {found->GetString(), found->GetStringLength()};
  }

  int64_t number(const char* name) {
    const auto* found = member(name);
    if (found == nullptr || !found->IsInt64())
      return complain(name), 0;
    return found->GetInt64();
  }

  /// A number from 0 to `most`, as what it counts.
  template <class T>
  T upto(const char* name, T most) {
    const auto x = number(name);
    if (x < 0 || x > static_cast<int64_t>(most))
      return complain(name), T{};
    return static_cast<T>(x);
  }

  timestamp time(const char* name) { return timestamp{duration{number(name)}}; }

  reason cause(const char* name) {
    const auto known = parse_reason(text(name));
    if (!known)
      complain(name);
    return known.value_or(reason::internal_error);
  }

  template <class Amount>
  Amount amount(const char* name) {
    const auto parsed = Amount::parse(text(name));
    if (!parsed)
      complain(name);
    return parsed.value_or(Amount{});
  }

  template <class Id>
  std::vector<Id> list(const char* name) {
    std::vector<Id> ids;
    const auto* found = member(name);
    if (found == nullptr || !found->IsArray())
      return complain(name), ids;
    for (const auto& item : found->GetArray()) {
      if (!item.IsString())
        return complain(name), ids;
      ids.emplace_back(std::string{item.GetString(), item.GetStringLength()});
    }
    return ids;
  }

  template <class Id, class Amount>
  std::map<Id, Amount> table(const char* name) {
    std::map<Id, Amount> table;
    const auto* found = member(name);
    if (found == nullptr || !found->IsObject())
      return complain(name), table;
    for (const auto& [id, amount] : found->GetObject()) {
      const auto x = Amount::parse(amount.IsString() ? amount.GetString() : "");
      if (!x)
        return complain(name), table;
      table[Id{std::string{id.GetString(), id.GetStringLength()}}] = *x;
    }
    return table;
  }

  template <class T>
  result<T> finish(T value, const char* what) {
    if (!bad_.empty())
      return fail("the journal's {} can not be read: {} is wrong", what, bad_);
    return value;
  }

private:
  const rapidjson::Value* member(const char* name) const {
    if (!bad_.empty())
      return nullptr;
    const auto at = document_.FindMember(name);
    return at == document_.MemberEnd() ? nullptr : &at->value;
  }

  void complain(const char* name) {
    if (bad_.empty())
      bad_ = name;
  }

  rapidjson::Document document_;
  std::string bad_;
};

} // namespace

std::string encode(const signal& s) {
  object_writer out;
  out.put("order", s.id.order)
    .put("cumulative", s.id.cumulative)
    .put("venue", s.venue)
    .put("master", s.master)
    .put("batch", int64_t{s.batch})
    .put("symbol", s.symbol)
    .put("base", s.base)
    .put("quote", s.quote)
    .put("direction", int64_t(s.direction))
    .put("type", int64_t(s.type))
    .put("quantity", s.quantity)
    .put("price", s.price);
  if (s.equity_before)
    out.put("equity_before", *s.equity_before);
  out.put("position_before", s.position_before)
    .put("position_after", s.position_after)
    .put("fraction", s.fraction)
    .put("barred", std::string{to_string(s.barred)})
    .put("first_executed", s.first_executed)
    .put("executed", s.executed)
    .put("received", s.received)
    .table("marks", s.marks)
    .list("executions", s.executions)
    .list("followers", s.followers);
  if (s.repair)
    out.put("repair_account", s.repair->account)
      .put("repair_amount", s.repair->amount)
      .table("repair_parts", s.repair->parts);
  return out.finish();
}

result<signal> decode_signal(std::string_view text) {
  object_reader in{text};
  signal s;
  s.id = {order_id{in.text("order")}, in.amount<quantity>("cumulative")};
  s.venue = in.text("venue");
  s.master = account_id{in.text("master")};
  s.batch = in.upto("batch", std::numeric_limits<uint32_t>::max());
  s.symbol = symbol_id{in.text("symbol")};
  s.base = asset_id{in.text("base")};
  s.quote = asset_id{in.text("quote")};
  s.direction = in.upto("direction", direction::exit);
  s.type = in.upto("type", order_type::other);
  s.quantity = in.amount<quantity>("quantity");
  s.price = in.amount<price>("price");
  if (in.has("equity_before"))
    s.equity_before = in.amount<notional>("equity_before");
  s.position_before = in.amount<quantity>("position_before");
  s.position_after = in.amount<quantity>("position_after");
  s.fraction = in.amount<ratio>("fraction");
  s.barred = in.cause("barred");
  s.first_executed = in.time("first_executed");
  s.executed = in.time("executed");
  s.received = in.time("received");
  s.marks = in.table<asset_id, price>("marks");
  s.executions = in.list<execution_id>("executions");
  s.followers = in.list<account_id>("followers");
  if (in.has("repair_account"))
    s.repair = {account_id{in.text("repair_account")},
                in.amount<quantity>("repair_amount"),
                in.table<gap_id, quantity>("repair_parts")};
  return in.finish(std::move(s), "signal");
}

std::string encode(const order_share& s) {
  return object_writer{}
    .put("master", s.master)
    .put("master_equity", s.master_equity)
    .put("equity", s.equity)
    .put("ordered", s.ordered)
    .put("clipped", s.clipped)
    .put("risked", s.risked)
    .finish();
}

result<order_share> decode_share(std::string_view text) {
  object_reader in{text};
  order_share s;
  s.master = in.amount<quantity>("master");
  s.master_equity = in.amount<notional>("master_equity");
  s.equity = in.amount<notional>("equity");
  s.ordered = in.amount<quantity>("ordered");
  s.clipped = in.amount<quantity>("clipped");
  s.risked = in.amount<notional>("risked");
  return in.finish(s, "share of an order");
}

std::string encode(const exit_payload& x) {
  return object_writer{}
    .put("base", x.base)
    .put("kept", x.kept.kept)
    .put("whole", x.kept.whole)
    .put("smallest", x.smallest)
    .finish();
}

result<exit_payload> decode_exit(std::string_view text) {
  object_reader in{text};
  exit_payload x;
  x.base = asset_id{in.text("base")};
  x.kept = {in.amount<quantity>("kept"), in.amount<quantity>("whole")};
  x.smallest = in.amount<quantity>("smallest");
  return in.finish(std::move(x), "exit");
}

std::string encode(const clip_payload& x) {
  return object_writer{}
    .put("base", x.base)
    .put("lost", x.taken.lost)
    .put("off_target", x.taken.off_target)
    .finish();
}

result<clip_payload> decode_clip(std::string_view text) {
  object_reader in{text};
  clip_payload x;
  x.base = asset_id{in.text("base")};
  x.taken = {in.amount<quantity>("lost"), in.amount<quantity>("off_target")};
  return in.finish(std::move(x), "manual trade");
}

// -- rows ---------------------------------------------------------------------

namespace {

result<signal_id> signal_id_from(std::string_view text) {
  const auto at = text.rfind('@');
  const auto size
    = quantity::parse(at == std::string_view::npos ? "" : text.substr(at + 1));
  if (!size)
    return fail("the journal names a signal '{}'", text);
  return signal_id{order_id{std::string{text.substr(0, at)}}, *size};
}

result<outcome> outcome_from(std::string_view name) {
  for (auto o = uint8_t{}; o <= uint8_t(outcome::exit_pending); ++o)
    if (to_string(outcome{o}) == name)
      return outcome{o};
  return fail("the journal has a row that is '{}'", name);
}

} // namespace

journal::row_record record_of(const row& r) {
  journal::row_record record;
  record.signal = r.signal.str();
  record.outcome = to_string(r.outcome);
  record.why = r.why;
  record.words = r.words;
  record.key = r.key;
  record.intended = r.intended;
  record.ordered = r.ordered;
  record.executed = r.executed;
  record.value = r.value;
  record.fees = r.fees;
  record.decided = r.decided;
  record.ended = r.ended;
  return record;
}

result<row> row_from(const journal::row_record& from) {
  auto id = signal_id_from(from.signal);
  if (!id)
    return tl::unexpected{id.error()};
  auto end = outcome_from(from.outcome);
  if (!end)
    return tl::unexpected{end.error()};
  return row{*id,           from.from.account, *end,          from.why,
             from.words,    from.key,          from.intended, from.ordered,
             from.executed, from.value,        from.fees,     from.decided,
             from.ended};
}

} // namespace lockstep::actors
