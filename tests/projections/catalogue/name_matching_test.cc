#include "projections/catalogue/name_matching.h"

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

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

std::string Utf8(uint32_t character) {
  std::string text;
  if (character < 0x80) return std::string(1, static_cast<char>(character));
  if (character >= 0x800) {
    text += static_cast<char>(0xe0 | (character >> 12));
    text += static_cast<char>(0x80 | ((character >> 6) & 0x3f));
  } else {
    text += static_cast<char>(0xc0 | (character >> 6));
  }
  text += static_cast<char>(0x80 | (character & 0x3f));
  return text;
}

// With a letter of another script in it, a text is folded by the rules of Unicode; without, by a table.
void ExpectFoldedByTheRules(const std::string& text) { EXPECT_EQ(FoldName(text) + "я", FoldName(text + "я")) << text; }

TEST(FoldNameTest, LatinTextIsFoldedAsAnyOther) {
  for (uint32_t character = 1; character < 0x400; ++character) ExpectFoldedByTheRules("a" + Utf8(character));
  for (uint32_t character = 0x1df0; character < 0x2000; ++character) ExpectFoldedByTheRules(Utf8(character) + "1");
  std::mt19937 random(20261127);
  const std::vector<std::pair<uint32_t, uint32_t>> ranges = {
      {0x20, 0x7f}, {0xa0, 0x350}, {0x1e00, 0x1eff}, {0x20, 0x7f}};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (uint32_t i = random() % 60; i > 0; --i) {
      const auto [from, to] = ranges[random() % ranges.size()];
      text += Utf8(from + random() % (to - from + 1));
    }
    ExpectFoldedByTheRules(text);
  }
  ExpectFoldedByTheRules(std::string(300, 'A'));
  ExpectFoldedByTheRules(std::string("a\0b", 3));
}

TEST(FoldNameTest, BytesAtTheEdgeOfUtf8AreNotTakenForLatin) {
  for (const char* text : {"\xc4", "\xc4z", "\xc1\x81", "\xe1\xbb", "\xe1\xbbz", "\x80"})
    EXPECT_EQ(FoldName(text), text);
}

TEST(ContainsFoldedTest, ComparesWhatFoldNameGives) {
  EXPECT_TRUE(ContainsFolded("2174/QĐ-BCT", "74qdb"));
  EXPECT_FALSE(ContainsFolded("2174/QĐ-BCT", "75"));
  EXPECT_TRUE(ContainsFolded("Приказ 12", "каз12"));
  EXPECT_TRUE(ContainsFolded(std::string(200, '-') + "Đ 1", "d1"));
  EXPECT_FALSE(ContainsFolded("", "1"));
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
