#include "tools/paper_exchange/exchange_diary.hpp"

#include <functional>
#include <map>
#include <span>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace lockstep::paper {

namespace {

/// How an argument is kept until the call: what only refers to something is
/// made whole.
template <class T>
struct kept {
  using type = T;
};
template <>
struct kept<std::string_view> {
  using type = std::string;
};
template <class T>
struct kept<std::span<const T>> {
  using type = std::vector<T>;
};

using replay = std::function<bool(exchange&, const json&)>;

constexpr size_t first_argument = 2; // behind the name and the time

/// Reads the arguments of a method and calls it. What failed then fails now.
template <class Answer, class... Arguments>
replay replay_of(Answer (exchange::*method)(Arguments...)) {
  return [method](exchange& core, const json& line) {
    std::tuple<typename kept<std::decay_t<Arguments>>::type...> values;
    if (line.items().size() != first_argument + sizeof...(Arguments))
      return false;
    auto next = first_argument;
    const bool good = std::apply(
      [&](auto&... value) {
        return (diary_text::take(line.items()[next++], value) && ...);
      },
      values);
    if (!good)
      return false;
    try {
      std::apply(
        [&](auto&... value) { static_cast<void>((core.*method)(value...)); },
        values);
    } catch (const std::exception&) { // as it did then
    }
    return true;
  };
}

const std::map<std::string, replay>& replays() {
  static const std::map<std::string, replay> all{
    {"set_system_status", replay_of(&exchange::set_system_status)},
    {"set_pair_status", replay_of(&exchange::set_pair_status)},
    {"set_asset_status", replay_of(&exchange::set_asset_status)},
    {"add_account", replay_of(&exchange::add_account)},
    {"set_volume", replay_of(&exchange::set_volume)},
    {"add_key", replay_of(&exchange::add_key)},
    {"remove_key", replay_of(&exchange::remove_key)},
    {"use_nonce", replay_of(&exchange::use_nonce)},
    {"deposit", replay_of(&exchange::deposit)},
    {"withdraw", replay_of(&exchange::withdraw)},
    {"add_order", replay_of(&exchange::add_order)},
    {"add_orders", replay_of(&exchange::add_orders)},
    {"amend_order", replay_of(&exchange::amend_order)},
    {"edit_order", replay_of(&exchange::edit_order)},
    {"cancel_order", replay_of(&exchange::cancel_order)},
    {"cancel_key", replay_of(&exchange::cancel_key)},
    {"cancel_all", replay_of(&exchange::cancel_all)},
    {"cancel_all_after", replay_of(&exchange::cancel_all_after)},
    {"set_speed", replay_of(&exchange::set_speed)},
    {"pause", replay_of(&exchange::pause)},
    {"resume", replay_of(&exchange::resume)},
    {"set_quote", replay_of(&exchange::set_quote)},
    {"add_liquidity", replay_of(&exchange::add_liquidity)},
    {"clear_liquidity", replay_of(&exchange::clear_liquidity)},
    {"fill_in_parts", replay_of(&exchange::fill_in_parts)},
    {"script_parts", replay_of(&exchange::script_parts)},
  };
  return all;
}

} // namespace

void exchange::keep_diary(std::function<void(const std::string&)> write) {
  core_->diary = std::move(write);
}

result<void> exchange::again(std::string_view line) {
  const auto read = json::parse(line);
  if (!read)
    return tl::unexpected{read.error()};
  timestamp at;
  if (read->items().size() < first_argument
      || !diary_text::take(read->items()[1], at))
    return fail("it is no call");
  const auto call = replays().find(read->items()[0].text());
  if (call == replays().end())
    return fail("there is no call '{}'", read->items()[0].text());
  advance(at);
  if (!call->second(*this, *read))
    return fail("the arguments of '{}' are others", call->first);
  return {};
}

} // namespace lockstep::paper
