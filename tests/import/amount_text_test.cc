#include "import/amount_text.h"

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "reports/amount_format.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

const Currency& Vnd() {
  static const Currency vnd{"VND", 0};
  return vnd;
}

const Currency& Usd() {
  static const Currency usd{"USD", 2};
  return usd;
}

// The amount read, or the error as text, so that a failed comparison shows it.
std::string Read(absl::string_view text, Locale locale, const Currency& currency) {
  const absl::StatusOr<int64_t> amount = ParseAmount(text, locale, currency);
  return amount.ok() ? absl::StrCat(*amount) : std::string(amount.status().message());
}

std::string Vi(absl::string_view text) { return Read(text, Locale::kVietnamese, Vnd()); }
std::string En(absl::string_view text) { return Read(text, Locale::kEnglish, Vnd()); }

bool RefusesVi(absl::string_view text) {
  return ParseAmount(text, Locale::kVietnamese, Vnd()).status().code() == absl::StatusCode::kInvalidArgument;
}

bool RefusesEn(absl::string_view text) {
  return ParseAmount(text, Locale::kEnglish, Vnd()).status().code() == absl::StatusCode::kInvalidArgument;
}

TEST(LocaleTest, NamesAreReadBack) {
  EXPECT_EQ(*ParseLocale(LocaleName(Locale::kVietnamese)), Locale::kVietnamese);
  EXPECT_EQ(*ParseLocale(LocaleName(Locale::kEnglish)), Locale::kEnglish);
  EXPECT_THAT(std::string(ParseLocale("fr").status().message()), AllOf(HasSubstr("\"fr\""), HasSubstr("vi or en")));
}

TEST(ParseAmountTest, ReadsVietnameseAmounts) {
  EXPECT_EQ(Vi("18,3 tỷ"), "18300000000");
  EXPECT_EQ(Vi("64.710 triệu"), "64710000000");
  EXPECT_EQ(Vi("64.710 triệu đồng"), "64710000000");
  EXPECT_EQ(Vi("18.300.000.000"), "18300000000");
  EXPECT_EQ(Vi("18300000000"), "18300000000");
  EXPECT_EQ(Vi("500 nghìn đồng"), "500000");
  EXPECT_EQ(Vi("1,2 nghìn tỷ đồng"), "1200000000000");
  EXPECT_EQ(Vi("0,5 tỷ"), "500000000");
  EXPECT_EQ(Vi("1.234,5 triệu"), "1234500000");
  EXPECT_EQ(Vi("18,3000000000000 tỷ"), "18300000000");
  EXPECT_EQ(Vi("08"), "8");
  EXPECT_EQ(Vi("0"), "0");
}

TEST(ParseAmountTest, MatchesUnitsWithoutCaseOrDiacritics) {
  for (const char* unit : {"tỷ", "tỉ", "TỶ", "ty", "ti", "Ty dong", "tỷ VND", "tỷ vnd", "tỷ đ", "tỷ ₫"}) {
    EXPECT_EQ(Vi(absl::StrCat("2 ", unit)), "2000000000") << unit;
  }
  for (const char* unit : {"nghìn", "ngàn", "nghin", "NGAN dong"})
    EXPECT_EQ(Vi(absl::StrCat("2 ", unit)), "2000") << unit;
  for (const char* unit : {"triệu", "trieu", "Triệu Đồng"}) EXPECT_EQ(Vi(absl::StrCat("2", unit)), "2000000") << unit;
  for (const char* unit : {"đồng", "dong", "đ", "₫", "VND"})
    EXPECT_EQ(Vi(absl::StrCat("20.000", unit)), "20000") << unit;
}

TEST(ParseAmountTest, ReadsDecomposedUnits) {
  EXPECT_EQ(Vi("2 trie\u0323\u0302u \u0111o\u0302\u0300ng"), "2000000");
  EXPECT_EQ(Vi("18,3 ty\u0309"), "18300000000");
}

TEST(ParseAmountTest, AcceptsASpaceOnlyAfterTheDecimalComma) {
  EXPECT_EQ(Vi("12, 61 tỷ"), "12610000000");
  EXPECT_EQ(Vi("12,\u00a061\u00a0tỷ\u202fđồng"), "12610000000");
  EXPECT_EQ(Vi("\u00a0 12,61 tỷ \n"), "12610000000");
  EXPECT_TRUE(RefusesVi("12 ,61 tỷ"));
  EXPECT_TRUE(RefusesVi("18 300 000"));
  EXPECT_TRUE(RefusesVi("18. 300"));
  EXPECT_TRUE(RefusesEn("12. 61 billion"));
}

TEST(ParseAmountTest, ReadsASign) {
  EXPECT_EQ(Vi("-18,3 tỷ"), "-18300000000");
  EXPECT_EQ(Vi("\u221218,3 tỷ"), "-18300000000");
  EXPECT_EQ(Vi("+5"), "5");
  EXPECT_EQ(Vi("-0"), "0");
  EXPECT_TRUE(RefusesVi("--5"));
  EXPECT_TRUE(RefusesVi("+-5"));
  EXPECT_TRUE(RefusesVi("5-"));
  EXPECT_TRUE(RefusesVi("-"));
}

TEST(ParseAmountTest, ReadsEnglishAmounts) {
  EXPECT_EQ(En("18.3 billion"), "18300000000");
  EXPECT_EQ(En("64,710 Million VND"), "64710000000");
  EXPECT_EQ(En("18,300,000,000 vnd"), "18300000000");
  EXPECT_EQ(En("2 thousand"), "2000");
}

TEST(ParseAmountTest, DoesNotMixTheWordsOfTwoLocales) {
  EXPECT_THAT(En("2 tỷ"), HasSubstr("wanted thousand, million, billion or VND"));
  EXPECT_THAT(Vi("2 billion"), HasSubstr("wanted nghìn, triệu, tỷ or VND"));
}

TEST(ParseAmountTest, TeachesADotUsedAsADecimalMarkInVietnamese) {
  EXPECT_THAT(Vi("1.5 tỷ"),
              AllOf(HasSubstr("found \"1.5 tỷ\""), HasSubstr("a dot groups thousands"), HasSubstr("write 1,5 tỷ")));
  EXPECT_THAT(Vi("0.500 tỷ"), HasSubstr("write 0,500 tỷ"));
  EXPECT_THAT(Vi("18,300,000"), HasSubstr("write 18.300.000"));
}

TEST(ParseAmountTest, TeachesACommaUsedAsADecimalMarkInEnglish) {
  EXPECT_THAT(En("1,5 billion"), AllOf(HasSubstr("found \"1,5 billion\""), HasSubstr("a comma groups thousands"),
                                       HasSubstr("write 1.5 billion")));
}

// The spellings that a refusal of `text` offers.
std::vector<std::string> OffersOf(const absl::Status& refused) {
  std::vector<std::string> offers;
  const auto add = [&offers](const v1::RefusalPart& part) {
    for (const v1::RefusalField& field : part.fields()) {
      if (field.name() == "exchanged" || field.name() == "small" || field.name() == "large")
        offers.push_back(field.text());
      if (field.name() == "example") {
        for (const absl::string_view example : absl::StrSplit(field.word(), " or ")) offers.emplace_back(example);
      }
    }
  };
  const v1::Refusal refusal = RefusalOf(refused).value();
  add(refusal.what());
  for (const v1::RefusalPart& part : refusal.then()) add(part);
  return offers;
}

TEST(ParseAmountTest, EverySpellingThatARefusalOffersIsTaken) {
  for (const Locale locale : {Locale::kVietnamese, Locale::kEnglish}) {
    for (const Currency& currency : {Vnd(), Usd()}) {
      for (const char* text : {"18.3 billion",
                               "18,3 billion",
                               "18.3 tỷ",
                               "18,3 tỷ",
                               "8 billion",
                               "8 tỷ",
                               "-1.5 tỷ",
                               "\u22121,5 billion",
                               "1.234,5 triệu đồng",
                               "1,234.5 million",
                               "2.000 billion",
                               "2,000 tỷ",
                               "2.000 tỷ",
                               "-2,000 billion",
                               "18,3",
                               "18.3",
                               "0,500 nghìn",
                               "0.500 thousand",
                               "1.000.000,5",
                               "1,000,000.555",
                               "many",
                               "tỷ",
                               "billion",
                               "",
                               "5 euro",
                               "18. 300",
                               "12, 000 tỷ",
                               "1.5.5 tỷ",
                               "999999999999999999 billion"}) {
        const absl::Status refused = ParseAmount(text, locale, currency).status();
        if (refused.ok()) continue;
        if (absl::StrContains(refused.message(), "at most")) continue;  // no spelling helps
        const std::vector<std::string> offers = OffersOf(refused);
        EXPECT_FALSE(offers.empty()) << refused;
        for (const std::string& offer : offers)
          EXPECT_TRUE(ParseAmount(offer, locale, currency).ok()) << offer << ": " << refused;
      }
    }
  }
}

TEST(ParseAmountTest, OffersTheUnitInTheWordsOfItsNotation) {
  EXPECT_THAT(Vi("18.3 billion"), HasSubstr("write 18,3 tỷ"));
  EXPECT_THAT(Vi("-1,234.5 million"), HasSubstr("write -1.234,5 triệu"));
  EXPECT_THAT(Vi("18,3 billion"), HasSubstr("write 18,3 tỷ"));
  EXPECT_THAT(En("18,3 tỷ"), HasSubstr("write 18.3 billion"));
  EXPECT_THAT(En("8 nghìn tỷ"), HasSubstr("write 8 trillion"));
  EXPECT_THAT(En("2.000 tỷ"), HasSubstr("may mean 2 billion or 2,000 billion"));
}

TEST(ParseAmountTest, OffersNoSpellingForANumberThatMeansTwo) {
  EXPECT_THAT(Vi("18.300 billion"), Not(HasSubstr("; write")));
  EXPECT_THAT(En("18,300 tỷ"), Not(HasSubstr("; write")));
}

TEST(ParseAmountTest, RefusesWrongGrouping) {
  for (const char* text :
       {"1.00", "1.0000", "1234.567", ".500", "500.", "1..000", "1.000.00", "1,5,5", "18.300,", ",5"}) {
    EXPECT_TRUE(RefusesVi(text)) << text;
  }
}

TEST(ParseAmountTest, RefusesAPartOfAMinorUnit) {
  EXPECT_THAT(Vi("18,3"), AllOf(HasSubstr("found \"18,3\""), HasSubstr("whole number"), HasSubstr("tỷ")));
  EXPECT_TRUE(RefusesVi("18,30000000001 tỷ"));
  EXPECT_EQ(Vi("18,300000001 tỷ"), "18300000001");
  EXPECT_TRUE(RefusesVi("0,0005 nghìn"));
}

TEST(ParseAmountTest, RefusesWhatDoesNotFitIn64Bits) {
  EXPECT_EQ(Vi("9223372036854775807"), absl::StrCat(kMax));
  EXPECT_EQ(Vi("-9223372036854775807"), absl::StrCat(-kMax));
  EXPECT_THAT(Vi("9223372036854775808"), HasSubstr("at most 9,223,372,036,854,775,807 VND"));
  EXPECT_TRUE(RefusesVi("-9223372036854775808"));
  EXPECT_EQ(Vi("9.223.372.036,854775807 tỷ"), absl::StrCat(kMax));
  EXPECT_TRUE(RefusesVi("9.223.372.036,854775808 tỷ"));
  EXPECT_TRUE(RefusesVi("99999999999999999999999999999999 tỷ"));
}

TEST(ParseAmountTest, RefusesWhatIsNoAmount) {
  EXPECT_THAT(Vi(""), HasSubstr("found nothing"));
  EXPECT_THAT(Vi(" \u00a0 "), HasSubstr("found nothing"));
  for (const char* text : {"tỷ", "5 xu", "5 tỷ tỷ", "5 đồng tỷ", "5 đồng đồng", "5 tỷ.", "1½ tỷ", "5 tỷ…", "5e9",
                           "0x10", "５", "18,3 tỷ 5", "5 \xff", "5 USD"}) {
    EXPECT_TRUE(RefusesVi(text)) << text;
  }
  EXPECT_THAT(Vi(std::string(5000, '1')), HasSubstr("found 5000 bytes"));
}

TEST(ParseAmountTest, CountsInTheMinorUnitOfTheCurrency) {
  EXPECT_EQ(Read("1,234.5", Locale::kEnglish, Usd()), "123450");
  EXPECT_EQ(Read("1.5 million USD", Locale::kEnglish, Usd()), "150000000");
  EXPECT_THAT(Read("0.001", Locale::kEnglish, Usd()), HasSubstr("USD has 2 decimals"));
  EXPECT_THAT(Read("5 đồng", Locale::kVietnamese, Usd()), HasSubstr("or USD"));
}

TEST(FormatAmountTest, GroupsInTheNotationOfTheLocale) {
  EXPECT_EQ(FormatAmount(18300000000, Locale::kVietnamese, Vnd()), "18.300.000.000");
  EXPECT_EQ(FormatAmount(-18300000000, Locale::kEnglish, Vnd()), "-18,300,000,000");
  EXPECT_EQ(FormatAmount(123456, Locale::kEnglish, Usd()), "1,234.56");
  EXPECT_EQ(FormatAmount(-5, Locale::kVietnamese, Usd()), "-0,05");
  EXPECT_EQ(FormatAmount(0, Locale::kVietnamese, Vnd()), "0");
}

TEST(FormatAmountTest, PrintsSumsBeyond64Bits) {
  const AmountSum sum = AmountSum{kMax} * 1000;
  EXPECT_EQ(FormatAmount(sum, Locale::kVietnamese, Vnd()), "9.223.372.036.854.775.807.000");
  EXPECT_EQ(FormatAmount(std::numeric_limits<AmountSum>::min(), Locale::kEnglish, Vnd()),
            "-170,141,183,460,469,231,731,687,303,715,884,105,728");
}

TEST(FormatAmountInTest, ScalesWithoutRounding) {
  EXPECT_EQ(FormatAmountIn(18300000000, MoneyUnit::kBillion, 1, Locale::kVietnamese, Vnd()), "18,3");
  EXPECT_EQ(FormatAmountIn(18300000000, MoneyUnit::kBillion, 3, Locale::kVietnamese, Vnd()), "18,300");
  EXPECT_EQ(FormatAmountIn(18300000000, MoneyUnit::kMillion, 0, Locale::kVietnamese, Vnd()), "18.300");
  EXPECT_EQ(FormatAmountIn(-1, MoneyUnit::kBillion, 9, Locale::kVietnamese, Vnd()), "-0,000000001");
  EXPECT_EQ(FormatAmountIn(150000000, MoneyUnit::kMillion, 1, Locale::kEnglish, Usd()), "1.5");
  EXPECT_EQ(FormatAmountIn(7, MoneyUnit::kMinor, 2, Locale::kVietnamese, Vnd()), "7,00");
}

TEST(FormatAmountInTest, KnowsTheDecimalsNeeded) {
  EXPECT_EQ(DecimalsNeeded(18300000000, MoneyUnit::kBillion, Vnd()), 1);
  EXPECT_EQ(DecimalsNeeded(18300000001, MoneyUnit::kBillion, Vnd()), 9);
  EXPECT_EQ(DecimalsNeeded(-18300000000, MoneyUnit::kMillion, Vnd()), 0);
  EXPECT_EQ(DecimalsNeeded(0, MoneyUnit::kBillion, Vnd()), 0);
  EXPECT_EQ(DecimalsNeeded(1, MoneyUnit::kMinor, Vnd()), 0);
  EXPECT_EQ(DecimalsNeeded(1850, MoneyUnit::kMinor, Usd()), 1);
}

TEST(FormatAmountInDeathTest, AbortsRatherThanRound) {
  EXPECT_DEATH(FormatAmountIn(18300000001, MoneyUnit::kBillion, 1, Locale::kVietnamese, Vnd()), "would round");
}

TEST(MoneyUnitNameTest, NamesTheUnitInTheLanguage) {
  EXPECT_EQ(MoneyUnitName(MoneyUnit::kMinor, Locale::kVietnamese, Vnd()), "đồng");
  EXPECT_EQ(MoneyUnitName(MoneyUnit::kMillion, Locale::kVietnamese, Vnd()), "triệu đồng");
  EXPECT_EQ(MoneyUnitName(MoneyUnit::kBillion, Locale::kEnglish, Vnd()), "billion VND");
}

// An amount of any size, from one digit to nineteen.
int64_t RandomAmount(std::mt19937_64& random) {
  const auto magnitude = static_cast<int64_t>(random() >> (1 + random() % 63));
  return random() % 2 == 0 ? magnitude : -magnitude;
}

TEST(AmountPropertyTest, WhatIsFormattedIsReadBack) {
  constexpr uint64_t kSeed = 20240516;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 5000; ++i) {
    const int64_t amount = RandomAmount(random);
    for (const Locale locale : {Locale::kVietnamese, Locale::kEnglish}) {
      for (const Currency& currency : {Vnd(), Usd()}) {
        const std::string text = FormatAmount(amount, locale, currency);
        ASSERT_EQ(Read(text, locale, currency), absl::StrCat(amount)) << text << ", seed " << kSeed;
      }
    }
  }
}

TEST(AmountPropertyTest, WhatIsFormattedInAUnitIsReadBackWithItsName) {
  constexpr uint64_t kSeed = 1881;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 3000; ++i) {
    const int64_t amount = RandomAmount(random);
    const auto unit = static_cast<MoneyUnit>(random() % 3);
    const Locale locale = random() % 2 == 0 ? Locale::kVietnamese : Locale::kEnglish;
    const Currency& currency = random() % 2 == 0 ? Vnd() : Usd();
    const int decimals = DecimalsNeeded(amount, unit, currency) + static_cast<int>(random() % 3);
    const std::string text = absl::StrCat(FormatAmountIn(amount, unit, decimals, locale, currency), " ",
                                          MoneyUnitName(unit, locale, currency));
    ASSERT_EQ(Read(text, locale, currency), absl::StrCat(amount)) << text << ", seed " << kSeed;
  }
}

TEST(AmountTextTest, ThreeZerosAfterTheDecimalMarkMayBeAThousandfoldError) {
  const Currency vnd{"VND", 0};
  const auto expect_both = [&](const char* text, Locale locale, const char* small, const char* large) {
    const auto amount = ParseAmount(text, locale, vnd);
    ASSERT_FALSE(amount.ok()) << text;
    EXPECT_EQ(RefusalOf(amount.status())->code(), "amount.ambiguous");
    EXPECT_EQ(amount.status().message(), absl::StrCat("found \"", text, "\", which may mean ", small, " or ", large,
                                                      "; write the one that is meant"));
  };
  expect_both("2.000 billion", Locale::kEnglish, "2 billion", "2,000 billion");
  expect_both("3.000", Locale::kEnglish, "3", "3,000");
  expect_both("2,000 tỷ", Locale::kVietnamese, "2 tỷ", "2.000 tỷ");
  EXPECT_EQ(ParseAmount("59.913 billion", Locale::kEnglish, vnd).value(), 59'913'000'000);
  EXPECT_EQ(ParseAmount("2,000 billion", Locale::kEnglish, vnd).value(), 2'000'000'000'000);
  EXPECT_EQ(ParseAmount("2.0 billion", Locale::kEnglish, vnd).value(), 2'000'000'000);
  EXPECT_EQ(ParseAmount("1,234.000", Locale::kEnglish, vnd).value(), 1234);
  EXPECT_EQ(ParseAmount("0.000", Locale::kEnglish, vnd).value(), 0);
  EXPECT_EQ(ParseAmount("2.000 tỷ", Locale::kVietnamese, vnd).value(), 2'000'000'000'000);
}

}  // namespace
}  // namespace tranche
