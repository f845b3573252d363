#include "test/e2e/person.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <rapidjson/document.h>

namespace lockstep::e2e {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr auto path = "/0/private/AddOrder";

result<order_id> txid_of(const std::string& body) {
  rapidjson::Document answer;
  answer.Parse(body.data(), body.size());
  if (answer.HasParseError() || !answer.IsObject())
    return fail("no JSON: {}", body);
  if (!answer["error"].Empty())
    return fail("{}", answer["error"][0].GetString());
  return order_id{answer["result"]["txid"][0].GetString()};
}

} // namespace

result<order_id> person::market_order(const std::string& side,
                                      const std::string& pair,
                                      const std::string& volume) {
  return add_order({{"ordertype", "market"},
                    {"type", side},
                    {"pair", pair},
                    {"volume", volume}});
}

result<order_id>
person::limit_order(const std::string& side, const std::string& pair,
                    const std::string& volume, const std::string& price) {
  return add_order({{"ordertype", "limit"},
                    {"type", side},
                    {"pair", pair},
                    {"volume", volume},
                    {"price", price}});
}

result<order_id> person::add_order(const fields& what) {
  const auto nonce = std::to_string(++nonce_);
  auto body = "nonce=" + nonce + "&oflags=fciq";
  for (const auto& [name, value] : what)
    body += "&" + name + "=" + value;
  http::request<http::string_body> request{http::verb::post, path, 11};
  request.set(http::field::host, "127.0.0.1");
  request.set(http::field::content_type, "application/x-www-form-urlencoded");
  request.set("API-Key", key_);
  request.set("API-Sign", paper::kraken_signature(
                            *paper::base64_decode(secret_), path, nonce, body));
  request.body() = body;
  request.prepare_payload();
  try {
    asio::io_context loop;
    beast::tcp_stream connection{loop};
    connection.connect({asio::ip::address_v4::loopback(), port_});
    http::write(connection, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(connection, buffer, answer);
    return txid_of(answer.body());
  } catch (const boost::system::system_error& error) {
    return fail("{}", error.code().message());
  }
}

} // namespace lockstep::e2e
