#pragma once

#include "adapters/journal/records.hpp"
#include "model/result.hpp"

#include <cstdint>
#include <string>

/// When two reports of one thing agree, and how a thing is called.
namespace lockstep::journal {

/// True if two records say the same: all but number, time of writing and
/// inputs.
template <class Record>
[[nodiscard]] bool says_the_same(Record a, const Record& b) {
  a.from.number = b.from.number;
  a.from.at = b.from.at;
  a.from.inputs = b.from.inputs;
  return a == b;
}

/// Streams and histories tell of an execution with different precision; the
/// order, what was traded, how much and at which price must agree.
[[nodiscard]] bool says_the_same(const execution_record& a,
                                 const execution_record& b);

/// For messages: `execution TX-1 of account half`.
[[nodiscard]] std::string name_of(const signal_record& x);
[[nodiscard]] std::string name_of(const intent_record& x);
[[nodiscard]] std::string name_of(const execution_record& x);
[[nodiscard]] std::string name_of(const enrolment_record& x);
[[nodiscard]] std::string name_of(const note_record& x);

/// A nonce as it stands in a state.
[[nodiscard]] result<uint64_t> parse_nonce(const std::string& text);

} // namespace lockstep::journal
