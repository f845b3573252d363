#pragma once

#include "adapters/journal/journal.hpp"
#include "test/support/scratch_folder.hpp"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <string>

/// What tests of the journal share.
namespace lockstep::journal::kit {

using scratch = support::scratch_folder;

inline journal open(const std::filesystem::path& directory,
                    run_mode mode = run_mode::paper) {
  auto opened = journal::open({directory, mode, 0});
  INFO((opened ? "" : opened.error().text));
  REQUIRE(opened.has_value());
  return std::move(*opened);
}

inline decimal number(std::string_view text) {
  return decimal::parse(text).value();
}

inline timestamp at(std::string_view text) {
  return parse_rfc3339(text).value();
}

inline header from(const std::string& account) {
  header h;
  h.at = at("2026-05-05T10:00:05.123456789Z");
  h.account = account_id{account};
  h.venue = "kraken";
  h.mode = run_mode::paper;
  return h;
}

inline signal_record a_signal(const std::string& order = "OQCLML") {
  return {.from = from("master"),
          .id = order + "@0.05",
          .order = order_id{order},
          .batch = 1,
          .symbol = symbol_id{"BTC/USD"},
          .side = side::buy,
          .quantity = quantity{number("0.05")},
          .price = price{number("50000.1")},
          .executed = at("2026-05-05T10:00:05.000001Z"),
          .payload = R"({"batch":1})"};
}

inline intent_record an_intent(const std::string& key = "key-1",
                               const std::string& account = "half") {
  intent_record x;
  x.from = from(account);
  x.from.inputs = {1, 2};
  x.order.key = order_key{key};
  x.order.symbol = symbol_id{"BTC/USD"};
  x.order.quantity = quantity{number("0.025")};
  x.order.limit = price{number("50250.1005")};
  x.order.deadline = at("2026-05-05T10:00:15Z");
  x.signal = "OQCLML@0.05";
  x.leg = "entry";
  return x;
}

inline event_record an_event(const std::string& key, order_state state,
                             bool ends = false) {
  event_record x;
  x.from = from("half");
  x.key = order_key{key};
  x.state = state;
  x.order = order_id{"OABC"};
  x.ends = ends;
  return x;
}

inline execution_record an_execution(const std::string& id = "TX-1",
                                     const std::string& account = "half") {
  execution_record x;
  x.from = from(account);
  x.fill.id = execution_id{id};
  x.fill.order = order_id{"OABC"};
  x.fill.key = order_key{"key-1"};
  x.fill.symbol = symbol_id{"BTC/USD"};
  x.fill.type = order_type::limit;
  x.fill.quantity = quantity{number("0.000000000000000001")};
  x.fill.price = price{number("50000.1")};
  x.fill.cost = notional{number("1250.0025")};
  x.fill.fees = {{asset_id{"USD"}, number("0.13")},
                 {asset_id{"BTC"}, number("0.00000001")}};
  x.fill.time = at("2026-05-05T10:00:06.123456789Z");
  return x;
}

inline row_record a_row(const std::string& outcome = "unresolved",
                        const std::string& account = "half") {
  row_record x;
  x.from = from(account);
  x.from.inputs = {1};
  x.signal = "OQCLML@0.05";
  x.outcome = outcome;
  x.key = order_key{"key-1"};
  x.intended = quantity{number("0.025")};
  x.ordered = quantity{number("0.025")};
  x.value = notional{number("1250.0025")};
  x.fees = notional{number("0.13")};
  x.decided = at("2026-05-05T10:00:05.5Z");
  return x;
}

inline state_record a_state(slot kind, const std::string& key,
                            const std::string& value) {
  return {from("half"), kind, key, value};
}

/// Appends and wants it to be taken.
template <class Record>
appended put(journal& to, const Record& record) {
  const auto done = to.append(record);
  INFO((done ? "" : done.error().text));
  REQUIRE(done.has_value());
  return *done;
}

/// The record as it comes back: with its number.
template <class Record>
Record numbered(Record record, const appended& where) {
  record.from.number = where.number;
  return record;
}

} // namespace lockstep::journal::kit
