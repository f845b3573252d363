#pragma once

#include "copytrade/copy_book.hpp"
#include "copytrade/signal.hpp"
#include "copytrade/sizing.hpp"
#include "model/result.hpp"

#include <string>
#include <string_view>

/// What the journal keeps as text (JSON, amounts as strings), and back again.
namespace lockstep::actors {

[[nodiscard]] std::string encode(const copytrade::signal& what);
[[nodiscard]] result<copytrade::signal> decode_signal(std::string_view text);

[[nodiscard]] std::string encode(const copytrade::order_share& what);
[[nodiscard]] result<copytrade::order_share>
decode_share(std::string_view text);

[[nodiscard]] std::string encode(const copytrade::kept_share& what);
[[nodiscard]] result<copytrade::kept_share> decode_kept(std::string_view text);

} // namespace lockstep::actors
