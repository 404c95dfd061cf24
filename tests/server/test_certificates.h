// Keys and certificates for tests of TLS, valid from yesterday for ten days.
#pragma once

#include <string>

namespace tranche {

struct TestCertificate {
  std::string certificate;  // in PEM
  std::string key;
};

// An authority of that name, which has signed itself.
TestCertificate MakeAuthority(const std::string& name);

// The certificate of localhost and 127.0.0.1, also for clients, signed by `authority`.
TestCertificate MakeCertificate(const std::string& name, const TestCertificate& authority);

}  // namespace tranche
