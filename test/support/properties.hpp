#pragma once

#include <catch2/catch_test_macros.hpp>
#include <rapidcheck.h>

#include <cstdlib>
#include <string>

/// What property tests share.
namespace lockstep::test {

/// Checks a property on generated cases. The cases are the same on each run;
/// RC_PARAMS, for example "seed=7 max_success=10000", tries others.
template <class Property>
void holds(const std::string& what, Property property) {
  setenv("RC_PARAMS", "seed=20260801 max_success=400", 0);
  CHECK(rc::check(what, std::move(property)));
}

} // namespace lockstep::test
