#include "replay/line_balances.h"

#include <map>
#include <random>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
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

std::string RowOf(const BudgetLine& line, Measure measure, AmountSum sum) {
  return absl::StrCat(line.unit, " ", line.source, " ", line.fiscal_year, " ", line.area, " ", line.project, " ",
                      MeasureName(measure), " ", ToDigits(sum));
}

std::vector<std::string> RowsOf(const Sums& sums) {
  std::vector<std::string> rows;
  for (const auto& [of, sum] : sums) rows.push_back(RowOf(std::get<0>(of), std::get<1>(of), sum));
  return rows;
}

std::vector<std::string> RowsOf(const LineBalances& balances) {
  std::vector<std::string> rows;
  const auto add = [&rows](const BudgetLine& line, Measure measure, AmountSum amount) {
    rows.push_back(RowOf(line, measure, amount));
    return absl::OkStatus();
  };
  EXPECT_THAT(balances.Visit(add), IsOk());
  return rows;
}

TEST(LineBalancesTest, SumsAreVisitedInOrderHoweverManyThreadsAdd) {
  for (const size_t threads : {1, 2, 7}) {
    SCOPED_TRACE(threads);
    LineBalances balances;
    std::vector<std::vector<Posting>> shares(threads);
    std::mt19937_64 random(threads);
    Sums wanted;
    for (int i = 0; i < 6000; ++i) {
      const Posting posting = RandomPosting(&random);
      shares[random() % threads].push_back(posting);
      wanted[{posting.line, posting.measure}] += posting.amount;
    }
    std::vector<std::thread> adding;
    for (const std::vector<Posting>& share : shares) {
      adding.emplace_back([&balances, &share] {
        for (const Posting& posting : share) balances.Add(posting);
      });
    }
    for (std::thread& thread : adding) thread.join();
    EXPECT_EQ(RowsOf(balances), RowsOf(wanted));
  }
}

TEST(LineBalancesTest, AddReturnsTheNewTotalOfTheMeasureOnTheLine) {
  LineBalances balances;
  const BudgetLine fairs = {"P1", "national", 2024, "fairs", ""};
  const BudgetLine project = {"P1", "national", 2024, "fairs", "x"};
  EXPECT_EQ(balances.Add(Posting{fairs, Measure::kDisbursed, 1, 5}), 5);
  EXPECT_EQ(balances.Add(Posting{fairs, Measure::kDisbursed, 2, -7}), -2);
  EXPECT_EQ(balances.Add(Posting{fairs, Measure::kExecuted, 0, 1}), 1);
  EXPECT_EQ(balances.Add(Posting{project, Measure::kDisbursed, 1, 3}), 3);
  EXPECT_EQ(balances.Add(Posting{fairs, Measure::kDisbursed, 1, 2}), 0);
  EXPECT_THAT(RowsOf(balances), ElementsAre("P1 national 2024 fairs  disbursed 0", "P1 national 2024 fairs  executed 1",
                                            "P1 national 2024 fairs x disbursed 3"));
}

TEST(LineBalancesTest, AVisitorThatHasEnoughIsNotCalledAgain) {
  LineBalances balances;
  for (const char* unit : {"P1", "P2", "P3"})
    balances.Add(Posting{{unit, "local", 2024, "", ""}, Measure::kPlan, 0, 1});
  int visits = 0;
  const auto twice = [&visits](const BudgetLine&, Measure, AmountSum) {
    return ++visits < 2 ? absl::OkStatus() : absl::CancelledError();
  };
  EXPECT_THAT(balances.Visit(twice), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(visits, 2);
}

TEST(LineBalancesTest, NothingHasNoBalances) { EXPECT_THAT(RowsOf(LineBalances()), IsEmpty()); }

}  // namespace
}  // namespace tranche
