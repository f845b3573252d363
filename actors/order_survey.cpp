#include "actors/order_survey.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep::actors {

void order_survey::read(timestamp since, answer_handler done) {
  context_->channel->ask<std::vector<order_report>>(
    context_->venue->open_orders(std::nullopt),
    [this, since,
     done = std::move(done)](answer<std::vector<order_report>> told) {
      if (!told)
        return done(fail("{}", told.error().words));
      read_closed(since, 0, std::move(*told), done);
    });
  context_->channel->pump(context_->now());
}

void order_survey::read_closed(timestamp since, int64_t offset,
                               std::vector<order_report> so_far,
                               answer_handler done) {
  context_->channel->ask<page<order_report>>(
    context_->venue->closed_orders(std::nullopt, since, offset),
    [this, since, offset, so_far = std::move(so_far),
     done = std::move(done)](answer<page<order_report>> told) mutable {
      if (!told)
        return done(fail("{}", told.error().words));
      const auto read = offset + static_cast<int64_t>(told->rows.size());
      const bool more = !told->rows.empty() && read < told->total;
      std::ranges::move(told->rows, std::back_inserter(so_far));
      if (more)
        return read_closed(since, read, std::move(so_far), std::move(done));
      done(std::move(so_far));
    });
  context_->channel->pump(context_->now());
}

} // namespace lockstep::actors
