// Requests to the paper exchange: the first line is `METHOD PATH?QUERY`, the
// rest is the body. What needs a signature gets a right one; a path that
// begins with `/control` goes to the control port; `WS` sends each further
// line as a frame.

#include "test/fuzz/fuzz.hpp"
#include "tools/paper_exchange/control_service.hpp"
#include "tools/paper_exchange/host.hpp"
#include "tools/paper_exchange/wire/signing.hpp"

#include <fmt/format.h>

#include <memory>
#include <vector>

using namespace lockstep;

namespace {

/// Time that passes with each request.
class steps final : public clock {
public:
  [[nodiscard]] timestamp now() const override { return now_; }
  void pass(duration span) { now_ += span; }

private:
  timestamp now_{
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::January / 5}};
};

/// Does nothing later: no input waits.
class never final : public paper::scheduler {
public:
  void after(duration, std::function<void()>) override {}
};

class silent_link final : public paper::socket_link {
public:
  void send(std::string) override {}
  void close(bool) override {}
};

constexpr auto key_text = "a-key-for-the-fuzzer";

struct world {
  steps time;
  never later;
  std::unique_ptr<paper::host> host;
  std::unique_ptr<paper::control_service> control;
  uint64_t nonce = 1'000'000;
  int requests = 0;

  world() {
    paper::host_options options;
    options.only_named_markets = true;
    options.random_text = [](size_t size) { return std::string(size, 'x'); };
    paper::market_setup market;
    market.symbol = symbol_id{"BTC/USD"};
    options.markets.push_back(std::move(market));
    paper::account_setup account;
    account.name = account_id{"half"};
    account.deposits.emplace_back("ZUSD", decimal{1'000'000});
    paper::api_key key;
    key.key = key.label = key_text;
    key.secret = paper::base64_encode("a secret of no value");
    key.permissions = paper::default_permissions();
    account.keys = {key};
    options.accounts.push_back(std::move(account));
    host = std::make_unique<paper::host>(std::move(options), time, later);
    fuzz::require(host->prepare().has_value());
    host->start();
    control = std::make_unique<paper::control_service>(host->make_controls());
  }
};

/// Puts a right key, nonce and signature on, in the form the body has.
void sign(paper::http_request& request, uint64_t nonce) {
  if (request.body.starts_with('{'))
    request.body.insert(1, fmt::format(R"("nonce":"{}",)", nonce));
  else
    request.body = fmt::format("nonce={}&{}", nonce, request.body);
  request.headers.emplace_back("API-Key", key_text);
  request.headers.emplace_back(
    "API-Sign", paper::kraken_signature("a secret of no value", request.path,
                                        std::to_string(nonce), request.body));
}

void send_frames(world& in, std::string_view frames) {
  paper::http_request handshake;
  handshake.method = "GET";
  handshake.path = "/v2";
  const auto socket
    = in.host->service().upgrade(handshake, std::make_shared<silent_link>());
  if (!socket)
    return;
  socket->opened();
  while (!frames.empty()) {
    const auto line = frames.substr(0, frames.find('\n'));
    socket->frame(std::string{line});
    frames.remove_prefix(std::min(frames.size(), line.size() + 1));
  }
  socket->closed();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static std::unique_ptr<world> now;
  if (!now || ++now->requests > 500)
    now = std::make_unique<world>();
  auto& in = *now;
  in.time.pass(std::chrono::seconds{10});
  const auto all = fuzz::text_of(data, size);
  const auto line = all.substr(0, all.find('\n'));
  const auto body = all.substr(std::min(all.size(), line.size() + 1));
  const auto space = std::min(line.find(' '), line.size());
  const auto target = line.substr(std::min(line.size(), space + 1));
  paper::http_request request;
  request.method = line.substr(0, space);
  request.path = target.substr(0, target.find('?'));
  if (const auto mark = target.find('?'); mark != target.npos)
    request.query = target.substr(mark + 1);
  request.body = body;
  constexpr std::string_view control = "/control";
  if (request.method == "WS")
    return send_frames(in, body), 0;
  const auto answered = [](const paper::http_reply& reply) {
    fuzz::require(reply.status >= 200 && reply.status < 600);
  };
  if (request.path.starts_with(control)) {
    request.path.erase(0, control.size());
    in.control->handle(std::move(request), answered);
    return 0;
  }
  if (request.path.starts_with("/0/private/"))
    sign(request, ++in.nonce);
  in.host->service().handle(std::move(request), answered);
  return 0;
}
