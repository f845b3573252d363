#include "test/e2e/person.hpp"

#include "tools/paper_exchange/wire/signing.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace lockstep::e2e {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

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
  auto all = what;
  all.emplace_back("oflags", "fciq");
  const auto placed = ask("AddOrder", all);
  if (!placed)
    return tl::unexpected{placed.error()};
  const auto* ids = placed->find("txid");
  if (ids == nullptr || ids->items().empty())
    return fail("there is no id");
  return order_id{ids->items().front().text()};
}

result<paper::json> person::ask(const std::string& endpoint,
                                const fields& what) {
  const auto path = "/0/private/" + endpoint;
  const auto nonce = std::to_string(++nonce_);
  auto body = "nonce=" + nonce;
  for (const auto& [name, value] : what)
    body += "&" + name + "=" + value;
  const auto answer
    = post(port_, path, body,
           {{"Content-Type", "application/x-www-form-urlencoded"},
            {"API-Key", key_},
            {"API-Sign", paper::kraken_signature(*paper::base64_decode(secret_),
                                                 path, nonce, body)}});
  if (!answer)
    return tl::unexpected{answer.error()};
  const auto read = paper::json::parse(*answer);
  if (!read || read->find("error") == nullptr)
    return fail("no answer of the exchange: {}", *answer);
  if (const auto& errors = read->find("error")->items(); !errors.empty())
    return fail("{}", errors.front().text());
  const auto* result = read->find("result");
  return result == nullptr ? paper::json{} : *result;
}

result<std::string> post(uint16_t port, const std::string& path,
                         const std::string& body, const headers& with) {
  http::request<http::string_body> request{http::verb::post, path, 11};
  request.set(http::field::host, "127.0.0.1");
  for (const auto& [name, value] : with)
    request.set(name, value);
  request.body() = body;
  request.prepare_payload();
  try {
    asio::io_context loop;
    beast::tcp_stream connection{loop};
    connection.connect({asio::ip::address_v4::loopback(), port});
    http::write(connection, request);
    beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    http::read(connection, buffer, answer);
    return answer.body();
  } catch (const boost::system::system_error& error) {
    return fail("{}", error.code().message());
  }
}

} // namespace lockstep::e2e
