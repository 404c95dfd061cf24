#include "events/plain_text.h"

#include "gtest/gtest.h"

namespace tranche {
namespace {

TEST(PlainTextTest, LettersAreComposedAndNothingElseIsChanged) {
  EXPECT_EQ(Composed("H\u0061\u0300 N\u006f\u0302\u0323i"), "Hà Nội");
  EXPECT_EQ(Composed("Hà Nội"), "Hà Nội");
  EXPECT_EQ(Composed(" A  b "), " A  b ");
  EXPECT_EQ(Composed(""), "");
  EXPECT_EQ(Composed("a\xff"), "a\xff");
}

TEST(PlainTextTest, WhiteSpaceAtTheEndsGoesWhateverItsKind) {
  EXPECT_EQ(WithoutBlanks("\u00a0 Hà Nội\u2003\t\n"), "Hà Nội");
  EXPECT_EQ(WithoutBlanks("a\xff "), "a\xff");
  EXPECT_EQ(WithoutBlanks("\xa0"), "\xa0");
}

TEST(PlainTextTest, ATextOfWhiteSpaceIsBlank) {
  EXPECT_TRUE(IsBlank(""));
  EXPECT_TRUE(IsBlank(" \t\u00a0\u3000"));
  EXPECT_FALSE(IsBlank(" . "));
  EXPECT_FALSE(IsBlank("\xff"));
}

}  // namespace
}  // namespace tranche
