#include "tools/lockstep/demo_trader.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <rapidjson/document.h>

namespace lockstep::commands {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

http::request<http::string_body>
request_of(const std::string& path, const std::string& body,
           const std::string& key, const std::string& signature) {
  http::request<http::string_body> request{http::verb::post, path, 11};
  request.set(http::field::host, "127.0.0.1");
  request.set(http::field::user_agent, "a-person");
  request.set(http::field::content_type, "application/x-www-form-urlencoded");
  request.set("API-Key", key);
  request.set("API-Sign", signature);
  request.body() = body;
  request.prepare_payload();
  return request;
}

/// The description in an AddOrder answer, or the exchange's error.
result<std::string> description_of(const std::string& body) {
  rapidjson::Document answer;
  answer.Parse(body.data(), body.size());
  if (answer.HasParseError() || !answer.IsObject())
    return fail("the exchange answered no JSON");
  if (answer.HasMember("error") && !answer["error"].Empty())
    return fail("the exchange says {}", answer["error"][0].GetString());
  return std::string{answer["result"]["descr"]["order"].GetString()};
}

} // namespace

result<std::string> demo_trader::market_order(const std::string& side,
                                              const std::string& pair,
                                              const std::string& volume) {
  return ask("AddOrder", {{"ordertype", "market"},
                          {"type", side},
                          {"pair", pair},
                          {"volume", volume},
                          {"oflags", "fciq"}});
}

result<std::string> demo_trader::ask(const std::string& method,
                                     const fields& what) {
  const auto secret = paper::base64_decode(secret_);
  if (!secret)
    return tl::unexpected{secret.error()};
  const auto path = "/0/private/" + method;
  const auto nonce = std::to_string(++nonce_);
  auto body = "nonce=" + nonce;
  for (const auto& [name, value] : what)
    body += fmt::format("&{}={}", name, value);
  const auto request = request_of(
    path, body, key_, paper::kraken_signature(*secret, path, nonce, body));
  try {
    asio::io_context loop;
    beast::tcp_stream connection{loop};
    connection.connect({asio::ip::address_v4::loopback(), port_});
    http::write(connection, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(connection, buffer, answer);
    return description_of(answer.body());
  } catch (const boost::system::system_error& error) {
    return fail("the exchange can not be reached: {}", error.code().message());
  }
}

} // namespace lockstep::commands
