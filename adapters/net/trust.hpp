#pragma once

#include "model/result.hpp"

#include <boost/asio/ssl/context.hpp>
#include <openssl/x509_vfy.h>

#include <memory>
#include <string>

namespace lockstep::net {

namespace detail {

/// Ends a certificate store.
struct free_store {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
};

} // namespace detail

/// The certificates that are trusted. Loaded once and shared by curl and the
/// streams: reading the system's for each connection would take milliseconds.
using trust_store = std::unique_ptr<X509_STORE, detail::free_store>;

/// The system's certificates and those of `ca_file` (PEM), if it is not empty.
[[nodiscard]] result<trust_store> load_trust(const std::string& ca_file);

/// How streams do TLS: 1.2 or newer, the peer's certificate is required.
[[nodiscard]] boost::asio::ssl::context make_tls_context(X509_STORE& trust);

} // namespace lockstep::net
