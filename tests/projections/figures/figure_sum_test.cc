#include "projections/figures/figure_sum.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

// "+F1 -F2", or the error's code and message.
std::string Parsed(absl::string_view text) {
  const absl::StatusOr<std::vector<SignedFigure>> sum = ParseFigureSum(text);
  if (!sum.ok()) return sum.status().ToString();
  std::string parsed;
  for (const SignedFigure& figure : *sum) {
    absl::StrAppend(&parsed, parsed.empty() ? "" : " ", figure.sign == 1 ? "+" : "-", figure.figure_id);
  }
  return parsed;
}

TEST(FigureSumTest, OneIdIsASum) { EXPECT_EQ(Parsed("F001-08"), "+F001-08"); }

TEST(FigureSumTest, TheHyphenOfAnIdIsNoOperator) {
  EXPECT_EQ(Parsed("F004-17 - F004-19"), "+F004-17 -F004-19");
  EXPECT_EQ(Parsed("F003-07 + F003-12"), "+F003-07 +F003-12");
}

TEST(FigureSumTest, EverySignBelongsToTheIdAfterIt) {
  EXPECT_EQ(Parsed("F000-03 - F000-12 + F000-13 - F000-14"), "+F000-03 -F000-12 +F000-13 -F000-14");
}

TEST(FigureSumTest, SpacesAroundAndBetweenDoNotCount) { EXPECT_EQ(Parsed("  F1  -   F2 "), "+F1 -F2"); }

TEST(FigureSumTest, AMalformedSumIsRefusedWithTheWordThatIsWrong) {
  EXPECT_TRUE(absl::StrContains(Parsed(""), "found the end, wanted a figure")) << Parsed("");
  EXPECT_TRUE(absl::StrContains(Parsed("F1 +"), "found the end, wanted a figure")) << Parsed("F1 +");
  EXPECT_TRUE(absl::StrContains(Parsed("- F1"), "found \"-\", wanted a figure")) << Parsed("- F1");
  EXPECT_TRUE(absl::StrContains(Parsed("F1 F2"), "found \"F2\", wanted + or -")) << Parsed("F1 F2");
  EXPECT_TRUE(absl::StrContains(Parsed("F1 + - F2"), "found \"-\", wanted a figure")) << Parsed("F1 + - F2");
}

TEST(FigureSumTest, AMalformedSumIsTheCallersFault) {
  EXPECT_EQ(ParseFigureSum("F1 +").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace tranche
