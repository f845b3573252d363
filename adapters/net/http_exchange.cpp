#include "adapters/net/http_exchange.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

namespace lockstep::net {

namespace {

/// A read goes out again once, if its connection dies before an answer.
constexpr int read_tries_max = 2;

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
  });
}

bool is_method(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c >= 'A' && c <= 'Z';
  });
}

/// Methods that carry a body, if only an empty one.
bool has_body(const http_request& request) {
  return !request.body.empty() || request.method == "POST"
         || request.method == "PUT" || request.method == "PATCH";
}

long milliseconds(duration d) {
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(d).count();
  return static_cast<long>(std::max<int64_t>(ms, 1)); // 0 has no limit
}

} // namespace

result<url> check(const http_request& request) {
  auto where = parse_endpoint(request.url, "http");
  if (!where)
    return where;
  if (!is_method(request.method))
    return fail("{}: a method is one word of capital letters", where->host);
  for (const auto& [name, value] : request.headers)
    if (name.empty() || has_control_characters(name)
        || has_control_characters(value))
      return fail("{} {}: the header \"{}\" holds a line break or the like",
                  request.method, where->host,
                  has_control_characters(name) ? "" : name);
  return where;
}

http_exchange::http_exchange(asio::io_context& io, http_request request,
                             url where, http_handler done)
  : deadline(io),
    request_(std::move(request)),
    where_(std::move(where)),
    done_(std::move(done)) {
  // nop
}

void http_exchange::load(easy_handle easy, const http_settings& settings) {
  easy_ = std::move(easy);
  settings_ = &settings;
  load_request();
  load_body();
  load_headers();
}

void http_exchange::load_request() {
  const auto easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_USERAGENT, settings_->user_agent.c_str());
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_.data());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   milliseconds(request_.connect_timeout));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &http_exchange::take_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &http_exchange::take_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION,
                   &http_exchange::before_sending);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
  load_protocol();
}

void http_exchange::load_protocol() {
  const auto easy = easy_.get();
  const auto shared = settings_->http2 && is_secure(where_);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   long{shared ? CURL_HTTP_VERSION_2TLS
                               : CURL_HTTP_VERSION_1_1});
  // The first connection tells whether it can be shared, so wait for it.
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, long{shared});
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
  curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, &http_exchange::set_trust);
  curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, settings_->trust);
}

void http_exchange::load_body() {
  const auto easy = easy_.get();
  if (has_body(request_)) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request_.body.size()));
    // Curl can send what it holds again by itself; what it has to ask for, and
    // can not rewind, it can not.
    if (request_.write) {
      curl_easy_setopt(easy, CURLOPT_READFUNCTION, &http_exchange::send_body);
      curl_easy_setopt(easy, CURLOPT_READDATA, this);
    } else {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request_.body.data());
    }
  }
  if (request_.method == "HEAD")
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  else
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
}

void http_exchange::load_headers() {
  const auto add = [this](const std::string& line) {
    const auto longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr)
      throw std::bad_alloc{};
    static_cast<void>(headers_.release());
    headers_.reset(longer);
  };
  add("Expect:"); // else long bodies wait for a permission to be sent
  for (const auto& [name, value] : request_.headers)
    add(value.empty() ? fmt::format("{};", name)
                      : fmt::format("{}: {}", name, value));
  curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
}

/// Curl calls this when a connection is ready and nothing was sent yet, also
/// before it sends a request again by itself.
int http_exchange::before_sending(void* self, char*, char*, int, int) {
  auto& me = *static_cast<http_exchange*>(self);
  const auto tries_max = me.request_.write ? 1 : read_tries_max;
  if (me.times_begun_ == tries_max)
    return CURL_PREREQFUNC_ABORT;
  ++me.times_begun_;
  me.body_.clear();
  return CURL_PREREQFUNC_OK;
}

size_t http_exchange::send_body(char* to, size_t size, size_t count,
                                void* self) {
  auto& me = *static_cast<http_exchange*>(self);
  const auto copied = me.request_.body.copy(to, size * count, me.body_sent_);
  me.body_sent_ += copied;
  return copied;
}

/// Called for each line. Curl takes headers that break off for an answer, so
/// the empty line after the last of them has to be seen.
size_t http_exchange::take_header(char* from, size_t size, size_t count,
                                  void* self) {
  const std::string_view line{from, size * count};
  static_cast<http_exchange*>(self)->headers_whole_ = line == "\r\n"
                                                      || line == "\n";
  return line.size();
}

size_t http_exchange::take_body(char* from, size_t size, size_t count,
                                void* self) {
  auto& me = *static_cast<http_exchange*>(self);
  const auto bytes = size * count;
  me.too_long_ = bytes > me.settings_->answer_bytes_max - me.body_.size();
  if (me.too_long_)
    return 0;
  me.body_.append(from, bytes);
  return bytes;
}

CURLcode http_exchange::set_trust(CURL*, void* context, void* trust) {
  SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(context),
                          static_cast<X509_STORE*>(trust));
  return CURLE_OK;
}

std::string_view http_exchange::words(CURLcode code) const {
  if (too_long_)
    return "the answer is longer than permitted";
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return "the connection ended without an answer; it was not sent again";
  if (error_.front() != '\0')
    return error_.data();
  return curl_easy_strerror(code);
}

duration http_exchange::elapsed() const {
  curl_off_t microseconds = 0;
  if (easy_)
    curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &microseconds);
  return std::chrono::microseconds{microseconds};
}

http_response http_exchange::outcome(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (code == CURLE_OK && !headers_whole_)
    return failed("the connection ended in the middle of the answer");
  if (code != CURLE_OK)
    return failed(words(code));
  return {.delivery = delivery::answered,
          .status = static_cast<int>(status),
          .body = std::move(body_),
          .error = {},
          .elapsed = elapsed()};
}

http_response http_exchange::failed(std::string_view why) const {
  const auto sent = times_begun_ > 0;
  return {.delivery = sent ? delivery::maybe_sent : delivery::not_sent,
          .status = 0,
          .body = {},
          .error = fmt::format("{} {}: {}", request_.method, where_.host, why),
          .elapsed = elapsed()};
}

void http_exchange::deliver(http_response response) {
  std::exchange(done_, nullptr)(std::move(response));
}

void http_exchange::completed(CURLcode code) {
  on_completed(shared_from_this(), code);
}

} // namespace lockstep::net
