#pragma once

#include "adapters/journal/records.hpp"
#include "copytrade/copy_book.hpp"
#include "copytrade/row.hpp"
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

/// An exit as a copy book takes it.
struct exit_payload {
  asset_id base;
  copytrade::kept_share kept;
  quantity smallest;
};
[[nodiscard]] std::string encode(const exit_payload& what);
[[nodiscard]] result<exit_payload> decode_exit(std::string_view text);

/// What the owner of an account sold himself.
struct clip_payload {
  asset_id base;
  copytrade::copy_book::clip_record taken;
};
[[nodiscard]] std::string encode(const clip_payload& what);
[[nodiscard]] result<clip_payload> decode_clip(std::string_view text);

/// A row as the journal keeps it, and back.
[[nodiscard]] journal::row_record record_of(const copytrade::row& what);
[[nodiscard]] result<copytrade::row> row_from(const journal::row_record& what);

} // namespace lockstep::actors
