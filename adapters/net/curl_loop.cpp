#include "adapters/net/curl_loop.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <new>
#include <utility>

namespace lockstep::net {

namespace {

/// A peer that acknowledges nothing for so long is gone. Without it a shared
/// connection that died silently would swallow request after request.
constexpr unsigned int unacknowledged_ms_max = 10'000;

int set_socket_options(void*, curl_socket_t fd, curlsocktype) {
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms_max,
             sizeof(unacknowledged_ms_max));
  return CURL_SOCKOPT_OK;
}

// A direction to wait for is reported by the same bit.
static_assert(CURL_POLL_IN == CURL_CSELECT_IN);
static_assert(CURL_POLL_OUT == CURL_CSELECT_OUT);

} // namespace

/// One descriptor of curl's. `wanted` and `waiting` are sets of CURL_POLL_IN
/// and CURL_POLL_OUT.
struct curl_loop::watch {
  explicit watch(asio::io_context& io) : descriptor(io) {
    // nop
  }
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;
  ~watch() { release(); }

  /// The descriptor is curl's: stop waiting, but never close it.
  void release() {
    wanted = 0;
    if (descriptor.is_open())
      descriptor.release();
  }

  asio::posix::stream_descriptor descriptor;
  int wanted = 0;
  int waiting = 0;
};

curl_loop::curl_loop(asio::io_context& io, size_t idle_connections_max)
  : io_(io), timer_(io), multi_(curl_multi_init()) {
  if (multi_ == nullptr)
    throw std::bad_alloc{};
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &curl_loop::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &curl_loop::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                    static_cast<long>(idle_connections_max));
}

curl_loop::~curl_loop() {
  close();
}

void curl_loop::close() {
  curl_multi_cleanup(std::exchange(multi_, nullptr));
  timer_.cancel();
  for (const auto& [fd, w] : watches_)
    w->release();
  watches_.clear();
}

void curl_loop::add(CURL* easy, transfer& owner) {
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &owner);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  // Else the end of a transfer waits for its name look-up, and blocks all.
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, &set_socket_options);
  curl_multi_add_handle(multi_, easy);
}

void curl_loop::remove(CURL* easy) {
  curl_multi_remove_handle(multi_, easy);
}

int curl_loop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  static_cast<curl_loop*>(self)->observe(fd, what);
  return 0;
}

// Curl changes its mind with nearly every transfer, and each change of an Asio
// timer is a call of the kernel. So "now" is posted, and a timer that rings
// before curl's time is left to ring, and looks again.
int curl_loop::on_timer(CURLM*, long timeout_ms, void* self) {
  auto& me = *static_cast<curl_loop*>(self);
  me.due_.reset();
  if (timeout_ms < 0)
    return 0;
  me.due_ = asio::steady_timer::clock_type::now()
            + std::chrono::milliseconds{timeout_ms};
  if (timeout_ms == 0)
    me.post_now();
  else if (!me.armed_ || *me.armed_ > *me.due_)
    me.arm();
  return 0;
}

void curl_loop::post_now() {
  if (std::exchange(posted_, true))
    return;
  asio::post(io_, [this] {
    posted_ = false;
    ring();
  });
}

void curl_loop::arm() {
  armed_ = due_;
  timer_.expires_at(*armed_);
  timer_.async_wait([this](const boost::system::error_code& ec) {
    if (ec) // closed, or set to another time
      return;
    armed_.reset();
    ring();
  });
}

/// Tells curl that its time has come, or waits for what is left of it.
void curl_loop::ring() {
  if (!due_ || multi_ == nullptr)
    return;
  if (asio::steady_timer::clock_type::now() >= *due_) {
    due_.reset();
    act(CURL_SOCKET_TIMEOUT, 0);
  } else if (!armed_) {
    arm();
  }
}

void curl_loop::observe(curl_socket_t fd, int what) {
  auto& w = watches_[fd];
  if (what == CURL_POLL_REMOVE) {
    if (w)
      w->release();
    watches_.erase(fd);
    return;
  }
  if (!w) {
    w = std::make_shared<watch>(io_);
    // Where that fails, the first wait fails too and curl is told so.
    boost::system::error_code ignored;
    w->descriptor.assign(fd, ignored);
  }
  w->wanted = what;
  wait(fd, w);
}

void curl_loop::wait(curl_socket_t fd, const watch_ptr& w) {
  for (const auto direction : std::array{CURL_POLL_IN, CURL_POLL_OUT})
    if ((w->wanted & direction) != 0 && (w->waiting & direction) == 0)
      wait_for(fd, w, direction);
}

void curl_loop::wait_for(curl_socket_t fd, const watch_ptr& w, int direction) {
  w->waiting |= direction;
  w->descriptor.async_wait(
    direction == CURL_POLL_IN ? asio::posix::descriptor_base::wait_read
                              : asio::posix::descriptor_base::wait_write,
    [this, w, fd, direction](const boost::system::error_code& ec) {
      w->waiting &= ~direction;
      // Curl may have let go of it, or turned around, in the meantime.
      if ((w->wanted & direction) == 0)
        return;
      act(fd, ec ? CURL_CSELECT_ERR : direction);
      wait(fd, w);
    });
}

void curl_loop::act(curl_socket_t fd, int events) {
  if (multi_ == nullptr)
    return;
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  harvest();
}

void curl_loop::harvest() {
  int left = 0;
  while (const auto* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE)
      continue;
    transfer* owner = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
    owner->completed(message->data.result);
  }
}

} // namespace lockstep::net
