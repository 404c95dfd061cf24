#include "storage/excerpt.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche::storage {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

TEST(ExcerptTest, ShowsAShortTextAndWhatDoesNotPrintEscaped) {
  EXPECT_EQ(Excerpt("183"), "\"183\"");
  EXPECT_EQ(Excerpt("a\n\x1b[31m\xff"), "\"a\\n\\x1b[31m\\xff\"");
}

TEST(ExcerptTest, ShowsTheBeginningOfALongOneAndItsLength) {
  const std::string shown = Excerpt(std::string(1 << 20, 'x'));
  EXPECT_THAT(shown, HasSubstr("...\" (1048576 bytes)"));
  EXPECT_THAT(shown, SizeIs(testing::Lt(100u)));
}

TEST(ExcerptTest, ShowsNothingOfAPrivateKey) {
  for (const char* const secret :
       {"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK", "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK",
        "PRIVATE+KEY+name+c74f20a3+VpguoRK", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nVpguoRK"}) {
    EXPECT_THAT(Excerpt(secret), Not(HasSubstr("guoRK")));
    EXPECT_THAT(Excerpt(secret), HasSubstr("private key"));
  }
}

}  // namespace
}  // namespace tranche::storage
