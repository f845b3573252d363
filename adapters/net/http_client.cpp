#include "adapters/net/http_client.hpp"

#include <new>
#include <utility>

namespace lockstep::net {

namespace {

std::string lane_of(const url& where) {
  return fmt::format("{}://{}", where.scheme, authority(where));
}

} // namespace

http_client::http_client(asio::io_context& io, curl_loop& curl,
                         const transport_options& options, X509_STORE& trust)
  : io_(io),
    curl_(curl),
    per_host_max_(options.requests_per_host_max),
    settings_{options.user_agent, options.http2, options.answer_bytes_max,
              &trust} {
  // nop
}

void http_client::start(http_request request, http_handler done) {
  auto where = check(request);
  if (where && !stopped_.empty())
    where = fail("{} {}: {}", request.method, where->host, stopped_);
  if (!where) {
    http_response refusal; // nothing was sent
    refusal.error = where.error().text;
    return done(std::move(refusal));
  }
  auto& l = lanes_[lane_of(*where)];
  const auto x = std::make_shared<http_exchange>(io_, std::move(request),
                                                 *std::move(where),
                                                 std::move(done));
  watch_deadline(x);
  l.waiting.push_back(x);
  pump(l);
}

void http_client::watch_deadline(const exchange_ptr& x) {
  x->deadline.expires_after(x->request().timeout);
  x->deadline.async_wait([this, weak = std::weak_ptr{x}](
                           const boost::system::error_code& ec) {
    const auto late = weak.lock();
    if (ec || !late || late->delivered())
      return;
    const auto ms
      = std::chrono::ceil<std::chrono::milliseconds>(late->request().timeout);
    end(late, late->failed(fmt::format("no answer within {} ms", ms.count())));
  });
}

void http_client::pump(lane& l) {
  while (stopped_.empty() && l.active < per_host_max_ && !l.waiting.empty()) {
    const auto next = std::move(l.waiting.front());
    l.waiting.pop_front();
    if (next->delivered()) // its time was up while it waited
      continue;
    ++l.active;
    launch(next);
  }
}

void http_client::launch(const exchange_ptr& x) {
  active_.insert(x);
  x->load(take_easy(), settings_);
  x->on_completed = [this](const exchange_ptr& ready, CURLcode code) {
    end(ready, ready->outcome(code));
  };
  curl_.add(x->easy(), *x);
}

void http_client::end(const exchange_ptr& x, http_response response) {
  // What holds `x` may be the map that it is erased from.
  const auto keep = x; // NOLINT(performance-unnecessary-copy-initialization)
  keep->deadline.cancel();
  if (active_.erase(keep) != 0) {
    curl_.remove(keep->easy());
    put_back(keep->release_easy());
    auto& l = lanes_.at(lane_of(keep->where()));
    --l.active;
    pump(l);
  }
  keep->deliver(std::move(response));
}

void http_client::stop(std::string_view why) {
  stopped_ = why;
  const std::vector<exchange_ptr> active{active_.begin(), active_.end()};
  for (const auto& x : active)
    end(x, x->failed(why));
  for (auto& [name, l] : lanes_)
    for (const auto& x : std::exchange(l.waiting, {}))
      if (!x->delivered())
        end(x, x->failed(why));
  idle_.clear();
}

easy_handle http_client::take_easy() {
  if (idle_.empty()) {
    easy_handle fresh{curl_easy_init()};
    if (!fresh)
      throw std::bad_alloc{};
    return fresh;
  }
  auto easy = std::move(idle_.back());
  idle_.pop_back();
  return easy;
}

void http_client::put_back(easy_handle easy) {
  curl_easy_reset(easy.get());
  if (idle_.size() < per_host_max_)
    idle_.push_back(std::move(easy));
}

} // namespace lockstep::net
