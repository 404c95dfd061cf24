#include "import/stated_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projections/verdict.h"
#include "reports/labels.h"
#include "reports/refusal_text.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatedWordsTest, MeasuresAndVerdictsAreCalledByTheirNamesAndTheirLabels) {
  for (const Locale locale : {Locale::kVietnamese, Locale::kEnglish}) {
    for (const NamedMeasure& measure : kMeasureTable) {
      EXPECT_THAT(ReadMeasure(measure.name), IsOkAndHolds(measure.measure));
      EXPECT_THAT(ReadMeasure(MeasureLabel(measure.name, locale)), IsOkAndHolds(measure.measure));
    }
    for (const VerdictWords& verdict : kVerdicts) {
      EXPECT_THAT(ReadVerdict(verdict.name), IsOkAndHolds(verdict.verdict));
      EXPECT_THAT(ReadVerdict(VerdictLabel(verdict.verdict, locale)), IsOkAndHolds(verdict.verdict));
    }
  }
  EXPECT_THAT(ReadMeasure("thuc hien"), IsOkAndHolds(Measure::kExecuted));
  EXPECT_THAT(ReadMeasure("executed (reported)"), IsOkAndHolds(Measure::kExecuted));
  EXPECT_THAT(ReadMeasure("kế hoạch (được duyệt)"), IsOkAndHolds(Measure::kPlan));
  EXPECT_THAT(ReadMeasure("(reported)"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadVerdict("Mau Thuan"), IsOkAndHolds(v1::VERDICT_CONTRADICTS));
}

TEST(StatedWordsTest, WhatNamesNoneIsRefusedInTheWordsOfTheReader) {
  const auto text = [](absl::string_view verdict, Locale locale) {
    return RefusalText(ReadVerdict(verdict).status(), {locale}, {});
  };
  EXPECT_EQ(text("wrong", Locale::kEnglish),
            "found \"wrong\", wanted one of: agrees, within-rounding, contradicts, restated-since, stated-only");
  EXPECT_EQ(text("tốt", Locale::kVietnamese),
            "gặp \"tốt\", cần một trong: khớp, khớp trong sai số làm tròn, mâu thuẫn, khớp khi công bố nhưng sổ sửa "
            "sau đó, chỉ công bố");
  EXPECT_THAT(text("mâu thuâ", Locale::kVietnamese), EndsWith("có phải là mâu thuẫn?"));
  EXPECT_THAT(text("contradict", Locale::kEnglish), EndsWith("did you mean contradicts?"));
  EXPECT_THAT(RefusalText(ReadMeasure("paid").status(), {Locale::kVietnamese}, {}), HasSubstr("giải ngân"));
  EXPECT_THAT(ReadVerdict(""), StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("did you mean"))));
}

}  // namespace
}  // namespace tranche
