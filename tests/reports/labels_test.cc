#include "reports/labels.h"

#include <gtest/gtest.h>

#include "tests/reports/tables_of.h"

namespace tranche {
namespace {

TEST(LabelsTest, ParseDigitsReads128Bits) {
  EXPECT_EQ(ParseDigits("-170141183460469231731687303715884105728"), absl::Int128Min());
  EXPECT_EQ(ParseDigits("0"), 0);
}

TEST(LabelsDeathTest, ParseDigitsStopsAtWhatIsNoAmount) {
  for (const char* digits : {"", "-", "+1", " 1", "1.5", "170141183460469231731687303715884105728"}) {
    EXPECT_DEATH(ParseDigits(digits), "must be the decimal digits") << digits;
  }
}

TEST(LabelsTest, JoinFirstNamesFive) {
  EXPECT_EQ(JoinFirst({"a", "b", "c", "d", "e"}, Locale::kEnglish), "a, b, c, d, e");
  EXPECT_EQ(JoinFirst({"a", "b", "c", "d", "e", "f"}, Locale::kEnglish), "a, b, c, d, e and 1 more");
  EXPECT_EQ(JoinFirst({"a", "b", "c", "d", "e", "f"}, Locale::kVietnamese), "a, b, c, d, e và 1 mục nữa");
}

TEST(LabelsTest, InstantsAreByTheLedgersClock) {
  const auto instant = FromText<google::protobuf::Timestamp>("seconds: 1715853600");
  EXPECT_EQ(InstantText(instant, {Locale::kEnglish, 420}), "2024-05-16 17:00:00 +07:00");
  EXPECT_EQ(InstantText(instant, {Locale::kEnglish, -210}), "2024-05-16 06:30:00 -03:30");
}

TEST(LabelsTest, WhatIsKnownAtAnyInstantIsRecordedFromTheBeginning) {
  google::protobuf::Timestamp instant;
  EXPECT_EQ(RecordedText(instant, {Locale::kEnglish, 420}), "from the beginning");
  EXPECT_EQ(RecordedText(instant, {Locale::kVietnamese, 420}), "từ đầu");
  EXPECT_EQ(InstantInColumn(true, instant, {Locale::kEnglish, 420}).shown, "from the beginning");
  EXPECT_EQ(InstantInColumn(true, instant, {Locale::kEnglish, 420}).text, "1970-01-01T00:00:00Z");
  EXPECT_EQ(InstantInColumn(false, instant, {Locale::kEnglish, 420}).shown, "-");
  instant.set_seconds(1715853600);
  EXPECT_EQ(RecordedText(instant, {Locale::kEnglish, 420}), "2024-05-16 17:00:00 +07:00");
}

TEST(LabelsTest, ChecksOfVerifyAreInTheReadersLanguage) {
  for (const char* check : {"event", "sequence", "key", "posting", "guard", "rules", "index", "tree", "checkpoint",
                            "balance-root", "head", "storage"}) {
    EXPECT_EQ(CheckLabel(check, Locale::kEnglish), check);
    EXPECT_NE(CheckLabel(check, Locale::kVietnamese), check);
  }
  EXPECT_EQ(CheckLabel("unheard", Locale::kVietnamese), "unheard");
}

TEST(LabelsTest, AKnownTypeOfDocumentIsInTheReadersLanguage) {
  const auto vietnamese = [](absl::string_view because) { return BecauseText(because, Locale::kVietnamese); };
  EXPECT_EQ(vietnamese("late; voucher 318/PC, KBNN, 2018-06-28; note"),
            "late; chứng từ 318/PC, KBNN, 2018-06-28; note");
  EXPECT_EQ(vietnamese("decision"), "quyết định");
  EXPECT_EQ(vietnamese("document of 2025-09-01; late"), "văn bản ngày 2025-09-01; late");
  EXPECT_EQ(vietnamese("document of the province"), "document of the province");
  EXPECT_EQ(vietnamese("contract, Sở Công Thương"), "hợp đồng, Sở Công Thương");
  EXPECT_EQ(vietnamese("contract was signed late"), "contract was signed late");
  EXPECT_EQ(vietnamese("vouchers 3"), "vouchers 3");
  EXPECT_EQ(vietnamese("biên bản 5"), "biên bản 5");
  EXPECT_EQ(BecauseText("voucher 318", Locale::kEnglish), "voucher 318");
}

TEST(LabelsTest, AnUnknownWordStaysAsItIs) {
  EXPECT_EQ(MeasureLabel("unheard", Locale::kVietnamese), "unheard");
  EXPECT_EQ(MeasureLabel("growth", Locale::kVietnamese), "tăng trưởng");
  EXPECT_EQ(KindLabel("Unheard", Locale::kEnglish), "Unheard");
}

}  // namespace
}  // namespace tranche
