#pragma once

#include "actors/copy_desk.hpp"
#include "actors/messages.hpp"

#include <memory>
#include <string>

/// One signal and one kind of follower, as typical as can be: a pair, a
/// master with $1,000 who buys for $100, followers with $500 each.
namespace lockstep::bench {

/// Kraken, knowing BTC/USD.
[[nodiscard]] actors::market_view_ptr make_market();

/// An entry signal of the master order with that number.
[[nodiscard]] std::shared_ptr<const copytrade::signal>
make_signal(unsigned number);

/// The settings of follower `number`.
[[nodiscard]] actors::copy_desk::identity make_identity(size_t number);

/// What he has.
[[nodiscard]] std::shared_ptr<const balance> make_funds();

/// The moment at which all of it happens, in the venue's time.
[[nodiscard]] timestamp decision_time();

} // namespace lockstep::bench
