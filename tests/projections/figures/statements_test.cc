#include "projections/figures/statements.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

// A figure of the plan of `unit` in 2024, printed as `digits` minor units.
v1::Event PlanFigure(const std::string& id, const std::string& unit, int64_t digits) {
  v1::Event event = EventBuilder::Figure(id, unit, 2024, "as printed", digits).On("2024-12-31");
  event.mutable_figure_published()->set_measure("plan");
  return event;
}

TEST(StatementsTest, AFigureIsComparedWithTheLedgerOfItsDateAndUnits) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100).On("2024-01-01"));
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 50).On("2025-01-01"));
  ledger.Record(PlanFigure("F1", "region:a", 100));
  ledger.Record(PlanFigure("F2", "region:a", 150));
  ledger.Record(PlanFigure("F3", "region:b", 100));
  const auto reconciliation = Reconcile(ledger->View(), ledger->head());
  ASSERT_THAT(reconciliation, IsOk());
  ASSERT_EQ(reconciliation->figures_size(), 3);
  EXPECT_EQ(reconciliation->figures(0).verdict(), v1::VERDICT_AGREES);
  EXPECT_EQ(reconciliation->figures(1).verdict(), v1::VERDICT_CONTRADICTS);
  EXPECT_EQ(reconciliation->figures(1).ledger_value(), "100");
  EXPECT_EQ(reconciliation->figures(2).verdict(), v1::VERDICT_STATED_ONLY);
}

TEST(StatementsTest, AReversedFigureIsGoneFromItsReversalOn) {
  TestLedger ledger;
  const Sequence figure = ledger.Record(PlanFigure("F1", "P1", 100)).sequence;
  ledger.Record(EventBuilder::Reversal(figure, "misread"));
  EXPECT_EQ(PublishedFigures(ledger->View(), figure)->size(), 1u);
  EXPECT_EQ(PublishedFigures(ledger->View(), ledger->head())->size(), 0u);
}

TEST(StatementsTest, StatementsMoveNoMoney) {
  TestLedger ledger;
  ledger.Record(PlanFigure("F1", "P1", 100));
  ledger.Record(EventBuilder::Estimate("P1", 2024, "executed", 70));
  EXPECT_EQ(ledger.Sum("P1", Measure::kPlan), 0);
  EXPECT_EQ(ledger.Sum("P1", Measure::kExecuted), 0);
}

}  // namespace
}  // namespace tranche
