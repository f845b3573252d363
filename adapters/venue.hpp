#pragma once

#include "adapters/net/transport.hpp"
#include "model/balance.hpp"
#include "model/candle.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "model/reason.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// One shape for all venues: a venue turns questions into requests and bytes
/// into answers. It does no I/O, keeps no state and reads no clock; brokers
/// and markets do that with it.
namespace lockstep {

/// What an error of the venue means for the one who asked.
enum class verdict : uint8_t {
  fatal,     ///< not executed; the key or account is unusable: no retry
  retry,     ///< not executed; may be asked again after `retry_after`
  final_no,  ///< not executed and never will be as it is
  gone,      ///< the order is not open: ask for its final state
  ambiguous, ///< nobody knows: find out before doing anything
};

[[nodiscard]] std::string_view to_string(verdict v);

/// Why there is no answer. `words` are the venue's own (or the transport's),
/// without secrets.
struct venue_error {
  lockstep::verdict verdict = verdict::ambiguous;
  std::string words;
  reason cause = reason::rejected_by_venue;
  duration retry_after{};    ///< for `retry`: wait at least that long
  bool stale_nonce = false;  ///< a new nonce alone may cure it
  bool never_sent = false;   ///< we kept it back; the venue heard nothing
  bool unknown_call = false; ///< the venue does not know what was asked
  timestamp retry_at{};      ///< venue time before which it refuses again, if
                             ///< it said one (Kraken: `Throttled: <time>`)

  bool operator==(const venue_error&) const = default;
};

template <class T>
using answer = tl::expected<T, venue_error>;

/// What goes first when a key has several requests waiting.
enum class priority : uint8_t { exit, cancel, entry, read };

/// A request of one account that is not yet signed: the nonce and the
/// signature are put on when it is its turn.
struct private_request {
  std::string name; ///< Kraken: `AddOrder`
  std::vector<std::pair<std::string, std::string>> fields;
  lockstep::priority priority = priority::read;
  bool write = false;
  symbol_id symbol; ///< for limits per pair; empty if there is none

  bool operator==(const private_request&) const = default;
};

/// A question to the venue together with the way to read its answer.
template <class T>
struct private_call {
  private_request request;
  std::function<answer<T>(const net::http_response&)> read;
};

/// The same for what needs no key.
template <class T>
struct public_call {
  net::http_request request;
  std::function<answer<T>(const net::http_response&)> read;
};

/// Key, secret and what else a venue wants. Wiped when destroyed, never
/// printed: there is no way to format it.
struct credentials {
  std::string key;
  std::string secret;
  std::string passphrase;

  credentials() = default;
  credentials(std::string k, std::string s, std::string p = {});
  credentials(const credentials&) = default;
  credentials(credentials&&) = default;
  credentials& operator=(const credentials&) = default;
  credentials& operator=(credentials&&) = default;
  ~credentials();
};

/// The venue took an order.
struct order_ack {
  order_id id; ///< empty for a validated, unbooked order
};

/// The venue took a cancel.
struct cancel_ack {
  int64_t count = 0;
  bool pending = false; ///< accepted, not yet confirmed
};

/// One page of a history, newest first as venues give it.
template <class T>
struct page {
  std::vector<T> rows;
  int64_t total = 0; ///< rows in the whole answer, over all pages
};

/// Taker and maker fee of one pair for one account.
struct fee_rate {
  ratio taker;
  ratio maker;
};

/// What a key may do, as far as the venue tells.
struct key_info {
  std::string label;
  std::string identity; ///< same for all keys of one exchange account
  std::vector<std::string> permissions;
  bool may_withdraw = false;
  bool may_trade = false;
  bool may_query = false;
  uint64_t nonce = 0; ///< highest nonce the venue has seen from this key
};

/// The right to open a private stream.
struct stream_token {
  std::string token;
  duration valid_for{};
};

/// Something that a private or public stream said.
struct stream_status {
  trading_status status;
};
/// A channel was subscribed to.
struct stream_subscribed {
  std::string channel;
};
/// A channel has told what there was before, as far as it does; all of that
/// came before this.
struct stream_snapshot {
  std::string channel;
};
/// A channel was refused.
struct stream_refused {
  std::string channel;
  std::string words;
  bool token_expired = false;
};
/// An execution, of any order of the account.
struct stream_execution {
  execution fill;
};
/// The venue's word on an order of the account.
struct stream_order {
  order_report report;
};
/// A balance of the account moved.
struct stream_movement {
  ledger_entry entry;
};
/// A candle as it stands, or as it ended.
struct stream_candle {
  symbol_id symbol;
  lockstep::candle candle;
};
/// Something was missed.
struct stream_gap {}; ///< a sequence number is missing: catch up and reopen
using stream_event
  = std::variant<stream_status, stream_subscribed, stream_refused,
                 stream_execution, stream_order, stream_movement, ticker,
                 stream_candle, stream_snapshot, stream_gap>;

/// Reads the frames of one connection; remembers what a connection needs
/// remembered (sequence numbers, sparse order updates). One per connection.
class stream_reader {
public:
  virtual ~stream_reader() = default;
  [[nodiscard]] virtual result<std::vector<stream_event>>
  read(std::string_view frame) = 0;
};

/// A connection to open and the reader for what comes back.
struct stream_plan {
  net::stream_request request;
  std::unique_ptr<stream_reader> reader;
};

/// Counts what a key may still send. A model of the venue's own counters that
/// starts pessimistic; `used` after each send, `at` before.
class limiter {
public:
  virtual ~limiter() = default;

  /// When this request may go out without provoking a limit error; `now` if
  /// at once. Only exits and cancels use the reserve that is kept for them.
  [[nodiscard]] virtual timestamp at(const private_request& request,
                                     timestamp now) const = 0;
  virtual void used(const private_request& request, timestamp now) = 0;

  /// The venue refused a request because of a limit: adopt its view of the
  /// one that its words are about.
  virtual void refused(const private_request& request, const venue_error& error,
                       timestamp now)
    = 0;
};

/// Account tiers that decide limits; Kraken's names.
enum class account_tier : uint8_t { starter, intermediate, pro };

/// An exchange. Immutable; `with` gives the same venue knowing its pairs.
class venue {
public:
  virtual ~venue() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::shared_ptr<const venue>
  with(instruments_ptr table) const = 0;
  [[nodiscard]] virtual const instrument_table& table() const = 0;

  // Public calls.
  [[nodiscard]] virtual public_call<instrument_table> instruments() const = 0;
  [[nodiscard]] virtual public_call<trading_status> status() const = 0;
  [[nodiscard]] virtual public_call<timestamp> time() const = 0;
  [[nodiscard]] virtual public_call<std::vector<ticker>>
  tickers(std::span<const symbol_id> symbols) const = 0;
  [[nodiscard]] virtual public_call<std::vector<candle>>
  candles(const symbol_id& symbol, duration interval) const = 0;

  // Private calls.
  [[nodiscard]] virtual private_call<lockstep::balance> balance() const = 0;
  [[nodiscard]] virtual private_call<order_ack>
  place(const order_request& order) const = 0;
  [[nodiscard]] virtual private_call<cancel_ack>
  cancel(const order_key& key, const symbol_id& symbol) const = 0;
  /// Open orders; all, or those with one of our keys.
  [[nodiscard]] virtual private_call<std::vector<order_report>>
  open_orders(const std::optional<order_key>& key) const = 0;
  /// Closed orders since a time, newest first; all, or one key's.
  [[nodiscard]] virtual private_call<page<order_report>>
  closed_orders(const std::optional<order_key>& key, timestamp since,
                int64_t offset) const = 0;
  [[nodiscard]] virtual private_call<std::vector<order_report>>
  orders(std::span<const order_id> ids) const = 0;
  [[nodiscard]] virtual private_call<std::vector<execution>>
  executions(std::span<const execution_id> ids) const = 0;
  /// The account's executions since a time, newest first.
  [[nodiscard]] virtual private_call<page<execution>>
  executions_since(timestamp since, int64_t offset) const = 0;
  [[nodiscard]] virtual private_call<page<ledger_entry>>
  ledger_since(timestamp since, int64_t offset) const = 0;
  [[nodiscard]] virtual private_call<std::map<symbol_id, fee_rate>>
  fees(std::span<const symbol_id> symbols) const = 0;
  [[nodiscard]] virtual private_call<key_info> key() const = 0;
  /// Whether the key may withdraw, for a venue whose `key` answers that it
  /// does not know the question: tries something that only such a key may do
  /// and that moves nothing. False only if the venue refuses it for want of
  /// permission; every other answer that is an answer counts as true.
  [[nodiscard]] virtual private_call<bool> withdraw_probe() const = 0;
  [[nodiscard]] virtual private_call<stream_token> token() const = 0;

  /// The request as it would go out, without what `sign` puts on: the part
  /// that a decision determines.
  [[nodiscard]] virtual net::http_request
  unsigned_request(const private_request& request) const = 0;
  /// Puts nonce and signature on; the result is ready for the transport.
  [[nodiscard]] virtual result<net::http_request>
  sign(const private_request& request, const credentials& who,
       uint64_t nonce) const = 0;

  // Streams.
  [[nodiscard]] virtual stream_plan
  private_stream(const stream_token& token) const = 0;
  [[nodiscard]] virtual stream_plan
  public_stream(std::span<const symbol_id> symbols,
                std::optional<duration> candle_interval) const = 0;

  [[nodiscard]] virtual std::unique_ptr<limiter>
  make_limiter(account_tier tier, timestamp now) const = 0;
};

using venue_ptr = std::shared_ptr<const venue>;

} // namespace lockstep
