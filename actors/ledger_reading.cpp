#include "actors/ledger_reading.hpp"

#include <algorithm>
#include <utility>

namespace lockstep::actors {

namespace {

struct ledger_question {
  timestamp since;
  timestamp not_after;
};

void read_page(broker_context& context, const ledger_question& what,
               std::vector<ledger_entry> so_far, ledger_handler done) {
  const auto read = static_cast<int64_t>(so_far.size());
  auto call = context.venue->ledger_since(what.since, read);
  call.request.priority = priority::entry;
  context.channel->ask<page<ledger_entry>>(
    std::move(call),
    [&context, what, all = std::move(so_far),
     done = std::move(done)](answer<page<ledger_entry>> told) mutable {
      if (!told)
        return done(tl::unexpected{failure{told.error().words}});
      all.insert(all.end(), told->rows.begin(), told->rows.end());
      if (!told->rows.empty() && std::cmp_less(all.size(), told->total))
        return read_page(context, what, std::move(all), std::move(done));
      std::ranges::reverse(all);
      done(std::move(all));
    },
    what.not_after);
  context.channel->pump(context.now());
}

} // namespace

void read_ledger(broker_context& context, timestamp since, timestamp not_after,
                 ledger_handler done) {
  read_page(context, {since, not_after}, {}, std::move(done));
}

} // namespace lockstep::actors
