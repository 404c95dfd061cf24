#include "server/listen_address.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

TEST(ListenAddressTest, WhereOthersReachItThereMustBeTlsAndCallersThatAreAsked) {
  EXPECT_EQ(ReadListenAddress("127.0.0.1:8080")->ToText(), "127.0.0.1:8080");
  EXPECT_EQ(ReadListenAddress("localhost:0")->ToText(), "127.0.0.1:0");
  EXPECT_EQ(ReadListenAddress("[::1]:65535")->ToText(), "[::1]:65535");
  for (const char* const open : {"0.0.0.0:80", "10.0.0.1:80", "[::]:80", "[2001:db8::1]:80", "128.0.0.1:80"})
    for (const auto& [is_encrypted, asks] : {std::pair(false, false), std::pair(true, false), std::pair(false, true)})
      EXPECT_THAT(CheckReach(*ReadListenAddress(open), is_encrypted, asks),
                  StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--tls-certificate")))
          << open;
  for (const char* const own : {"127.0.0.1:0", "[::1]:0"})
    EXPECT_THAT(CheckReach(*ReadListenAddress(own), false, false), IsOk());
  EXPECT_THAT(CheckReach(*ReadListenAddress("0.0.0.0:80"), true, true), IsOk());
  for (const char* const wrong : {"", ":", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                                  "127.0.0.1:+1", "::1:80", "[::1]", "[::1]80", "[::1:80", "example.vn:80", "127.1:80"})
    EXPECT_THAT(ReadListenAddress(wrong), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("wanted an address")))
        << wrong;
}

TEST(ListenAddressTest, AHostOfElsewhereIsNotThisMachine) {
  for (const char* const own : {"127.0.0.1:8080", "localhost:8080", "LocalHost:8080", "[::1]:8080", "127.9.9.9:8080"})
    EXPECT_TRUE(IsOwnHost(own, 8080)) << own;
  EXPECT_TRUE(IsOwnHost("localhost", 80));
  for (const char* const other :
       {"", "evil.example:8080", "localhost.evil.example:8080", "127.0.0.1.evil.example:8080", "localhost",
        "localhost:80", "10.0.0.1:8080", "localhost:8080, evil.example:8080", "[::1]:8080:8080", "evil@localhost:8080"})
    EXPECT_FALSE(IsOwnHost(other, 8080)) << other;
}

TEST(ListenAddressTest, AServerMayHaveNames) {
  const std::vector<std::string> names = {"ledger.example", "front.example:443"};
  for (const char* const own : {"ledger.example:8443", "Ledger.Example:8443", "front.example", "localhost:8443"})
    EXPECT_TRUE(IsOwnHost(own, 8443, names, true)) << own;
  for (const char* const other : {"ledger.example", "ledger.example:443", "front.example:8443", "evil.example:8443",
                                  "a.ledger.example:8443", "ledger.example.evil.example:8443", "10.0.0.1:8443"})
    EXPECT_FALSE(IsOwnHost(other, 8443, names, true)) << other;
}

TEST(ListenAddressTest, ANameOfAServerIsANameOrAddressWithOrWithoutAPort) {
  for (const char* const name : {"ledger.example", "ledger.example:443", "so-cai", "10.0.0.1", "[::1]:8443"})
    EXPECT_TRUE(CheckHostName(name).ok()) << name;
  for (const char* const other : {"", "http://ledger.example", "ledger.example/x", "ledger example", "ledger.example:x",
                                  "ledger.example:70000", ":443", "a:1:2"})
    EXPECT_THAT(CheckHostName(other), StatusIs(absl::StatusCode::kInvalidArgument)) << other;
}

}  // namespace
}  // namespace tranche
