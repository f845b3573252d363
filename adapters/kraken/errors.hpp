#pragma once

#include "adapters/net/transport.hpp"
#include "adapters/venue.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What Kraken's error strings mean. The strings are
/// `<severity><Category>:<message>[:<detail>]`; severity `W` is a warning.
namespace lockstep::kraken {

/// The meaning of one entry of `error[]` or of a stream's `error`. A string
/// that is not known is ambiguous: it proves nothing.
[[nodiscard]] venue_error classify(std::string_view words);

/// The worst of several (fatal, ambiguous, gone, final, retry); the words of
/// all. Nothing if there are only warnings.
[[nodiscard]] std::optional<venue_error>
worst_of(std::span<const std::string> entries);

/// An error as it concerns its request: what is ambiguous for a write only
/// has to be asked again for a read.
[[nodiscard]] venue_error for_request(venue_error error, bool write);

/// Set if there is no answer to look into: nothing sent, nothing or something
/// else than HTTP 200 received.
[[nodiscard]] std::optional<venue_error>
transport_error(const net::http_response& response, bool write);

/// An answer came that is not what the venue documents.
[[nodiscard]] venue_error unreadable(std::string_view problem, bool write);

} // namespace lockstep::kraken
