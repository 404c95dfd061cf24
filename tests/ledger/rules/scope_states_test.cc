#include "ledger/rules/scope_states.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

class ScopeStatesTest : public ::testing::Test {
 protected:
  ScopeStatesTest() { ledger_.Record(EventBuilder::Plan("P1", "national", 2024, 1000)); }
  Receipt Allocate(uint32_t number, const std::string& day, const std::vector<std::string>& areas = {}) {
    return ledger_.Record(EventBuilder::Tranche(number, "P1", "national", 2024, 100).LimitedTo(areas).On(day));
  }
  std::string Pools(const std::string& unit = "P1") {
    ScopeStates states(&ledger_->index());
    const auto state = states.Of({unit, "national", 2024});
    EXPECT_THAT(state, IsOk());
    return DescribePools((*state)->pools());
  }
  TestLedger ledger_;
};

TEST_F(ScopeStatesTest, PoolsAreTheOldestFirstByDateThenBySequence) {
  EXPECT_EQ(Pools(), "none");
  Allocate(1, "2024-03-01");
  Allocate(4, "2024-02-01", {"fairs", "conferences"});
  Allocate(2, "2024-02-01");
  EXPECT_EQ(Pools(), "4 (conferences|fairs), 2 (any area), 1 (any area)");
}

TEST_F(ScopeStatesTest, APoolThatWasReversedIsGoneAndMayComeAgain) {
  const Receipt first = Allocate(1, "2024-02-01", {"fairs"});
  ledger_.Record(EventBuilder::Reversal(first.sequence, "wrong area"));
  EXPECT_EQ(Pools(), "none");
  Allocate(1, "2024-03-01", {"conferences"});
  EXPECT_EQ(Pools(), "1 (conferences)");
}

TEST_F(ScopeStatesTest, PoolsComeWithATransferAndStayWhereAllWasTransferredAway) {
  Allocate(1, "2024-02-01", {"fairs"});
  ledger_.Record(EventBuilder::Transfer("P1", "P2", "national", 2024, 100).ToTranche(9).On("2024-03-01"));
  EXPECT_EQ(Pools("P2"), "9 (fairs)");
  EXPECT_EQ(Pools("P1"), "1 (fairs)");
}

TEST_F(ScopeStatesTest, PoolsAreOfOneSourceAndYear) {
  Allocate(1, "2024-02-01");
  ScopeStates states(&ledger_->index());
  EXPECT_THAT((*states.Of({"P1", "local", 2024}))->pools(), ::testing::IsEmpty());
  EXPECT_THAT((*states.Of({"P1", "national", 2025}))->pools(), ::testing::IsEmpty());
}

TEST(DescribeScopeTest, NamesUnitSourceAndYear) {
  EXPECT_EQ(DescribeScope(ScopeOf({"region:a", "national", 2024, "fairs", "x"})), "region:a, national, 2024");
}

}  // namespace
}  // namespace tranche
