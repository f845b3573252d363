#include "actors/runtime/errors.hpp"

#include "actors/runtime/types.hpp"

#include <caf/message.hpp>

#include <array>

namespace lockstep::actors {

namespace {

struct errc_text {
  std::string_view name;
  std::string_view sentence;
};

constexpr std::array<errc_text, 9> texts{{
  {"none", "Nothing is wrong."},
  {"unavailable", "The receiver is down at the moment and got nothing."},
  {"quarantined", "The receiver failed too often and got nothing."},
  {"stopping", "The receiver ends and got nothing."},
  {"handler_failed",
   "The receiver failed at it; how far it came is not known."},
  {"failed", "The receiver could not do it."},
  {"unwritable", "The journal can not be written at the moment."},
  {"unknown_child", "No child has that name."},
  {"duplicate_child", "A child of that name is there already."},
}};

static_assert(texts.size() == static_cast<size_t>(errc::errc_count));

const errc_text& text_of(errc e) {
  return texts.at(static_cast<size_t>(e));
}

/// What CAF prints of an error, without the name of its type in front.
std::string words_of_caf(const caf::error& e) {
  auto words = to_string(e);
  const auto head = words.substr(0, words.find('('));
  if (const auto colons = head.rfind("::"); colons != std::string::npos)
    words.erase(0, colons + 2);
  return words;
}

} // namespace

std::string_view sentence_of(errc e) {
  return text_of(e).sentence;
}

std::string to_string(errc e) {
  return std::string{text_of(e).name};
}

bool from_string(caf::string_view name, errc& e) {
  for (size_t i = 0; i < texts.size(); ++i)
    if (texts[i].name == std::string_view{name.data(), name.size()})
      return from_integer(static_cast<uint8_t>(i), e);
  return false;
}

bool from_integer(uint8_t number, errc& e) {
  if (number >= static_cast<uint8_t>(errc::errc_count))
    return false;
  e = static_cast<errc>(number);
  return true;
}

std::string describe(const caf::error& e) {
  if (e.category() != caf::type_id_v<errc>)
    return e ? words_of_caf(e) : std::string{sentence_of(errc::none)};
  const auto& context = e.context();
  if (context.size() > 0 && context.match_element<std::string>(0))
    return context.get_as<std::string>(0);
  return std::string{sentence_of(static_cast<errc>(e.code()))};
}

bool never_delivered(const caf::error& e) {
  return e == errc::unavailable || e == errc::quarantined
         || e == errc::stopping;
}

caf::error to_caf(const failure& f) {
  return caf::make_error(errc::failed, f.text);
}

} // namespace lockstep::actors
