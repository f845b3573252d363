#pragma once

#include "tools/paper_exchange/server.hpp"
#include "tools/paper_exchange/wire/json.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A client of the paper exchange over real sockets, for tests.
namespace lockstep::paper::test {

using namespace std::chrono_literals;

/// A clock that tests move.
class manual_clock : public clock {
public:
  /// 2026-05-05T10:00:00Z, which is 1777975200.
  manual_clock() = default;
  [[nodiscard]] timestamp now() const override {
    return timestamp{duration{nanoseconds_.load()}};
  }
  void pass(duration d) { nanoseconds_ += d.count(); }

private:
  std::atomic<int64_t> nanoseconds_{1'777'975'200'000'000'000};
};

/// An answer as it came.
struct http_answer {
  int status = 0;
  std::string body;
  std::string error; ///< what ended it without a whole answer; else empty
};

/// One HTTP connection, opened at the first request and kept.
class http_client {
public:
  explicit http_client(uint16_t port);
  ~http_client();
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  using headers = std::vector<std::pair<std::string, std::string>>;

  http_answer send(const std::string& method, const std::string& target,
                   const std::string& body = {}, const headers& with = {});
  http_answer get(const std::string& target) { return send("GET", target); }
  /// Writes these bytes and reads until `count` answers are there.
  std::vector<std::string> send_raw(const std::string& bytes, size_t count);
  /// The same on the connection that is open.
  std::vector<std::string> send_more(const std::string& bytes, size_t count);
  /// How long to wait for an answer.
  void patience(duration d) { patience_ = d; }

private:
  struct connection;
  std::unique_ptr<connection> connection_;
  uint16_t port_;
  duration patience_ = 10s;
};

/// One WebSocket connection.
class stream_client {
public:
  explicit stream_client(uint16_t port, const std::string& path = "/v2");
  ~stream_client();
  stream_client(const stream_client&) = delete;
  stream_client& operator=(const stream_client&) = delete;

  void send(const std::string& frame);
  /// The next frame; empty if the connection ended or nothing came in time.
  std::string next();
  /// The next frame that contains this text; empty as above.
  std::string next_with(std::string_view text);

private:
  struct connection;
  std::unique_ptr<connection> connection_;
};

/// The published secret of Kraken's signing guide.
inline const std::string secret
  = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HA"
    "ZtuZuj6F1huXg==";

using form = std::vector<std::pair<std::string, std::string>>;

/// A running exchange that trades BTC/USD and ETH/USD at prices that stand
/// still: 6000.0 to 6000.1 and 400.00 to 400.01, ten of each. The account
/// `alice` (pro) has $10,000 and 1 BTC, and the key `alice-key`.
class running_exchange {
public:
  explicit running_exchange(const std::function<void(server_options&)>& change
                            = {});

  manual_clock time;
  std::unique_ptr<server> exchange;

  [[nodiscard]] uint16_t port() const;
  [[nodiscard]] uint16_t control_port() const;

  /// A signed call as alice on the one connection; the answer's body.
  std::string call(const std::string& name, const form& params = {});
  /// The same with all that can be wrong.
  struct wrong {
    std::string key = "alice-key";
    std::string nonce;            ///< empty: the next one
    std::string signature;        ///< empty: the right one
    std::string signing = secret; ///< what is signed with
    bool as_json = false;
  };
  http_answer call(const std::string& name, const form& params,
                   const wrong& how);
  /// A token for streams.
  std::string token();
  /// Posts to the control port.
  std::string control(const std::string& path, const std::string& body);
  /// Opens another account with a key `NAME-key` and the same secret.
  void open(const std::string& name, const std::string& tier = "pro");

  http_client client;

private:
  static std::unique_ptr<server>
  start(const clock& time, const std::function<void(server_options&)>& change);

  uint64_t nonce_ = 1'000;
};

/// The text of a member on a path such as `result.txid.0`; empty if missing.
[[nodiscard]] std::string member(const std::string& body,
                                 std::string_view path);

} // namespace lockstep::paper::test
