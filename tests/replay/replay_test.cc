#include "replay/replay.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

// "P1 plan 100".
std::vector<std::string> Balances(const v1::ReplayReport& report) {
  std::vector<std::string> balances;
  for (const v1::LineBalance& balance : report.balances())
    balances.push_back(absl::StrCat(balance.line().unit_id(), " ", balance.line().area_id(), " ", balance.measure(),
                                    " ", balance.amount()));
  return balances;
}

TEST(ReplayTest, EndsWithTheBalancesOfEveryLineInOrder) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto report = Replay(ledger->View(), ledger->head(), nullptr, nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->events(), ledger->head());
  EXPECT_EQ(report->replayed_to(), ledger->head());
  EXPECT_EQ(report->postings(), 8u);
  EXPECT_THAT(Balances(*report), ElementsAre("P1  plan 100", "P1 conferences|fairs allocated 60",
                                             "P1 fairs disbursed 26", "P1 fairs executed 7", "P3  plan 50"));
}

TEST(ReplayTest, StopsWhereItIsTold) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto report = Replay(ledger->View(), history.paid.sequence, nullptr, nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->events(), history.paid.sequence);
  EXPECT_THAT(Balances(*report),
              ElementsAre("P1  plan 100", "P1 conferences|fairs allocated 60", "P1 fairs disbursed 20", "P3  plan 50"));
  EXPECT_THAT(Replay(ledger->View(), 0, nullptr, nullptr), IsOk());
  EXPECT_THAT(Replay(ledger->View(), ledger->head() + 1, nullptr, nullptr), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(ReplayTest, TheWatcherSeesEachPostingWithTheBalanceThatItLeft) {
  TestLedger ledger;
  const Sequence catalogue = ledger->head();
  const SmallHistory history(&ledger);
  std::vector<std::string> disbursed;
  uint64_t without_postings = 0;
  const auto watch = [&](const v1::PostingRow& step) -> absl::Status {
    if (step.measure().empty()) ++without_postings;
    if (step.measure() == "disbursed") disbursed.push_back(absl::StrCat(step.amount(), " -> ", step.balance_after()));
    return absl::OkStatus();
  };
  const auto report = Replay(ledger->View(), ledger->head(), watch, nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->steps_size(), 0);
  EXPECT_EQ(without_postings, catalogue);
  EXPECT_THAT(disbursed, ElementsAre("20 -> 20", "5 -> 25", "-20 -> 5", "21 -> 26"));
}

TEST(ReplayTest, TheWatcherSeesWhatAnEventWithoutPostingsIsAbout) {
  TestLedger ledger;
  std::vector<std::string> established;
  const auto watch = [&](const v1::PostingRow& step) -> absl::Status {
    if (step.kind() == "UnitEstablished") established.push_back(step.line().unit_id());
    return absl::OkStatus();
  };
  ASSERT_THAT(Replay(ledger->View(), ledger->head(), watch, nullptr), IsOk());
  const auto catalogue = ledger->View().CatalogueAt(ledger->head());
  ASSERT_THAT(catalogue, IsOk());
  std::vector<std::string> units;
  for (const auto& [id, unit] : (*catalogue)->units()) units.push_back(id);
  EXPECT_THAT(established, UnorderedElementsAreArray(units));
}

TEST(ReplayTest, ProgressEndsAtTheTotal) {
  TestLedger ledger;
  uint64_t last = 0;
  ASSERT_THAT(Replay(ledger->View(), ledger->head(), nullptr, [&](uint64_t done, uint64_t) { last = done; }), IsOk());
  EXPECT_EQ(last, ledger->head());
}

}  // namespace
}  // namespace tranche
