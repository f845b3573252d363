#pragma once

#include "tools/paper_exchange/account.hpp"
#include "tools/paper_exchange/exchange_order.hpp"
#include "tools/paper_exchange/wire/json.hpp"
#include "tools/paper_exchange/wire/json_writer.hpp"

#include <charconv>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

/// The arguments of the exchange's calls as JSON, and back. Numbers and times
/// are texts, so that no digit is lost.
namespace lockstep::paper::diary_text {

// -- which members a structure has --------------------------------------------

template <class T>
concept structure = std::same_as<T, order_input> || std::same_as<
  T, amend_input> || std::same_as<T, edit_input> || std::same_as<T, api_key>;

template <class F>
void each_member(order_input& x, F f) {
  f("pair", x.pair), f("type", x.type), f("ordertype", x.ordertype);
  f("volume", x.volume), f("price", x.price), f("price2", x.price2);
  f("displayvol", x.displayvol), f("trigger", x.trigger);
  f("leverage", x.leverage), f("reduce_only", x.reduce_only);
  f("stptype", x.stptype), f("oflags", x.oflags);
  f("timeinforce", x.timeinforce), f("starttm", x.starttm);
  f("expiretm", x.expiretm), f("deadline", x.deadline);
  f("validate", x.validate), f("userref", x.userref);
  f("cl_ord_id", x.cl_ord_id), f("close_ordertype", x.close_ordertype);
  f("close_price", x.close_price), f("close_price2", x.close_price2);
}

template <class F>
void each_member(amend_input& x, F f) {
  f("txid", x.txid), f("cl_ord_id", x.cl_ord_id), f("order_qty", x.order_qty);
  f("display_qty", x.display_qty), f("limit_price", x.limit_price);
  f("trigger_price", x.trigger_price), f("post_only", x.post_only);
  f("deadline", x.deadline);
}

template <class F>
void each_member(edit_input& x, F f) {
  f("txid", x.txid), f("pair", x.pair), f("volume", x.volume);
  f("price", x.price), f("price2", x.price2), f("displayvol", x.displayvol);
  f("oflags", x.oflags), f("deadline", x.deadline), f("userref", x.userref);
  f("validate", x.validate);
}

template <class F>
void each_member(api_key& x, F f) {
  f("key", x.key), f("secret", x.secret), f("label", x.label);
  f("owner", x.owner), f("permissions", x.permissions);
  f("nonce_window", x.nonce_window), f("valid_until", x.valid_until);
  f("created", x.created), f("modified", x.modified);
}

// -- what kind of thing it is -------------------------------------------------

template <class T>
concept text_like = std::convertible_to<const T&, std::string_view>;
template <class T>
concept optional_like = requires(const T& x) {
  x.has_value();
  *x;
};
template <class T>
concept list_like = requires(const T& x) {
  x.begin() != x.end();
};

// -- writing ------------------------------------------------------------------

template <class T>
void put(json_writer& out, const T& x) {
  if constexpr (text_like<T>)
    out.string(x);
  else if constexpr (std::same_as<T, bool>)
    out.boolean(x);
  else if constexpr (std::integral<T>)
    out.string(fmt::format("{}", x));
  else if constexpr (std::is_enum_v<T>)
    put(out, static_cast<int>(x));
  else if constexpr (std::same_as<T, duration>)
    put(out, x.count());
  else if constexpr (std::same_as<T, timestamp>)
    put(out, x.time_since_epoch());
  else if constexpr (structure<T>) {
    out.begin_object();
    auto copy = x;
    each_member(copy, [&](std::string_view name, const auto& member) {
      if (member != std::decay_t<decltype(member)>{})
        put(out.key(name), member);
    });
    out.end_object();
  } else if constexpr (list_like<T>) {
    out.begin_array();
    for (const auto& item : x)
      put(out, item);
    out.end_array();
  } else if constexpr (optional_like<T>)
    x ? put(out, *x) : static_cast<void>(out.null());
  else
    out.string(x.str()); // ids and amounts
}

// -- reading ------------------------------------------------------------------

/// False if the text says something else.
template <class T>
[[nodiscard]] bool take(const json& from, T& x) {
  if constexpr (std::same_as<T, std::string>)
    x = from.text();
  else if constexpr (std::same_as<T, bool>)
    x = from.truthy();
  else if constexpr (std::integral<T>) {
    const auto* end = from.text().data() + from.text().size();
    const auto [stop, error] = std::from_chars(from.text().data(), end, x);
    return error == std::errc{} && stop == end;
  } else if constexpr (std::is_enum_v<T>) {
    int number = 0;
    const bool good = take(from, number);
    x = static_cast<T>(number);
    return good;
  } else if constexpr (std::same_as<T, duration>) {
    int64_t count = 0;
    const bool good = take(from, count);
    x = duration{count};
    return good;
  } else if constexpr (std::same_as<T, timestamp>) {
    duration since{};
    const bool good = take(from, since);
    x = timestamp{since};
    return good;
  } else if constexpr (structure<T>) {
    bool good = from.is(json::kind::object);
    each_member(x, [&](std::string_view name, auto& member) {
      if (const auto* at = from.find(name))
        good = take(*at, member) && good;
    });
    return good;
  } else if constexpr (list_like<T>) {
    for (const auto& item : from.items()) {
      typename T::value_type value;
      if (!take(item, value))
        return false;
      x.insert(x.end(), std::move(value));
    }
    return from.is(json::kind::array);
  } else if constexpr (optional_like<T>)
    return from.is(json::kind::null) || take(from, x.emplace());
  else if constexpr (requires { T::parse(from.text()); }) {
    const auto number = T::parse(from.text());
    if (number)
      x = *number;
    return number.has_value();
  } else
    x = T{from.text()}; // ids
  return true;
}

} // namespace lockstep::paper::diary_text
