#pragma once

#include "tools/paper_exchange/kraken/parts.hpp"
#include "tools/paper_exchange/kraken/stream_hub.hpp"
#include "tools/paper_exchange/kraken/stream_write.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lockstep::paper::kraken {

/// Which channels a connection may have; the real hosts are separate.
enum class stream_scope : uint8_t { all, only_public, only_private };

/// One WebSocket connection of version 2.
class stream_session : public socket_handler,
                       public std::enable_shared_from_this<stream_session> {
public:
  stream_session(parts& all, stream_hub& hub,
                 const std::shared_ptr<socket_link>& link, stream_scope scope,
                 uint64_t id);

  void opened() override;
  void frame(std::string text) override;
  void closed() override;

  // -- from the hub -----------------------------------------------------------

  void on_order(const order_event& event);
  void on_ledger(const account_id& who, const ledger_entry& entry);
  void on_system_status(trading_status status);
  /// Sends a message of a channel, after the latency in force.
  void deliver(std::string text, const std::string& endpoint);
  void tick();
  void drop() { close(true); }
  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] bool follows(const account_id& who) const;

private:
  // A private channel; `token` is empty while it is not subscribed.
  struct private_channel {
    std::string token;
    account_id who;
    std::string key;
    uint64_t sequence = 0;
    bool order_status = true;
    bool rate_count = false;

    [[nodiscard]] bool on() const { return !token.empty(); }
  };

  struct call {
    json request;
    std::string method;
    timestamp in;
    fault_place place;
    duration way_back;
  };

  void run(const call& what);
  void ping(const call& what);
  void answer(const call& what, std::string text);
  void refuse(const call& what, std::string_view error,
              std::string_view symbol = {}, std::string_view channel = {});
  void accept(const call& what, std::string_view result);
  [[nodiscard]] reply_head head_of(const call& what) const;
  void send_after(duration delay, std::string text);
  void send(std::string text);
  void close(bool hard);

  // Subscriptions; true as `on` subscribes, false ends one.
  void subscribe(const call& what, bool on);
  void subscribe_market(const call& what, bool on);
  void subscribe_one(const call& what, const market_key& key, bool on);
  void subscribe_private(const call& what, bool on);
  void start_private(const call& what, const std::string& channel,
                     const token_store::owner& owner);
  void stop_private(const call& what, const std::string& channel);
  void send_private(private_channel& channel, const std::string& name,
                    const char* type, const std::string& data);
  [[nodiscard]] std::string executions_snapshot(const json& params) const;
  [[nodiscard]] std::string balances_snapshot() const;

  // Orders over the socket.
  void trade(const call& what);
  void spoil(const call& what, const fault_rule& fault);

  [[nodiscard]] private_channel* channel_named(std::string_view name);

  parts* all_;
  stream_hub* hub_;
  std::weak_ptr<socket_link> link_; ///< which owns this
  stream_scope scope_;
  uint64_t id_;
  private_channel executions_;
  private_channel balances_;
  size_t market_subscriptions_ = 0;
  timestamp last_in_;
  timestamp last_out_;
  timestamp busy_until_; ///< nothing may overtake what is under way
  bool closed_ = false;
};

/// The request's `params`; empty if there are none.
[[nodiscard]] const json& params_of(const json& request);

/// What is wrong with a request whose token nobody knows.
[[nodiscard]] std::string_view session_error(const json& params);

/// What is wrong with the fields of a trading request: one that the method
/// does not know, or an amount in quotes; empty if nothing is.
[[nodiscard]] std::string field_error(std::string_view method,
                                      const json& params);
[[nodiscard]] std::string unsupported_field(std::string_view field,
                                            std::string_view method);

/// Runs a trading method and gives its answers, in order.
[[nodiscard]] std::vector<std::string>
run_stream_trading(parts& all, const token_store::owner& who,
                   const reply_head& head, const json& params);

/// Whether a method trades.
[[nodiscard]] bool is_stream_trading(std::string_view method);

} // namespace lockstep::paper::kraken
