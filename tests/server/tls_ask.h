// One request of HTTP over TLS.
#pragma once

#include <openssl/ssl.h>

#include <string>

#include "tests/server/test_certificates.h"

namespace tranche {

struct TlsAsker {
  std::string authority;        // that has signed the certificate of the server, in PEM
  TestCertificate certificate;  // of the client; empty: none
  int newest_version = TLS1_3_VERSION;
};

// Sends `request`, and returns all that comes back until the other end closes; empty when TLS is not agreed on.
// address  "127.0.0.1:8080".
std::string AskByTls(const std::string& address, const TlsAsker& asker, const std::string& request);

}  // namespace tranche
