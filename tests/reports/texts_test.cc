#include "reports/texts.h"

#include <gtest/gtest.h>

#include "reports/texts/translated_text.h"

namespace tranche {
namespace {

TEST(TextsTest, SaysATextInTheReadersLanguage) {
  EXPECT_EQ(Say(Locale::kEnglish, "disbursed"), "disbursed");
  EXPECT_EQ(Say(Locale::kVietnamese, "disbursed"), "đã giải ngân");
}

TEST(TextsTest, ATextWithoutATranslationStaysEnglish) {
  EXPECT_EQ(Say(Locale::kVietnamese, "no such text"), "no such text");
}

TEST(TextsTest, PlacesAreFilledInWhereTheTranslationHasThem) {
  EXPECT_EQ(Say(Locale::kEnglish, "as of {date}", {{"date", "2024-06-30"}}), "as of 2024-06-30");
  EXPECT_EQ(Say(Locale::kVietnamese, "as of {date}", {{"date", "2024-06-30"}}), "tính đến ngày 2024-06-30");
}

TEST(TextsTest, APluralEndsInSUnlessItIsOne) {
  EXPECT_EQ(Say(Locale::kEnglish, "{count} event{count:s}", {{"count", "1"}}), "1 event");
  EXPECT_EQ(Say(Locale::kEnglish, "{count} event{count:s}", {{"count", "21"}}), "21 events");
  EXPECT_EQ(Say(Locale::kEnglish, "event{count:s}"), "event{count:s}");
}

TEST(TextsTest, WhatIsNoPlaceStaysAsItIs) {
  EXPECT_EQ(Say(Locale::kEnglish, "{a} {b", {{"b", "x"}}), "{a} {b");
  EXPECT_EQ(Say(Locale::kEnglish, "{a}", {{"a", "{a}"}}), "{a}");
}

TEST(TextsTest, TheTableIsSortedSoThatEveryTextIsFound) {
  for (const TranslatedText& text : VietnameseTexts()) {
    EXPECT_EQ(Say(Locale::kVietnamese, text.english), text.translated);
  }
}

}  // namespace
}  // namespace tranche
