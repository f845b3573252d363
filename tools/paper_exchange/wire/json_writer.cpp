#include "tools/paper_exchange/wire/json_writer.hpp"

namespace lockstep::paper {

namespace {

auto size_of(std::string_view text) {
  return static_cast<rapidjson::SizeType>(text.size());
}

} // namespace

json_writer& json_writer::begin_object() {
  writer_.StartObject();
  return *this;
}

json_writer& json_writer::end_object() {
  writer_.EndObject();
  return *this;
}

json_writer& json_writer::begin_array() {
  writer_.StartArray();
  return *this;
}

json_writer& json_writer::end_array() {
  writer_.EndArray();
  return *this;
}

json_writer& json_writer::key(std::string_view name) {
  writer_.Key(name.data(), size_of(name));
  return *this;
}

json_writer& json_writer::string(std::string_view text) {
  writer_.String(text.empty() ? "" : text.data(), size_of(text));
  return *this;
}

json_writer& json_writer::integer(int64_t x) {
  writer_.Int64(x);
  return *this;
}

json_writer& json_writer::unsigned_integer(uint64_t x) {
  writer_.Uint64(x);
  return *this;
}

json_writer& json_writer::boolean(bool x) {
  writer_.Bool(x);
  return *this;
}

json_writer& json_writer::null() {
  writer_.Null();
  return *this;
}

json_writer& json_writer::raw_number(std::string_view digits) {
  writer_.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
  return *this;
}

json_writer& json_writer::number(decimal x) {
  auto digits = x.str();
  if (digits.find('.') == std::string::npos)
    digits += ".0";
  return raw_number(digits);
}

json_writer& json_writer::raw(std::string_view document) {
  writer_.RawValue(document.data(), document.size(), rapidjson::kObjectType);
  return *this;
}

std::string json_writer::str() const {
  return {buffer_.GetString(), buffer_.GetSize()};
}

} // namespace lockstep::paper
