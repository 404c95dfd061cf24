#include "projections/catalogue/name_matching.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

// "Thừa Thiên Huế" in NFD: each letter, then its marks.
constexpr char kHueDecomposed[] = "Thu\u031b\u0300a Thie\u0302n Hue\u0302\u0301";

TEST(FoldNameTest, DropsDiacriticsSpacesDotsHyphensAndDashes) {
  EXPECT_EQ(FoldName("Thừa Thiên–Huế"), "thuathienhue");
  EXPECT_EQ(FoldName("Thừa Thiên - Huế"), FoldName("thua thien hue"));
  EXPECT_EQ(FoldName("TP.HCM"), "tphcm");
  EXPECT_EQ(FoldName("Bà Rịa\u00a0-\u00a0Vũng Tàu"), "bariavungtau");
}

TEST(FoldNameTest, WritesDForBothCasesOfTheLetterWithStroke) {
  EXPECT_EQ(FoldName("Đắk Lắk"), "daklak");
  EXPECT_EQ(FoldName("đẮK lẮK"), "daklak");
}

TEST(FoldNameTest, DoesNotDependOnNormalForm) { EXPECT_EQ(FoldName(kHueDecomposed), FoldName("Thừa Thiên Huế")); }

TEST(FoldNameTest, KeepsDigitsAndLettersOfOtherScripts) {
  EXPECT_EQ(FoldName("Quận 12"), "quan12");
  EXPECT_EQ(FoldName("Ялта"), "ялта");
  EXPECT_EQ(FoldName("–. "), "");
}

TEST(FoldNameTest, GivesTextThatIsNotUtf8BackUnchanged) { EXPECT_EQ(FoldName("H\xe0 N\xe9i"), "H\xe0 N\xe9i"); }

TEST(FoldWordsTest, KeepsOneSpaceBetweenWords) { EXPECT_EQ(FoldWords("  Xấp \u00a0 xỉ "), "xap xi"); }

TEST(FoldWordsTest, IsNothingWhenASignOrMarkWouldBeDropped) {
  EXPECT_EQ(FoldWords("gần -"), std::nullopt);
  EXPECT_EQ(FoldWords("gần \u2212"), std::nullopt);
  EXPECT_EQ(FoldWords("tỷ…"), std::nullopt);
  EXPECT_EQ(FoldWords("\xff"), std::nullopt);
  EXPECT_EQ(FoldWords(""), "");
}

TEST(ExactNameTest, SqueezesWhiteSpaceAndFoldsCase) {
  EXPECT_EQ(ExactName("  HÀ\t\u00a0 Nội \n"), "hà nội");
  EXPECT_EQ(ExactName(" \n "), "");
}

TEST(ExactNameTest, KeepsDiacriticsAndPunctuation) {
  EXPECT_NE(ExactName("Hà Nam"), ExactName("Ha Nam"));
  EXPECT_EQ(ExactName("Thừa Thiên–Huế"), "thừa thiên–huế");
}

TEST(ExactNameTest, ComposesDecomposedText) { EXPECT_EQ(ExactName(kHueDecomposed), "thừa thiên huế"); }

}  // namespace
}  // namespace tranche
