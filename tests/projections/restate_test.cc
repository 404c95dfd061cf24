#include "projections/restate.h"

#include "gmock/gmock.h"
#include "projections/balances.h"
#include "tests/replay/small_history.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/whole_answer.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

TEST(RestateTest, ListsExactlyTheLateVoucher) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto restated =
      WholeRestatement(ledger->View(), MoneyOf("P1", "2024-02-29", 0), {history.tranche.sequence, ledger->head()});
  ASSERT_THAT(restated, IsOk());
  EXPECT_EQ(restated->as_of(), "2024-02-29");
  EXPECT_EQ(restated->from().known_at_sequence(), history.tranche.sequence);
  EXPECT_EQ(restated->to().known_at_sequence(), ledger->head());
  EXPECT_EQ(restated->before().disbursed(), "0");
  EXPECT_EQ(restated->after().disbursed(), "5");
  EXPECT_EQ(restated->change().disbursed(), "5");
  EXPECT_EQ(restated->change().plan(), "0");
  ASSERT_EQ(restated->postings_size(), 1);
  EXPECT_EQ(restated->postings(0).sequence(), history.late.sequence);
}

TEST(RestateTest, ACorrectionIsShownWithBothOfItsLegs) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const auto restated =
      WholeRestatement(ledger->View(), MoneyOf("N", "2024-03-31", 0), {history.late.sequence, ledger->head()});
  ASSERT_THAT(restated, IsOk());
  EXPECT_EQ(restated->before().disbursed(), "25");
  EXPECT_EQ(restated->after().disbursed(), "26");
  EXPECT_EQ(restated->change().disbursed(), "1");
  ASSERT_EQ(restated->postings_size(), 2);
  EXPECT_EQ(restated->postings(0).amount(), "-20");
  EXPECT_EQ(restated->postings(1).amount(), "21");
}

// What takes effect later takes away from what the day has, and no posting of the day says so.
TEST(RestateTest, AChangeByLaterEventsIsToldWhereNoPostingOfTheDayMakesIt) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const Sequence before = ledger->head();
  ledger.Record(SmallHistory::Payment("in november", 7).On("2024-11-01"));
  const auto restated = WholeRestatement(ledger->View(), MoneyOf("P1", "2024-06-30", 0), {before, ledger->head()});
  ASSERT_THAT(restated, IsOk());
  EXPECT_EQ(restated->postings_size(), 0);
  EXPECT_EQ(restated->change().available_to_disburse(), "-7");
  ASSERT_EQ(restated->notes_size(), 1);
  EXPECT_THAT(restated->notes(0).text(), HasSubstr("events that take effect after {day}"));
  EXPECT_EQ(restated->notes(0).fields(0).amount(), "-7");
  const auto later = WholeRestatement(ledger->View(), MoneyOf("P1", "2024-11-01", 0), {before, ledger->head()});
  ASSERT_THAT(later, IsOk());
  EXPECT_EQ(later->postings_size(), 1);
  EXPECT_EQ(later->notes_size(), 0);
}

TEST(RestateTest, BothEndsAreWhatBalanceSaysAndNothingIsLearnedInNoTime) {
  TestLedger ledger;
  const SmallHistory history(&ledger);
  const Question question = MoneyOf("region:a", "2024-12-31", 0);
  for (Sequence from = 0; from <= ledger->head(); ++from) {
    const auto restated = WholeRestatement(ledger->View(), question, {from, ledger->head()});
    ASSERT_THAT(restated, IsOk()) << from;
    if (from < history.plan.sequence - 1) continue;  // the units were not all known yet
    const auto before = Balance(ledger->View(), MoneyOf("region:a", "2024-12-31", from), {});
    ASSERT_THAT(before, IsOk());
    EXPECT_EQ(restated->before().disbursed(), before->total().disbursed()) << from;
  }
  const auto nothing = WholeRestatement(ledger->View(), question, {ledger->head(), ledger->head()});
  ASSERT_THAT(nothing, IsOk());
  EXPECT_EQ(nothing->postings_size(), 0);
}

TEST(RestateTest, BothRatesAreJudgedByLine) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100).On("2024-01-01"));
  ledger.Record(EventBuilder::Execution("P1", "local", 2024, 40).On("2024-02-01"));
  const Sequence from = ledger->head();
  ledger.Record(EventBuilder::Plan("P1", "local", 2024, 100).On("2024-01-01"));
  const auto restated = WholeRestatement(ledger->View(), MoneyOf("P1", "2024-12-31", 0), {from, ledger->head()});
  ASSERT_THAT(restated, IsOk());
  EXPECT_TRUE(restated->before().executed_of_plan().not_comparable());
  EXPECT_EQ(restated->before().executed_of_plan().percent(), "");
  EXPECT_FALSE(restated->after().executed_of_plan().not_comparable());
  EXPECT_TRUE(restated->after().executed_of_plan().incomplete());
  EXPECT_EQ(restated->after().executed_of_plan().percent(), "");
}

TEST(RestateTest, RefusesKnowledgeThatRunsBackwards) {
  TestLedger ledger;
  EXPECT_THAT(WholeRestatement(ledger->View(), MoneyOf("N", "2024-12-31", 0), {5, 4}),
              StatusIs(absl::StatusCode::kInvalidArgument, ::testing::AllOf(HasSubstr("5"), HasSubstr("4"))));
  EXPECT_THAT(WholeRestatement(ledger->View(), MoneyOf("N", "2024-12-31", 0), {5, ledger->head() + 1}),
              StatusIs(absl::StatusCode::kOutOfRange));
}

}  // namespace
}  // namespace tranche
