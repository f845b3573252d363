#pragma once

#include "adapters/journal/columns.hpp"
#include "adapters/journal/records.hpp"

#include <string_view>

namespace lockstep::journal {

/// Where a kind of record is kept. `columns` follow those of the header, in
/// the order of `write` and `read`; `identity` finds what may not be written
/// twice, and `identify` fills its places.
template <class Record>
struct table;

/// What all tables begin with.
inline constexpr std::string_view header_columns
  = "seq, at, account, venue, mode, inputs";

void write(column_writer& to, const header& from);
void read(column_reader& from, header& to);

template <>
struct table<signal_record> {
  static constexpr std::string_view name = "signal";
  static constexpr std::string_view columns
    = "id, order_id, batch, symbol, side, quantity, price, executed, payload";
  static constexpr std::string_view identity = "id = ?";
  static void write(column_writer& to, const signal_record& from);
  static void read(column_reader& from, signal_record& to);
  static void identify(column_writer& to, const signal_record& by);
};

template <>
struct table<intent_record> {
  static constexpr std::string_view name = "intent";
  static constexpr std::string_view columns
    = "key, signal, leg, symbol, side, type, quantity, limit_price, "
      "trigger_price, lifetime, deadline, validate_only, payload";
  static constexpr std::string_view identity = "key = ?";
  static void write(column_writer& to, const intent_record& from);
  static void read(column_reader& from, intent_record& to);
  static void identify(column_writer& to, const intent_record& by);
};

template <>
struct table<event_record> {
  static constexpr std::string_view name = "event";
  static constexpr std::string_view columns
    = "key, state, order_id, executed, cost, reason, words, ends";
  static constexpr std::string_view identity = "key = ?";
  static void write(column_writer& to, const event_record& from);
  static void read(column_reader& from, event_record& to);
  static void identify(column_writer& to, const event_record& by);
};

template <>
struct table<execution_record> {
  static constexpr std::string_view name = "execution";
  static constexpr std::string_view columns
    = "id, order_id, key, symbol, side, type, quantity, price, cost, fees, "
      "time, margin";
  static constexpr std::string_view identity = "account = ? AND id = ?";
  static void write(column_writer& to, const execution_record& from);
  static void read(column_reader& from, execution_record& to);
  static void identify(column_writer& to, const execution_record& by);
};

template <>
struct table<row_record> {
  static constexpr std::string_view name = "row";
  static constexpr std::string_view columns
    = "signal, outcome, reason, words, key, intended, ordered, executed, "
      "value, fees, decided, ended";
  static constexpr std::string_view identity = "signal = ? AND account = ?";
  static void write(column_writer& to, const row_record& from);
  static void read(column_reader& from, row_record& to);
  static void identify(column_writer& to, const row_record& by);
};

template <>
struct table<enrolment_record> {
  static constexpr std::string_view name = "enrolment";
  static constexpr std::string_view columns = "identity, since, positions";
  static constexpr std::string_view identity = "account = ?";
  static void write(column_writer& to, const enrolment_record& from);
  static void read(column_reader& from, enrolment_record& to);
  static void identify(column_writer& to, const enrolment_record& by);
};

template <>
struct table<note_record> {
  static constexpr std::string_view name = "note";
  static constexpr std::string_view columns
    = "kind, key, reason, words, payload";
  static constexpr std::string_view identity
    = "account = ? AND kind = ? AND key = ?";
  static void write(column_writer& to, const note_record& from);
  static void read(column_reader& from, note_record& to);
  static void identify(column_writer& to, const note_record& by);
};

template <>
struct table<state_record> {
  static constexpr std::string_view name = "state";
  static constexpr std::string_view columns = "slot, key, value";
  static constexpr std::string_view identity = "slot = ? AND key = ?";
  static void write(column_writer& to, const state_record& from);
  static void read(column_reader& from, state_record& to);
  static void identify(column_writer& to, const state_record& by);
};

/// A whole record from a line that begins with the header's columns.
template <class Record>
[[nodiscard]] Record read_record(column_reader& from) {
  Record record;
  read(from, record.from);
  table<Record>::read(from, record);
  return record;
}

} // namespace lockstep::journal
