#include "events/utf8.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

TEST(CheckUtf8Test, AcceptsTextInUtf8AndTheEmptyText) {
  EXPECT_TRUE(CheckUtf8("").ok());
  EXPECT_TRUE(CheckUtf8("Đắk Lắk 🇻🇳").ok());
}

TEST(CheckUtf8Test, NamesTheOffsetAndTheByteThatIsWrong) {
  const absl::Status status = CheckUtf8("H\u00e0 N\xe9i");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("byte 5: found 0xe9"));
}

TEST(CheckUtf8Test, RefusesOverlongFormsSurrogatesAndCutCharacters) {
  EXPECT_FALSE(CheckUtf8("\xC0\xAF").ok());
  EXPECT_FALSE(CheckUtf8("\xED\xA0\x80").ok());
  EXPECT_FALSE(CheckUtf8("a\xE1\xBB").ok());
  EXPECT_EQ(ValidUtf8Length("a\xE1\xBB"), 1u);
}

}  // namespace
}  // namespace tranche
