#include "proof/running_balance_map.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/stored_postings.h"
#include "proof/balance_map.h"
#include "proof/balance_root.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"
#include "tests/support/workload.h"

namespace tranche {
namespace {

// The root is computed after a random number of events, so that several leaves change in
// between.
TEST(RunningBalanceMapTest, HasTheRootOfTheBalanceMapAtAnySequence) {
  for (const uint64_t seed : {1u, 2u, 3u}) {
    SCOPED_TRACE(seed);
    Workload workload(seed);
    TestLedger ledger;
    for (int i = 0; i < 60; ++i) (void)ledger.Append(workload.NextBatch(ledger->head()));
    RunningBalanceMap running;
    EXPECT_EQ(running.Root(), Sha256(""));
    Sequence next = 1;
    const auto add = [&](const EventView& event, absl::Span<const PostingView> postings) {
      EXPECT_THAT(running.Add(event, postings), IsOk());
      if (event.sequence < next && event.sequence < ledger->head()) return absl::OkStatus();
      next = event.sequence + 1 + workload.Pick(7);
      const auto map = BalanceMap::Make(ledger->View(), event.sequence);
      EXPECT_THAT(map, IsOk());
      const auto without_order = BalanceMap::Make(ledger->View(), event.sequence, false);
      EXPECT_THAT(without_order, IsOk());
      EXPECT_EQ(running.Root(false), without_order->root()) << "at sequence " << event.sequence;
      EXPECT_EQ(running.Root(), map->root()) << "at sequence " << event.sequence;
      EXPECT_EQ(running.lines(), map->lines());
      return absl::OkStatus();
    };
    ASSERT_THAT(VisitWithPostings(ledger->log(), 1, ledger->head(), add), IsOk());
  }
}

// As balance roots were before nodes bound the order of the lines.
TEST(RunningBalanceMapTest, ABalanceRootIsJudgedByTheTreeThatItSays) {
  Workload workload(5);
  TestLedger ledger;
  for (int i = 0; i < 20; ++i) (void)ledger.Append(workload.NextBatch(ledger->head()));
  for (const bool binds_order : {false, true}) {
    const auto map = BalanceMap::Make(ledger->View(), ledger->head(), binds_order);
    ASSERT_THAT(map, IsOk());
    v1::Event balance_root;
    balance_root.set_sequence(ledger->head() + 1);
    v1::BalancesCommitted& committed = *balance_root.mutable_balances_committed();
    committed.set_lines(map->lines());
    committed.set_root(std::string(ToBytes(map->root())));
    committed.set_binds_order(binds_order);
    EXPECT_THAT(FindWrongBalanceRoots({balance_root}, ledger->log()), IsOkAndHolds(::testing::IsEmpty()));
    committed.set_binds_order(!binds_order);
    EXPECT_THAT(FindWrongBalanceRoots({balance_root}, ledger->log()), IsOkAndHolds(::testing::SizeIs(1)));
  }
}

}  // namespace
}  // namespace tranche
