#include "server/listen_address.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

TEST(ListenAddressTest, OfThisMachineOnly) {
  EXPECT_EQ(ReadListenAddress("127.0.0.1:8080")->ToText(), "127.0.0.1:8080");
  EXPECT_EQ(ReadListenAddress("localhost:0")->ToText(), "127.0.0.1:0");
  EXPECT_EQ(ReadListenAddress("[::1]:65535")->ToText(), "[::1]:65535");
  for (const char* const open : {"0.0.0.0:80", "10.0.0.1:80", "[::]:80", "[2001:db8::1]:80", "128.0.0.1:80"})
    EXPECT_THAT(ReadListenAddress(open), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("other machines")))
        << open;
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

}  // namespace
}  // namespace tranche
