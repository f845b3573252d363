#include "adapters/kraken/errors.hpp"

#include <algorithm>
#include <array>

namespace lockstep::kraken {

namespace {

using namespace std::chrono_literals;

/// A string, or the beginning of one up to a colon, and its meaning.
struct row {
  std::string_view prefix;
  lockstep::verdict verdict;
  reason cause = reason::rejected_by_venue;
  duration retry_after{};
};

constexpr auto fatal = verdict::fatal;
constexpr auto retry = verdict::retry;
constexpr auto no = verdict::final_no;
constexpr auto gone = verdict::gone;
constexpr auto ambiguous = verdict::ambiguous;

constexpr auto refused_key = reason::credentials_refused;
constexpr auto limited = reason::rate_limited;
constexpr auto away = reason::venue_unavailable;

/// Repeated attempts with a bad key or nonce lock the key out that long, and
/// each further attempt starts it anew.
constexpr duration lockout = 15min;

/// The first matching row counts, so details stand before what they detail.
constexpr std::array rows{
  // The key or the account can not do it: nothing was executed.
  row{"EAPI:Invalid key", fatal, refused_key},
  row{"EAPI:Invalid signature", fatal, refused_key},
  row{"EAPI:Bad request", fatal},
  row{"EAPI:Feature disabled", fatal},
  row{"EGeneral:Permission denied", fatal, refused_key},
  row{"EGeneral:Unknown method", fatal},
  row{"EAccount:Invalid permissions", fatal, refused_key},
  row{"EAuth:Account temporary disabled", fatal, refused_key},
  row{"EAuth:Account unconfirmed", fatal, refused_key},
  row{"EAuth:Failed", fatal, refused_key},
  row{"ETrade:Locked", fatal},
  row{"ETrade:User Locked", fatal},
  row{"EOrder:Trading agreement required", fatal},
  row{"ESession:Invalid session", fatal, refused_key},
  // Refused at the door: nothing was executed.
  row{"EAPI:Invalid nonce", retry},
  row{"EAPI:Rate limit exceeded", retry, limited, 5s},
  row{"EService:Throttled", retry, limited, 5s},
  row{"EGeneral:Too many requests", retry, limited, 5s},
  row{"EGeneral:Temporary lockout", retry, limited, lockout},
  row{"EAuth:Rate limit exceeded", retry, limited, 15s},
  row{"EAuth:Too many requests", retry, limited, 15s},
  row{"EOrder:Rate limit exceeded", retry, limited, 2s},
  row{"EOrder:Domain rate limit exceeded", retry, limited, 2s},
  row{"EService:Market in cancel_only mode", retry, reason::pair_not_tradable,
      5s},
  row{"EService:Market in post_only mode", retry, reason::pair_not_tradable,
      5s},
  row{"EService:Market in limit_only mode", retry, reason::pair_not_tradable,
      5s},
  // An order with this key rests at the venue. This request was refused, yet
  // whoever sent it must look what the other one is.
  row{"EGeneral:Invalid arguments:cl_ord_id not unique", ambiguous},
  // The order is wrong as it is.
  row{"EGeneral:Invalid arguments:volume minimum not met", no,
      reason::below_minimum},
  row{"EGeneral:Invalid arguments", no},
  row{"EQuery:Unknown asset pair", no, reason::unknown_instrument},
  row{"EQuery:Invalid asset pair", no, reason::unknown_instrument},
  row{"EQuery:Unknown asset", no, reason::unknown_instrument},
  row{"EOrder:Insufficient funds", no, reason::insufficient_funds_at_venue},
  row{"EOrder:Order minimum not met", no, reason::below_minimum},
  row{"EOrder:Cost minimum not met", no, reason::below_minimum},
  row{"EOrder:Tick size check failed", no},
  row{"EOrder:Invalid price", no},
  row{"EOrder:Invalid order", no},
  row{"EOrder:Post only order", no},
  row{"EOrder:Orders limit exceeded", no, limited},
  row{"EOrder:Scheduled orders limit exceeded", no, limited},
  row{"EOrder:Positions limit exceeded", no},
  row{"EOrder:Cannot open position", no},
  row{"EOrder:Cannot open opposing position", no},
  row{"EOrder:Margin allowance exceeded", no},
  row{"EOrder:Margin level too low", no},
  row{"EOrder:Margin position size exceeded", no},
  row{"EOrder:Insufficient margin", no}, // the venue's liquidity, not funds
  row{"EOrder:Insufficient initial margin", no},
  row{"EOrder:Reduce only", no},
  row{"EOrder:Unknown position", no},
  row{"EOrder:Order not editable", no},
  row{"EOrder:Not enough leaves qty", no},
  row{"EBM:limit exceeded", no},
  row{"EService:Deadline elapsed", no, reason::deadline_passed},
  row{"ETrade:Invalid request", no},
  row{"EFunding", no},
  // Filled, canceled or never there.
  row{"EOrder:Unknown order", gone},
  // It may have been executed.
  row{"EService:Unavailable", ambiguous, away},
  row{"EService:Busy", ambiguous, away},
  row{"EService:Timeout", ambiguous, away},
  row{"EGeneral:Internal error", ambiguous, away},
  row{"EDatabase:Internal error", ambiguous, away},
  row{"EOrder:Cancel pending", ambiguous},
};

/// `EService: Throttled: 12` and `EService:Throttled:12` are both seen.
std::string without_gaps(std::string_view words) {
  std::string out;
  for (const char c : words)
    if (c != ' ' || out.empty() || out.back() != ':')
      out += c;
  return out;
}

bool begins(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix)
         && (text.size() == prefix.size() || text[prefix.size()] == ':');
}

timestamp throttled_until(std::string_view text) {
  constexpr std::string_view prefix = "EService:Throttled:";
  if (!text.starts_with(prefix))
    return {};
  return parse_unix_seconds(text.substr(prefix.size())).value_or(timestamp{});
}

int badness(verdict v) {
  switch (v) {
    case verdict::fatal:
      return 4;
    case verdict::ambiguous:
      return 3;
    case verdict::gone:
      return 2;
    case verdict::final_no:
      return 1;
    case verdict::retry:
      break;
  }
  return 0;
}

/// The first sentence of what is not ours, for people.
std::string shown(std::string_view text) {
  return std::string{text.substr(0, 200)};
}

} // namespace

venue_error classify(std::string_view words) {
  const auto text = without_gaps(words);
  venue_error error;
  error.words = shown(words);
  const auto* at = std::ranges::find_if(rows, [&](const row& r) {
    return begins(text, r.prefix);
  });
  if (at == rows.end())
    return error;
  error.verdict = at->verdict;
  error.cause = at->cause;
  error.retry_after = at->retry_after;
  error.stale_nonce = at->prefix == "EAPI:Invalid nonce";
  error.unknown_call = at->prefix == "EGeneral:Unknown method";
  error.retry_at = throttled_until(text);
  return error;
}

std::optional<venue_error> worst_of(std::span<const std::string> entries) {
  std::optional<venue_error> worst;
  std::string all;
  for (const auto& entry : entries) {
    if (entry.starts_with('W'))
      continue;
    auto error = classify(entry);
    all += (all.empty() ? "" : "; ") + error.words;
    if (!worst || badness(error.verdict) > badness(worst->verdict)) {
      worst = std::move(error);
    } else if (worst->verdict == verdict::retry) {
      worst->retry_after = std::max(worst->retry_after, error.retry_after);
      worst->retry_at = std::max(worst->retry_at, error.retry_at);
    }
  }
  if (worst)
    worst->words = std::move(all);
  return worst;
}

venue_error for_request(venue_error error, bool write) {
  if (!write && error.verdict == verdict::ambiguous) {
    error.verdict = verdict::retry;
    error.retry_after = 1s;
  }
  return error;
}

std::optional<venue_error> transport_error(const net::http_response& response,
                                           bool write) {
  venue_error error;
  error.cause = away;
  switch (response.delivery) {
    case net::delivery::not_sent:
      error.verdict = verdict::retry;
      error.retry_after = 1s;
      error.words = "not sent: " + shown(response.error);
      return error;
    case net::delivery::maybe_sent:
      error.words = "no answer: " + shown(response.error);
      return for_request(std::move(error), write);
    case net::delivery::answered:
      break;
  }
  if (response.status == 200)
    return std::nullopt;
  error.words = fmt::format("the exchange answered with HTTP status {}",
                            response.status);
  return for_request(std::move(error), write);
}

venue_error unreadable(std::string_view problem, bool write) {
  venue_error error;
  error.cause = away;
  error.words = fmt::format("the exchange's answer can not be read: {}",
                            shown(problem));
  return for_request(std::move(error), write);
}

} // namespace lockstep::kraken
