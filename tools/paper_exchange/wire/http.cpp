#include "tools/paper_exchange/wire/http.hpp"

#include <algorithm>
#include <cctype>

namespace lockstep::paper {

std::string_view http_request::header(std::string_view name) const {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a))
           == std::tolower(static_cast<unsigned char>(b));
  };
  for (const auto& [key, value] : headers)
    if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same))
      return value;
  return {};
}

} // namespace lockstep::paper
