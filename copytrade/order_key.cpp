#include "copytrade/order_key.hpp"

#include "model/mutant.hpp"

#include <boost/uuid/uuid.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <fmt/compile.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <span>
#include <stdexcept>

namespace lockstep::copytrade {

namespace {

/// 23ecebac-fdba-4487-89d5-7ea78cb7ee47, drawn once. Changing it would make
/// every order of the past unrecognizable.
constexpr boost::uuids::uuid project_namespace{
  {0x23, 0xec, 0xeb, 0xac, 0xfd, 0xba, 0x44, 0x87, 0x89, 0xd5, 0x7e, 0xa7, 0x8c,
   0xb7, 0xee, 0x47}};

/// One for each thread, because making one takes longer than hashing.
class sha1 {
public:
  using digest = std::array<unsigned char, 20>;

  sha1() { demand(EVP_DigestInit_ex(context_.get(), EVP_sha1(), nullptr)); }

  digest of(std::span<const unsigned char> first, std::string_view second) {
    digest result{};
    demand(EVP_DigestInit_ex(context_.get(), nullptr, nullptr));
    demand(EVP_DigestUpdate(context_.get(), first.data(), first.size()));
    demand(EVP_DigestUpdate(context_.get(), second.data(), second.size()));
    demand(EVP_DigestFinal_ex(context_.get(), result.data(), nullptr));
    return result;
  }

private:
  static void demand(int outcome) {
    if (outcome != 1)
      throw std::runtime_error{"SHA-1 is not available"};
  }

  struct freeing {
    void operator()(EVP_MD_CTX* x) const { EVP_MD_CTX_free(x); }
  };
  std::unique_ptr<EVP_MD_CTX, freeing> context_{EVP_MD_CTX_new()};
};

/// RFC 4122, section 4.3. Boost has it too, but its SHA-1 takes longer than
/// all the rest of a plan.
boost::uuids::uuid name_based(std::string_view name) {
  thread_local sha1 hash;
  const auto digest = hash.of(project_namespace.data, name);
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
  return {what.venue, what.id.order, what.id.cumulative, follower, leg};
}

order_key key_of(const purpose& what) {
  // No part can hold a line break, so no two purposes share a name.
  fmt::memory_buffer name;
  fmt::format_to(std::back_inserter(name), FMT_COMPILE("{}\n{}\n{}\n{}\n{}"),
                 what.venue, what.order.str(), what.cumulative.str(),
                 what.follower.str(), what.leg.str());
  if (mutated(mutant::random_key)) {
    static int calls = 0;
    fmt::format_to(std::back_inserter(name), "{}", ++calls);
  }
  return order_key{
    boost::uuids::to_string(name_based({name.data(), name.size()}))};
}

} // namespace lockstep::copytrade
