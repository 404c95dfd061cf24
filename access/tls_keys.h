// The files of TLS: the certificate of the server with its chain, its private key, and the authorities whose client
// certificates it takes. All in PEM.
//
// Thread safety: functions on files.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace tranche {

struct TlsFiles {
  std::string certificate;  // the server's own first, then those between it and its authority
  std::string key;          // of the first; not encrypted
  std::string client_ca;    // empty: no client is asked for a certificate
};

// What is in them.
struct TlsKeys {
  std::string certificate;
  std::string key;
  std::string client_ca;
};

// Reads and checks them.
//
// Errors:
//   INVALID_ARGUMENT     there is no certificate, or no key without a password, or it is of another certificate.
//   FAILED_PRECONDITION  others than its owner may read the key.
//   NOT_FOUND, PERMISSION_DENIED, UNAVAILABLE  a file cannot be read.
absl::StatusOr<TlsKeys> ReadTlsFiles(const TlsFiles& files);

}  // namespace tranche
