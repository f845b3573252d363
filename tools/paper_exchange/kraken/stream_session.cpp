#include "tools/paper_exchange/kraken/stream_session.hpp"

#include "tools/paper_exchange/wire/params.hpp"

#include <stdexcept>
#include <utility>

namespace lockstep::paper::kraken {

namespace {

using namespace std::chrono_literals;

constexpr duration heartbeat_interval = 1s;
constexpr duration idle_max = 60s;
constexpr std::string_view heartbeat = R"({"channel":"heartbeat"})";

} // namespace

const json& params_of(const json& request) {
  static const auto none = json::object();
  const auto* params = request.find("params");
  return params == nullptr ? none : *params;
}

std::string_view session_error(const json& params) {
  return params.find("token") == nullptr ? "Token(s) not found"
                                         : "ESession:Invalid session";
}

stream_session::stream_session(parts& all, stream_hub& hub,
                               const std::shared_ptr<socket_link>& link,
                               stream_scope scope, uint64_t id)
  : all_{&all}, hub_{&hub}, link_{link}, scope_{scope}, id_{id} {}

void stream_session::opened() {
  hub_->add(*this);
  last_in_ = last_out_ = all_->time.now();
  deliver(status_message(all_->core.system_status(), id_), "status");
}

void stream_session::closed() {
  closed_ = true;
  for (const auto* channel : {&executions_, &balances_})
    if (channel->on())
      all_->tokens.release(channel->token);
  hub_->remove(*this);
}

void stream_session::tick() {
  const auto now = all_->time.now();
  const auto subscribed = market_subscriptions_ > 0 || executions_.on()
                          || balances_.on();
  if (subscribed && now - last_out_ >= heartbeat_interval)
    return deliver(std::string{heartbeat}, "heartbeat");
  if (!subscribed && now - last_in_ > idle_max)
    close(false);
}

bool stream_session::follows(const account_id& who) const {
  return (executions_.on() && executions_.who == who)
         || (balances_.on() && balances_.who == who);
}

void stream_session::frame(std::string text) {
  const auto now = all_->time.now();
  last_in_ = now;
  call what{json::object(), {}, now, {}, {}};
  auto request = json::parse(text);
  if (!request || !request->is(json::kind::object))
    return refuse(what, "Malformed request");
  what.request = std::move(*request);
  what.method = text_in(what.request, "method");
  what.place.endpoint = what.method;
  const auto owner
    = all_->tokens.find(text_in(params_of(what.request), "token"), now);
  if (owner) {
    what.place.account = owner->account.str();
    what.place.key = owner->key;
  }
  const auto delay = all_->faults.latency(what.place);
  what.way_back = delay - delay / 2;
  if (delay == duration{})
    return run(what);
  all_->later.after(delay / 2,
                    [weak = weak_from_this(), what = std::move(what)] {
                      if (const auto self = weak.lock(); self && !self->closed_)
                        self->run(what);
                    });
}

void stream_session::run(const call& what) {
  try {
    if (what.method == "ping")
      ping(what);
    else if (what.method == "subscribe" || what.method == "unsubscribe")
      subscribe(what, what.method == "subscribe");
    else if (is_stream_trading(what.method))
      trade(what);
    else
      refuse(what, "Unsupported method");
  } catch (const std::overflow_error&) {
    // A number in the request is larger than any amount can be.
    refuse(what, "EGeneral:Invalid arguments");
  } catch (const std::exception&) {
    refuse(what, "EGeneral:Internal error");
  }
}

void stream_session::ping(const call& what) {
  if (what.request.find("params") != nullptr)
    return refuse(what, unsupported_field("params", "ping"));
  auto pong = head_of(what);
  pong.method = "pong";
  answer(what, reply_message(pong, {}));
}

reply_head stream_session::head_of(const call& what) const {
  return {what.method, &what.request, what.in, all_->time.now()};
}

void stream_session::answer(const call& what, std::string text) {
  send_after(what.way_back, std::move(text));
}

void stream_session::refuse(const call& what, std::string_view error,
                            std::string_view symbol, std::string_view channel) {
  answer(what, error_message(head_of(what), error, symbol, channel));
}

void stream_session::accept(const call& what, std::string_view result) {
  answer(what, reply_message(head_of(what), result));
}

void stream_session::deliver(std::string text, const std::string& endpoint) {
  fault_place place;
  place.account = executions_.who.str();
  place.key = executions_.key;
  place.endpoint = endpoint;
  send_after(all_->faults.latency(place) / 2, std::move(text));
}

void stream_session::send_after(duration delay, std::string text) {
  if (closed_)
    return;
  last_out_ = all_->time.now();
  const auto due = std::max(last_out_ + delay, busy_until_);
  if (due == last_out_)
    return send(std::move(text));
  busy_until_ = due;
  all_->later.after(due - last_out_, [weak = weak_from_this(),
                                      text = std::move(text)]() mutable {
    if (const auto self = weak.lock(); self && !self->closed_)
      self->send(std::move(text));
  });
}

void stream_session::send(std::string text) {
  if (const auto link = link_.lock())
    link->send(std::move(text));
}

void stream_session::close(bool hard) {
  if (const auto link = link_.lock())
    link->close(hard);
}

void stream_session::on_system_status(trading_status status) {
  deliver(status_message(status, id_), "status");
}

void stream_session::trade(const call& what) {
  if (scope_ == stream_scope::only_public)
    return refuse(what, "Private data and trading are unavailable on this "
                        "endpoint. Try ws-auth.kraken.com");
  const auto& params = params_of(what.request);
  if (const auto error = field_error(what.method, params); !error.empty())
    return refuse(what, error);
  const auto owner = all_->tokens.find(text_in(params, "token"),
                                       all_->time.now());
  if (!owner)
    return refuse(what, session_error(params));
  const auto fault = all_->faults.strike(what.place);
  if (fault && !fault->executed)
    return spoil(what, *fault);
  auto answers = run_stream_trading(*all_, *owner, head_of(what), params);
  if (fault)
    return spoil(what, *fault);
  for (auto& text : answers)
    answer(what, std::move(text));
}

void stream_session::spoil(const call& what, const fault_rule& fault) {
  switch (fault.kind) {
    case fault_kind::hang:
      return;
    case fault_kind::garbage:
      return answer(what, "\x01\x02 this is no JSON {\"method\":");
    case fault_kind::error:
      return refuse(what, fault.text);
    default:
      return drop();
  }
}

} // namespace lockstep::paper::kraken
