#include "copytrade/order_key.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <fmt/compile.h>

namespace lockstep::copytrade {

namespace {

/// 23ecebac-fdba-4487-89d5-7ea78cb7ee47, drawn once. Changing it would make
/// every order of the past unrecognizable.
constexpr boost::uuids::uuid project_namespace{
  {0x23, 0xec, 0xeb, 0xac, 0xfd, 0xba, 0x44, 0x87, 0x89, 0xd5, 0x7e, 0xa7, 0x8c,
   0xb7, 0xee, 0x47}};

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
  const auto name = fmt::format(FMT_COMPILE("{}\n{}\n{}\n{}\n{}"), what.venue,
                                what.order.str(), what.batch,
                                what.follower.str(), what.leg.str());
  const auto id = boost::uuids::name_generator_sha1{project_namespace}(name);
  return order_key{boost::uuids::to_string(id)};
}

} // namespace lockstep::copytrade
