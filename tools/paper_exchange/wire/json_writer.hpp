#pragma once

#include "model/decimal.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace lockstep::paper {

/// Writes one JSON document from front to back. Amounts are printed exactly,
/// as strings or as numbers, never through binary floating point.
class json_writer {
public:
  json_writer& begin_object();
  json_writer& end_object();
  json_writer& begin_array();
  json_writer& end_array();

  json_writer& key(std::string_view name);
  json_writer& string(std::string_view text);
  json_writer& integer(int64_t x);
  json_writer& unsigned_integer(uint64_t x);
  json_writer& boolean(bool x);
  json_writer& null();
  /// A number whose digits are given.
  json_writer& raw_number(std::string_view digits);
  /// A number with at least one fractional digit, as Kraken's streams print.
  json_writer& number(decimal x);
  /// A document that is already written.
  json_writer& raw(std::string_view document);

  // A member: its name and its value.
  json_writer& string(std::string_view name, std::string_view text) {
    return key(name).string(text);
  }
  json_writer& integer(std::string_view name, int64_t x) {
    return key(name).integer(x);
  }
  json_writer& boolean(std::string_view name, bool x) {
    return key(name).boolean(x);
  }
  json_writer& null(std::string_view name) { return key(name).null(); }
  json_writer& raw_number(std::string_view name, std::string_view digits) {
    return key(name).raw_number(digits);
  }
  json_writer& number(std::string_view name, decimal x) {
    return key(name).number(x);
  }
  json_writer& begin_object(std::string_view name) {
    return key(name).begin_object();
  }
  json_writer& begin_array(std::string_view name) {
    return key(name).begin_array();
  }
  json_writer& raw(std::string_view name, std::string_view document) {
    return key(name).raw(document);
  }

  [[nodiscard]] std::string str() const;

private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

} // namespace lockstep::paper
