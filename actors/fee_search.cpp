#include "actors/fee_search.hpp"

#include "actors/ledger_reading.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace lockstep::actors {

namespace {

using namespace std::chrono_literals;

/// The ledger may show an execution later than the history does. Sales wait
/// for it, so not for long.
constexpr duration patience = 5s;
constexpr duration again = 500ms;
/// A stream that is about to tell the same saves a question.
constexpr duration grace = 300ms;
/// The ledger is read from a little before the first of them.
constexpr duration margin = 5s;

} // namespace

void fee_search::add(const execution& fill) {
  if (fill.fees.empty())
    return done_(fill);
  if (waiting_.empty())
    due_ = std::max(due_, context_->now() + grace);
  waiting_.try_emplace(fill.id, waiting{fill, context_->now() + patience});
}

void fee_search::tick() {
  if (waiting_.empty() || asking_ || due_ > context_->now())
    return;
  const auto first = std::ranges::min_element(waiting_, {}, [](const auto& x) {
    return x.second.fill.time;
  });
  ask(first->second.fill.time - margin);
}

void fee_search::ask(timestamp since) {
  asking_ = true;
  read_ledger(*context_, since, context_->now() + patience,
              [this](const result<std::vector<ledger_entry>>& told) {
                asking_ = false;
                due_ = context_->now() + again;
                if (!told)
                  spdlog::warn("fee-ledger: the ledger of {} can not be read: "
                               "{}",
                               context_->setup->account, told.error().text);
                on_ledger(told.value_or(std::vector<ledger_entry>{}));
              });
}

void fee_search::on_ledger(const std::vector<ledger_entry>& entries) {
  const auto all = waiting_; // whoever is handed on leaves it
  for (const auto& [id, each] : all) {
    auto fill = each.fill;
    const auto* pair = find(context_->venue->table(), fill.symbol);
    const auto coins = std::ranges::find_if(entries, [&](const auto& moved) {
      return pair && moved.asset == pair->base
             && moved.reference == fill.id.str();
    });
    if (coins == entries.end() && pair && context_->now() < each.until)
      continue;
    if (coins == entries.end())
      spdlog::warn("fee-unknown: the ledger of {} does not show {}; its fee "
                   "is taken for one in the quote currency",
                   context_->setup->account, fill.id);
    else if (coins->fee.is_positive())
      fill.fees = {fee{coins->asset, coins->fee}};
    waiting_.erase(fill.id);
    done_(fill);
  }
}

} // namespace lockstep::actors
