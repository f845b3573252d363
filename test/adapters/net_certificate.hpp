#pragma once

#include <boost/asio/ssl/context.hpp>

#include <filesystem>
#include <string>

namespace lockstep::test {

/// A fresh self-signed certificate for one host name, made in memory and, as
/// the file that a client may trust, written to the temporary folder.
class certificate {
public:
  explicit certificate(const std::string& host);
  certificate(const certificate&) = delete;
  certificate& operator=(const certificate&) = delete;
  ~certificate();

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] boost::asio::ssl::context& server() { return server_; }

private:
  boost::asio::ssl::context server_{boost::asio::ssl::context::tls_server};
  std::string file_;
};

} // namespace lockstep::test
