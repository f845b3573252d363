#include "actors/copy_desk.hpp"
#include "actors/payloads.hpp"

#include <fmt/format.h>

namespace lockstep::actors {

std::string copy_desk::picture() const {
  std::string text;
  for (const auto& [base, of] : positions_) {
    const auto& book = of.book;
    if (book.position().is_zero() && book.target().is_zero()
        && book.bought().is_zero() && of.exits.empty())
      continue;
    text += fmt::format("{}: position {} target {} keep {} open {} {} sold {} "
                        "since {}\n",
                        base, book.position(), book.target(), book.keep(),
                        book.open_entries(), book.open_sales(), book.sold(),
                        to_rfc3339(of.last_execution));
    if (of.dust.is_positive())
      text += fmt::format("  dust {}\n", of.dust);
    for (const auto& job : of.exits)
      if (!job.done)
        text += fmt::format("  exit {} orders {} rung {} open {}\n",
                            job.signal.id.str(), job.orders, job.rung,
                            job.open ? job.open->str() : "-");
  }
  for (const auto& [order, share] : shares_)
    if (share != copytrade::order_share{})
      text += fmt::format("share {} {}\n", order, encode(share));
  for (const auto& [id, r] : rows_)
    text += fmt::format("row {} {} {} {} of {} at {}\n", id.str(),
                        to_string(r.outcome), to_string(r.why), r.executed,
                        r.intended, to_rfc3339(r.ended));
  for (const auto& [key, order] : orders_)
    text += fmt::format("order {} for {} {} {} hold {} executed {}\n", key,
                        order.signal.str(), to_string(order.side), order.base,
                        order.hold, order.executed);
  return text;
}

} // namespace lockstep::actors
