#include "events/refusal.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "events/civil_date.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

CivilDate Day(const char* text) { return CivilDate::Parse(text).value(); }

absl::Status Overdrawn() {
  return Refuse(absl::StatusCode::kFailedPrecondition, "guard.disbursed-over-allocated",
                "{unit}: {measure} would exceed allocated on {day}: available {available}, asked {asked}",
                {TextField("unit", "VN63-01"), WordField("measure", "disbursed"), DayField("day", Day("2024-06-30")),
                 AmountField("available", 9'800'000'000), AmountField("asked", 10'000'000'000)});
}

TEST(RefusalTest, MessageIsTheEnglishTextOfItsFields) {
  EXPECT_EQ(Overdrawn().message(),
            "VN63-01: disbursed would exceed allocated on 2024-06-30: available 9,800,000,000, asked 10,000,000,000");
}

TEST(RefusalTest, EveryKindOfFieldIsPrinted) {
  const absl::Status status =
      Refuse(absl::StatusCode::kInvalidArgument, "test.fields", "{number}, {instant}, {texts}, {missing}, {",
             {NumberField("number", 1234567), InstantField("instant", absl::UnixEpoch()),
              TextsField("texts", {"Hà Nội", "Hà Nam"})});
  EXPECT_EQ(status.message(), "1234567, 1970-01-01T00:00:00+00:00, Hà Nội, Hà Nam, {missing}, {");
}

TEST(RefusalTest, APluralEndsInSUnlessItIsOne) {
  const auto said = [](uint64_t found) {
    return std::string(Refuse(absl::StatusCode::kInvalidArgument, "test.plural", "found {found} cell{found:s}{none:s}",
                              {NumberField("found", found)})
                           .message());
  };
  EXPECT_EQ(said(0), "found 0 cells{none:s}");
  EXPECT_EQ(said(1), "found 1 cell{none:s}");
  EXPECT_EQ(said(2), "found 2 cells{none:s}");
}

TEST(RefusalTest, AFieldStandsBeforeWhatIsWrongWithIt) {
  EXPECT_EQ(InField("amount", Overdrawn()).message(), "amount: " + std::string(Overdrawn().message()));
  EXPECT_EQ(RefusalOf(InField("amount", Overdrawn()))->within(0).text(), kFieldText);
  EXPECT_TRUE(InField("amount", absl::OkStatus()).ok());
}

TEST(RefusalTest, WhatIsQuotedMayBeAnyBytes) {
  const absl::Status status = Refuse(absl::StatusCode::kInvalidArgument, "test.bytes", "found {text}, {texts}",
                                     {TextField("text",
                                                "\xff"
                                                "Hà\xc3"),
                                      TextsField("texts", {"\x80", "Nội"})});
  EXPECT_EQ(status.message(), "found \\xffHà\\xc3, \\x80, Nội");
  EXPECT_EQ(RefusalOf(status)->code(), "test.bytes");
}

TEST(RefusalTest, AFieldThatHoldsABraceIsNoPlace) {
  const absl::Status status = Refuse(absl::StatusCode::kInvalidArgument, "test.brace", "found {text} in {unit}",
                                     {TextField("text", "{unit}"), TextField("unit", "VN63-01")});
  EXPECT_EQ(status.message(), "found {unit} in VN63-01");
}

TEST(RefusalTest, CodeAndFieldsCanBeReadBack) {
  const std::optional<v1::Refusal> refusal = RefusalOf(Overdrawn());
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "guard.disbursed-over-allocated");
  EXPECT_EQ(refusal->what().fields(3).name(), "available");
  EXPECT_EQ(refusal->what().fields(3).amount(), "9800000000");
}

TEST(RefusalTest, ContextAndNextStepsStayData) {
  absl::Status status = Within("event {index} of {count}", {NumberField("index", 3), NumberField("count", 10)},
                               Adding(Overdrawn(), "allocate a tranche first"));
  status = Within("{file}", {TextField("file", "june.csv")}, status);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "june.csv: event 3 of 10: " + std::string(Overdrawn().message()) + "; allocate a tranche first");
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "guard.disbursed-over-allocated");
  EXPECT_EQ(refusal->within_size(), 2);
  EXPECT_EQ(refusal->within(0).text(), "{file}");
  EXPECT_EQ(refusal->then(0).text(), "allocate a tranche first");
}

TEST(RefusalTest, OtherStatusesGetContextAndKeepTheirCode) {
  const absl::Status status = Within("line {line}", {NumberField("line", 7)}, absl::DataLossError("cannot be read"));
  EXPECT_EQ(status, absl::DataLossError("line 7: cannot be read"));
  EXPECT_EQ(Adding(status, "run `tranche rebuild`").message(), "line 7: cannot be read; run `tranche rebuild`");
  EXPECT_FALSE(RefusalOf(status).has_value());
  EXPECT_TRUE(Within("line", {}, absl::OkStatus()).ok());
  EXPECT_TRUE(Adding(absl::OkStatus(), "retry").ok());
}

TEST(RefusalTest, APhraseIsTranslatedAndItsFieldsArePrinted) {
  const absl::Status status =
      Refuse(absl::StatusCode::kDataLoss, "test.phrase", "{row} is missing",
             {PhraseField("row", "epoch {epoch} of {unit}", {NumberField("epoch", 3), TextField("unit", "VN63-01")})});
  EXPECT_EQ(status.message(), "epoch 3 of VN63-01 is missing");
  RefusalPrinter printer = EnglishPrinter();
  printer.translate = [](absl::string_view text) -> std::string {
    return text == "{row} is missing" ? "thiếu {row}" : "đoạn {epoch} của {unit}";
  };
  printer.print = [&printer](const v1::RefusalField& field) {
    return field.has_phrase() ? PhraseText(field, printer) : EnglishPrinter().print(field);
  };
  EXPECT_EQ(TextOf(*RefusalOf(status), printer), "thiếu đoạn 3 của VN63-01");
}

TEST(RefusalTest, ACauseIsCitedWithItsPlaceAndStaysData) {
  const absl::Status cause = Within("line {line}", {NumberField("line", 7)}, Adding(Overdrawn(), "allocate first"));
  const absl::Status outer = Refuse(absl::StatusCode::kUnavailable, "test.outer", "nothing was recorded");
  const absl::Status status = Adding(Citing(outer, cause), "retry");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(status.message(),
            "nothing was recorded: line 7: " + std::string(Overdrawn().message()) + "; allocate first; retry");
  const std::optional<v1::Refusal> refusal = RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "test.outer");
  EXPECT_EQ(refusal->then(3).fields(0).text(), "VN63-01");
  EXPECT_EQ(Citing(outer, absl::DataLossError("lost")).message(), "nothing was recorded: lost");
  EXPECT_TRUE(Citing(absl::OkStatus(), cause).ok());
}

TEST(RefusalTest, AnotherStatusCodeLeavesTheDataAsItIs) {
  const absl::Status status = WithCode(absl::StatusCode::kDataLoss, Overdrawn());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(status.message(), Overdrawn().message());
  EXPECT_EQ(RefusalOf(status)->code(), "guard.disbursed-over-allocated");
  EXPECT_EQ(WithCode(absl::StatusCode::kDataLoss, absl::NotFoundError("none")), absl::DataLossError("none"));
  EXPECT_TRUE(WithCode(absl::StatusCode::kDataLoss, absl::OkStatus()).ok());
}

TEST(RefusalTest, TextOfAnotherLanguageIsMadeOfTheSameFields) {
  RefusalPrinter printer = EnglishPrinter();
  printer.translate = [](absl::string_view text) -> std::string {
    if (text == "allocate a tranche first") return "phân bổ trước đã";
    return "ngày {day}: còn {available}";
  };
  const std::optional<v1::Refusal> refusal = RefusalOf(Adding(Overdrawn(), "allocate a tranche first"));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(TextOf(*refusal, printer), "ngày 2024-06-30: còn 9,800,000,000; phân bổ trước đã");
  EXPECT_EQ(TextOf(v1::Refusal(), printer), "ngày {day}: còn {available}");
}

}  // namespace
}  // namespace tranche
