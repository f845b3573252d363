#include "test/adapters/net_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace lockstep::test {

namespace {

struct cleanup {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(X509_EXTENSION* x) const { X509_EXTENSION_free(x); }
  void operator()(std::FILE* x) const { std::fclose(x); }
};

template <class T>
std::unique_ptr<T, cleanup> own(T* x) {
  if (x == nullptr)
    throw std::runtime_error{"no certificate could be made"};
  return std::unique_ptr<T, cleanup>{x};
}

void add_extension(X509* x, int id, const std::string& value) {
  const auto one
    = own(X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()));
  X509_add_ext(x, one.get(), -1);
}

} // namespace

certificate::certificate(const std::string& host) {
  const auto key = own(EVP_EC_gen("P-256"));
  const auto x = own(X509_new());
  X509_set_version(x.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(x.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x.get()), 3600);
  const auto name = X509_get_subject_name(x.get());
  const std::string organisation = "Lockstep test " + host;
  X509_NAME_add_entry_by_txt(
    name, "O", MBSTRING_ASC,
    reinterpret_cast<const unsigned char*>(organisation.c_str()), -1, -1, 0);
  X509_set_issuer_name(x.get(), name);
  add_extension(x.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(x.get(), NID_subject_alt_name, "DNS:" + host);
  X509_set_pubkey(x.get(), key.get());
  X509_sign(x.get(), key.get(), EVP_sha256());
  SSL_CTX_use_certificate(server_.native_handle(), x.get());
  SSL_CTX_use_PrivateKey(server_.native_handle(), key.get());
  file_ = std::filesystem::temp_directory_path() / "lockstep-test-XXXXXX";
  const auto fd = mkstemp(file_.data());
  const auto out = own(fdopen(fd, "w"));
  PEM_write_X509(out.get(), x.get());
}

certificate::~certificate() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

} // namespace lockstep::test
