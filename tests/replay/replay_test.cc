#include "replay/replay.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::Lt;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAreArray;

// "P1 fairs disbursed 26".
std::vector<std::string> Balances(const Replayed& replayed) {
  std::vector<std::string> balances;
  const auto add = [&balances](const BudgetLine& line, Measure measure, AmountSum amount) {
    balances.push_back(absl::StrCat(line.unit, " ", line.area, " ", MeasureName(measure), " ", ToDigits(amount)));
    return absl::OkStatus();
  };
  EXPECT_THAT(replayed.balances->Visit(add), IsOk());
  return balances;
}

TEST(ReplayTest, EndsWithTheBalancesOfEveryLineInOrder) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  for (const size_t threads : {1, 2, 5}) {
    SCOPED_TRACE(threads);
    const auto replayed = Replay(ledger->View(), ledger->head(), nullptr, nullptr, threads);
    ASSERT_THAT(replayed, IsOk());
    EXPECT_EQ(replayed->counts.events(), ledger->head());
    EXPECT_EQ(replayed->counts.replayed_to(), ledger->head());
    EXPECT_EQ(replayed->counts.postings(), 8u);
    EXPECT_THAT(Balances(*replayed), ElementsAre("P1  plan 100", "P1 conferences|fairs allocated 60",
                                                 "P1 fairs disbursed 26", "P1 fairs executed 7", "P3  plan 50"));
  }
}

TEST(ReplayTest, StopsWhereItIsTold) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto replayed = Replay(ledger->View(), history.paid.sequence, nullptr, nullptr);
  ASSERT_THAT(replayed, IsOk());
  EXPECT_EQ(replayed->counts.events(), history.paid.sequence);
  EXPECT_THAT(Balances(*replayed),
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
  ASSERT_THAT(Replay(ledger->View(), ledger->head(), watch, nullptr), IsOk());
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

// Appends `count` events.
void AppendPlans(int count, TestLedger* ledger) {
  std::vector<v1::Event> plans;
  for (int i = 0; i < count; ++i)
    plans.push_back(EventBuilder::Plan("P1", "local", 2024, 1).Key(absl::StrCat("plan ", i)).Build());
  ASSERT_THAT(ledger->Append(plans), IsOk());
}

// Progress is told after every 4,096 events of a thread; here are more than twice as many for each.
TEST(ReplayTest, ProgressIsToldByTheCallingThreadAndEndsAtTheTotal) {
  constexpr size_t kThreads = 2;
  TestLedger ledger;
  AppendPlans(20'000, &ledger);
  std::vector<uint64_t> told;
  const auto progress = [&, caller = std::this_thread::get_id()](uint64_t done, uint64_t total) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_EQ(total, ledger->head());
    told.push_back(done);
    return absl::OkStatus();
  };
  ASSERT_THAT(Replay(ledger->View(), ledger->head(), nullptr, progress, kThreads), IsOk());
  ASSERT_THAT(told, SizeIs(Gt(1)));
  EXPECT_LT(told.front(), ledger->head());
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_EQ(told.back(), ledger->head());
}

TEST(ReplayTest, EndsWhenProgressSaysSo) {
  TestLedger ledger;
  AppendPlans(10'000, &ledger);
  std::vector<uint64_t> told;
  const auto progress = [&](uint64_t done, uint64_t) {
    told.push_back(done);
    return absl::CancelledError("seen enough");
  };
  EXPECT_THAT(Replay(ledger->View(), ledger->head(), nullptr, progress, 1), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(told, ElementsAre(Lt(ledger->head())));
}

}  // namespace
}  // namespace tranche
