#include "replay/line_balances.h"

#include <map>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tranche {
namespace {

using ::testing::IsEmpty;

Posting RandomPosting(std::mt19937_64* random) {
  const auto pick = [random](uint64_t count) { return (*random)() % count; };
  Posting posting;
  posting.line = {absl::StrCat("P", pick(4)), absl::StrCat("source-", pick(2)), static_cast<int32_t>(2020 + pick(3)),
                  absl::StrCat("area-", pick(3)), pick(2) == 0 ? "" : absl::StrCat("project-", pick(12))};
  posting.measure = kMeasures[pick(kMeasures.size())];
  posting.tranche_number = static_cast<uint32_t>(pick(5));
  posting.amount = static_cast<int64_t>(pick(2'000'001)) - 1'000'000;
  return posting;
}

// By line, then by measure, as rows are ordered.
using Sums = std::map<std::tuple<BudgetLine, Measure>, AmountSum>;

std::vector<std::string> RowsOf(const Sums& sums) {
  std::vector<std::string> rows;
  for (const auto& [of, sum] : sums) {
    const auto& [line, measure] = of;
    rows.push_back(absl::StrCat(line.unit, " ", line.source, " ", line.fiscal_year, " ", line.area, " ", line.project,
                                " ", MeasureName(measure), " ", ToDigits(sum)));
  }
  return rows;
}

std::vector<std::string> RowsOf(const v1::ReplayReport& report) {
  std::vector<std::string> rows;
  for (const v1::LineBalance& row : report.balances()) {
    rows.push_back(absl::StrCat(row.line().unit_id(), " ", row.line().source_id(), " ", row.line().fiscal_year(), " ",
                                row.line().area_id(), " ", row.line().project_id(), " ", row.measure(), " ",
                                row.amount()));
  }
  return rows;
}

// Checks the merged report of parts with random postings; of `parts`, those from `used` on get
// none.
void CheckReport(size_t parts, size_t used, int postings, uint64_t seed) {
  SCOPED_TRACE(absl::StrCat(parts, " parts, ", used, " of them used, ", postings, " postings, seed ", seed));
  std::mt19937_64 random(seed);
  std::vector<LineBalances> balances(parts);
  Sums wanted;
  for (int i = 0; i < postings; ++i) {
    const Posting posting = RandomPosting(&random);
    balances[parts - 1 - random() % used].Add(posting);
    wanted[{posting.line, posting.measure}] += posting.amount;
  }
  for (LineBalances& part : balances) part.Sort();
  v1::ReplayReport report;
  LineBalances::Report(balances, &report);
  EXPECT_EQ(RowsOf(report), RowsOf(wanted));
}

TEST(LineBalancesTest, PartsReportWhatTheyComeToTogetherInOrder) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    for (const size_t parts : {1, 2, 3, 7}) CheckReport(parts, parts, 2000, seed);
  }
}

TEST(LineBalancesTest, SomePartsMayHaveNothing) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    CheckReport(4, 1, 300, seed);
    CheckReport(4, 3, 5, seed);
  }
}

TEST(LineBalancesTest, NothingReportsNothing) {
  v1::ReplayReport report;
  LineBalances::Report(std::vector<LineBalances>(3), &report);
  EXPECT_THAT(report.balances(), IsEmpty());
}

}  // namespace
}  // namespace tranche
