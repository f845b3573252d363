#include "adapters/net/trust.hpp"

#include <openssl/ssl.h>

#include <new>

namespace lockstep::net {

namespace ssl = boost::asio::ssl;

result<trust_store> load_trust(const std::string& ca_file) {
  trust_store store{X509_STORE_new()};
  if (!store)
    throw std::bad_alloc{};
  if (X509_STORE_set_default_paths(store.get()) != 1)
    return fail("the system's certificates can not be loaded");
  if (!ca_file.empty()
      && X509_STORE_load_file(store.get(), ca_file.c_str()) != 1)
    return fail("{} can not be read as certificates in PEM format", ca_file);
  return store;
}

ssl::context make_tls_context(X509_STORE& trust) {
  ssl::context context{ssl::context::tls_client};
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  SSL_CTX_set1_cert_store(context.native_handle(), &trust);
  context.set_verify_mode(ssl::verify_peer);
  return context;
}

} // namespace lockstep::net
