#include "access/tls_keys.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <memory>

#include "absl/strings/str_format.h"
#include "events/check.h"
#include "events/refusal.h"
#include "storage/whole_file.h"

namespace tranche {
namespace {

using OwnBio = std::unique_ptr<BIO, decltype(&::BIO_free)>;
using OwnCertificate = std::unique_ptr<X509, decltype(&::X509_free)>;
using OwnKey = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;

// Without this OpenSSL would ask for a password on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

OwnBio BytesOf(const std::string& pem) {
  OwnBio bytes(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &::BIO_free);
  TRANCHE_CHECK(bytes != nullptr, "OpenSSL has no memory");
  return bytes;
}

OwnCertificate CertificateIn(const std::string& pem) {
  return {::PEM_read_bio_X509(BytesOf(pem).get(), nullptr, NoPassword, nullptr), &::X509_free};
}

absl::StatusOr<std::string> ReadCertificates(const std::string& path) {
  absl::StatusOr<std::string> pem = storage::ReadExistingFile(path);
  if (!pem.ok()) return pem.status();
  if (CertificateIn(*pem) != nullptr) return pem;
  return Refuse(absl::StatusCode::kInvalidArgument, "tls.no-certificate",
                "{path}: found no certificate, wanted one in PEM (-----BEGIN CERTIFICATE-----)",
                {TextField("path", path)});
}

absl::Status CheckKeyFile(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || (found.st_mode & (S_IRWXG | S_IRWXO)) == 0) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kFailedPrecondition, "tls.key-readable-by-others",
      "the key {path} has the mode {mode}, wanted 0600: others may have read it; if nobody has, run `chmod 600 "
      "{path}`, otherwise get a new key and certificate",
      {TextField("path", path), TextField("mode", absl::StrFormat("%04o", found.st_mode & 07777))});
}

absl::Status CheckKey(const std::string& pem, const std::string& path, const std::string& certificate) {
  const OwnKey key(::PEM_read_bio_PrivateKey(BytesOf(pem).get(), nullptr, NoPassword, nullptr), &::EVP_PKEY_free);
  if (key == nullptr)
    return Refuse(absl::StatusCode::kInvalidArgument, "tls.no-key",
                  "{path}: found no private key, wanted one in PEM without a password", {TextField("path", path)});
  if (::X509_check_private_key(CertificateIn(certificate).get(), key.get()) == 1) return absl::OkStatus();
  return Refuse(absl::StatusCode::kInvalidArgument, "tls.other-key", "{path}: found the key of another certificate",
                {TextField("path", path)});
}

}  // namespace

absl::StatusOr<TlsKeys> ReadTlsFiles(const TlsFiles& files) {
  TlsKeys keys;
  absl::StatusOr<std::string> certificate = ReadCertificates(files.certificate);
  if (!certificate.ok()) return certificate.status();
  keys.certificate = *std::move(certificate);
  absl::StatusOr<std::string> key = storage::ReadExistingFile(files.key);
  if (!key.ok()) return key.status();
  absl::Status checked = CheckKeyFile(files.key);
  if (checked.ok()) checked = CheckKey(*key, files.key, keys.certificate);
  if (!checked.ok()) return checked;
  keys.key = *std::move(key);
  if (files.client_ca.empty()) return keys;
  absl::StatusOr<std::string> authorities = ReadCertificates(files.client_ca);
  if (!authorities.ok()) return authorities.status();
  keys.client_ca = *std::move(authorities);
  return keys;
}

}  // namespace tranche
