#include "reports/refusal_text.h"

#include <gtest/gtest.h>

#include "events/refusal.h"

namespace tranche {
namespace {

constexpr Reader kVietnamese = {Locale::kVietnamese, 420};
constexpr Reader kEnglish = {Locale::kEnglish, 420};

absl::Status SomeRefusal() {
  const absl::Status refused = Refuse(absl::StatusCode::kFailedPrecondition, "test.refused", "as of {date}",
                                      {DayField("date", CivilDate::FromNumber(20240630).value())});
  const absl::Status found = Adding(refused, "{measure}, stated on {date}",
                                    {WordField("measure", "disbursed"), AmountField("date", 18300000000)});
  return Within("known at sequence {sequence}", {InstantField("sequence", absl::FromUnixSeconds(0))}, found);
}

TEST(RefusalTextTest, IsMadeOfTheDataInTheReadersLanguageNotationAndZone) {
  EXPECT_EQ(RefusalText(SomeRefusal(), kVietnamese, {"VND", 0}),
            "biết đến số thứ tự 1970-01-01 07:00:00 +07:00: tính đến ngày 2024-06-30; đã giải ngân, nêu ngày "
            "18.300.000.000");
  EXPECT_EQ(RefusalText(SomeRefusal(), kEnglish, {"USD", 2}),
            "known at sequence 1970-01-01 07:00:00 +07:00: as of 2024-06-30; disbursed, stated on 183,000,000.00");
}

TEST(RefusalTextTest, AnotherStatusSaysItsMessage) {
  EXPECT_EQ(RefusalText(absl::NotFoundError("no such file\nat all"), kVietnamese, {}), "no such file\nat all");
}

TEST(RefusalTextTest, TextOfOthersCannotSteerTheTerminal) {
  EXPECT_EQ(RefusalText(absl::NotFoundError("no \x1b]0;title\x07"), kVietnamese, {}), "no \\x1B]0;title\\x07");
  const absl::Status named =
      Refuse(absl::StatusCode::kNotFound, "test.named", "project {project}", {TextField("project", "a\u202Eb")});
  EXPECT_EQ(RefusalText(named, kVietnamese, {}), "đề án a\\u202Eb");
}

}  // namespace
}  // namespace tranche
