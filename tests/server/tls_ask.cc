#include "tests/server/tls_ask.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

#include "events/check.h"

namespace tranche {
namespace {

using OwnBio = std::unique_ptr<BIO, decltype(&::BIO_free)>;
using OwnCertificate = std::unique_ptr<X509, decltype(&::X509_free)>;

OwnBio Read(const std::string& pem) {
  return {::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &::BIO_free};
}

OwnCertificate CertificateIn(const std::string& pem) {
  return {::PEM_read_bio_X509(Read(pem).get(), nullptr, nullptr, nullptr), &::X509_free};
}

void SetUp(const TlsAsker& asker, SSL_CTX* context) {
  ::SSL_CTX_set_security_level(context, 0);  // else this end would refuse old versions itself
  ::SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  ::SSL_CTX_set_max_proto_version(context, asker.newest_version);
  ::SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  const OwnCertificate authority = CertificateIn(asker.authority);
  ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(context), authority.get());
  if (asker.certificate.certificate.empty()) return;
  ::SSL_CTX_use_certificate(context, CertificateIn(asker.certificate.certificate).get());
  EVP_PKEY* const key = ::PEM_read_bio_PrivateKey(Read(asker.certificate.key).get(), nullptr, nullptr, nullptr);
  TRANCHE_CHECK(::SSL_CTX_use_PrivateKey(context, key) == 1, "cannot use a key");
  ::EVP_PKEY_free(key);
}

}  // namespace

std::string AskByTls(const std::string& address, const TlsAsker& asker, const std::string& request) {
  const std::unique_ptr<SSL_CTX, decltype(&::SSL_CTX_free)> context(::SSL_CTX_new(::TLS_client_method()),
                                                                    &::SSL_CTX_free);
  SetUp(asker, context.get());
  const std::unique_ptr<BIO, decltype(&::BIO_free_all)> wire(::BIO_new_ssl_connect(context.get()), &::BIO_free_all);
  BIO_set_conn_hostname(wire.get(), address.c_str());
  if (BIO_do_handshake(wire.get()) != 1) return "";
  if (::BIO_write(wire.get(), request.data(), static_cast<int>(request.size())) <= 0) return "";
  std::string answer;
  std::array<char, 4096> bytes{};
  for (int count = 1; count > 0;) {
    count = ::BIO_read(wire.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (count > 0) answer.append(bytes.data(), static_cast<size_t>(count));
  }
  return answer;
}

}  // namespace tranche
