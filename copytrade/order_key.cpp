#include "copytrade/order_key.hpp"

#include "model/mutant.hpp"

#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <fmt/compile.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace lockstep::copytrade {

namespace {

/// 23ecebac-fdba-4487-89d5-7ea78cb7ee47, drawn once. Changing it would make
/// every order of the past unrecognizable.
constexpr boost::uuids::uuid project_namespace{
  {0x23, 0xec, 0xeb, 0xac, 0xfd, 0xba, 0x44, 0x87, 0x89, 0xd5, 0x7e, 0xa7, 0x8c,
   0xb7, 0xee, 0x47}};

/// RFC 4122, section 4.3. Boost has it too, but its SHA-1 takes longer than
/// all the rest of a plan.
boost::uuids::uuid name_based(const std::string& name) {
  static EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  std::string text{project_namespace.begin(), project_namespace.end()};
  text += name;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(text.data(), text.size(), digest.data(), nullptr, sha1,
                 nullptr)
      != 1)
    throw std::runtime_error{"SHA-1 is not available"};
  boost::uuids::uuid id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  id.data[6] = static_cast<uint8_t>((id.data[6] & 0x0f) | 0x50); // version 5
  id.data[8] = static_cast<uint8_t>((id.data[8] & 0x3f) | 0x80); // RFC 4122
  return id;
}

} // namespace

std::string leg::str() const {
  switch (what) {
    case kind::entry:
      return "entry";
    case kind::exit:
      return fmt::format("exit#{}", number);
    case kind::stop:
      return fmt::format("stop#{}", number);
  }
  return "invalid";
}

purpose purpose_of(const signal& what, const account_id& follower,
                   copytrade::leg leg) {
  return {what.venue, what.id.order, what.batch, follower, leg};
}

order_key key_of(const purpose& what) {
  // No part can hold a line break, so no two purposes share a name.
  auto name = fmt::format(FMT_COMPILE("{}\n{}\n{}\n{}\n{}"), what.venue,
                          what.order.str(), what.batch, what.follower.str(),
                          what.leg.str());
  if (mutated(mutant::random_key)) {
    static int calls = 0;
    name += std::to_string(++calls);
  }
  return order_key{boost::uuids::to_string(name_based(name))};
}

} // namespace lockstep::copytrade
