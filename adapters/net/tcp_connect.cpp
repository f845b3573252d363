#include "adapters/net/tcp_connect.hpp"

#include <fcntl.h>

#include <algorithm>
#include <new>
#include <utility>

namespace lockstep::net {

tcp_connect::tcp_connect(curl_loop& curl, const url& where, duration timeout,
                         handler done)
  : curl_(curl),
    url_("http://" + authority(where)),
    done_(std::move(done)),
    easy_(curl_easy_init()) {
  if (!easy_)
    throw std::bad_alloc{};
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(timeout);
  curl_easy_setopt(easy_.get(), CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy_.get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy_.get(), CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::max<int64_t>(ms.count(), 1)));
  curl_.add(easy_.get(), *this);
}

tcp_connect::~tcp_connect() {
  curl_.remove(easy_.get());
}

result<int> tcp_connect::take_descriptor() {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
  // Curl closes its own when the handle goes; the copy stays connected.
  const auto fd = socket == CURL_SOCKET_BAD ? -1
                                            : fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (fd < 0)
    return fail("the connection was lost at once");
  return fd;
}

void tcp_connect::completed(CURLcode code) {
  auto outcome = code == CURLE_OK ? take_descriptor()
                                  : fail("{}", curl_easy_strerror(code));
  // The handler may destroy this object.
  const auto done = std::move(done_);
  done(std::move(outcome));
}

} // namespace lockstep::net
