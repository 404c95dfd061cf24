#include "tests/server/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

#include "events/check.h"

namespace tranche {
namespace {

using OwnBio = std::unique_ptr<BIO, decltype(&::BIO_free)>;
using OwnCertificate = std::unique_ptr<X509, decltype(&::X509_free)>;
using OwnKey = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;

constexpr long kDay = 24 * 60 * 60;

std::string BytesIn(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<size_t>(size)};
}

OwnBio Read(const std::string& pem) {
  return {::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &::BIO_free};
}

void AddExtension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  ::X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = ::X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  TRANCHE_CHECK(extension != nullptr, "no extension ", value);
  ::X509_add_ext(certificate, extension, -1);
  ::X509_EXTENSION_free(extension);
}

// issuer  null: it signs itself.
TestCertificate Make(const std::string& name, const TestCertificate* issuer) {
  static long serial = 0;
  const OwnKey key(::EVP_EC_gen("P-256"), &::EVP_PKEY_free);
  const OwnCertificate made(::X509_new(), &::X509_free);
  ::X509_set_version(made.get(), X509_VERSION_3);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), ++serial);
  ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), -kDay);
  ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), 10 * kDay);
  ::X509_set_pubkey(made.get(), key.get());
  X509_NAME* const subject = ::X509_get_subject_name(made.get());
  ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
  AddExtension(made.get(), NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (issuer != nullptr) AddExtension(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  OwnCertificate above(nullptr, &::X509_free);
  OwnKey above_key(nullptr, &::EVP_PKEY_free);
  if (issuer != nullptr) {
    above.reset(::PEM_read_bio_X509(Read(issuer->certificate).get(), nullptr, nullptr, nullptr));
    above_key.reset(::PEM_read_bio_PrivateKey(Read(issuer->key).get(), nullptr, nullptr, nullptr));
  }
  ::X509_set_issuer_name(made.get(), above ? ::X509_get_subject_name(above.get()) : subject);
  const int size = ::X509_sign(made.get(), above_key ? above_key.get() : key.get(), ::EVP_sha256());
  TRANCHE_CHECK(size > 0, "cannot sign a certificate");
  const OwnBio certificate_pem(::BIO_new(::BIO_s_mem()), &::BIO_free);
  const OwnBio key_pem(::BIO_new(::BIO_s_mem()), &::BIO_free);
  ::PEM_write_bio_X509(certificate_pem.get(), made.get());
  ::PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {BytesIn(certificate_pem.get()), BytesIn(key_pem.get())};
}

}  // namespace

TestCertificate MakeAuthority(const std::string& name) { return Make(name, nullptr); }

TestCertificate MakeCertificate(const std::string& name, const TestCertificate& authority) {
  return Make(name, &authority);
}

}  // namespace tranche
