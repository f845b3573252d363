#include "tools/paper_exchange/wire/json.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <utility>

namespace lockstep::paper {

namespace {

constexpr size_t depth_max = 32;

// Builds the tree from the reader's events. The reader asks for these names.
class builder
  : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, builder> {
public:
  bool Null() { return put(json{}); }
  bool Bool(bool x) {
    return put(json{json::kind::boolean, x ? "true" : "false"});
  }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return put(json{json::kind::number, std::string(text, size)});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return put(json{json::kind::string, std::string(text, size)});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool) {
    open_.back().key.assign(text, size);
    return true;
  }
  bool StartObject() { return begin(json::kind::object); }
  bool StartArray() { return begin(json::kind::array); }
  bool EndObject(rapidjson::SizeType) { return end(); }
  bool EndArray(rapidjson::SizeType) { return end(); }

  json take() { return std::move(root_); }

private:
  struct level {
    json value;
    std::string key;
  };

  bool begin(json::kind type) {
    if (open_.size() == depth_max)
      return false;
    open_.push_back({json{type, {}}, {}});
    return true;
  }
  bool end() {
    auto done = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(done));
  }
  bool put(json value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (open_.back().value.is(json::kind::array))
      open_.back().value.append(std::move(value));
    else
      open_.back().value.set(std::move(open_.back().key), std::move(value));
    return true;
  }

  json root_;
  std::vector<level> open_;
};

} // namespace

result<json> json::parse(std::string_view text) {
  constexpr unsigned flags = rapidjson::kParseNumbersAsStringsFlag
                             | rapidjson::kParseIterativeFlag
                             | rapidjson::kParseValidateEncodingFlag;
  rapidjson::MemoryStream bytes{text.data(), text.size()};
  rapidjson::Reader reader;
  builder tree;
  const auto outcome = reader.Parse<flags>(bytes, tree);
  if (outcome.IsError())
    return fail("no JSON at byte {}: {}", outcome.Offset(),
                rapidjson::GetParseError_En(outcome.Code()));
  return tree.take();
}

const json* json::find(std::string_view name) const {
  const auto at
    = std::find_if(members_.begin(), members_.end(),
                   [&](const member& one) { return one.first == name; });
  return at == members_.end() ? nullptr : &at->second;
}

bool json::truthy() const {
  const auto same = [this](std::string_view word) {
    return std::equal(text_.begin(), text_.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  };
  return text_ == "1" || same("true") || same("yes");
}

json& json::set(std::string name, json value) {
  for (auto& [key, old] : members_)
    if (key == name)
      return old = std::move(value);
  members_.emplace_back(std::move(name), std::move(value));
  return members_.back().second;
}

json& json::at(std::string_view name) {
  for (auto& [key, value] : members_)
    if (key == name)
      return value;
  return set(std::string{name}, object());
}

json& json::append(json value) {
  items_.push_back(std::move(value));
  return items_.back();
}

} // namespace lockstep::paper
