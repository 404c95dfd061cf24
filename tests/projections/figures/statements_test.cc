#include "projections/figures/statements.h"

#include "absl/strings/str_cat.h"
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

// A figure of `measure` of P1 in 2024 about `areas`, joined by "|".
v1::Event AreaFigure(const std::string& areas, const std::string& measure, int64_t digits) {
  v1::Event event = PlanFigure(absl::StrCat(areas, " ", measure), "P1", digits);
  event.mutable_figure_published()->set_measure(measure);
  event.mutable_figure_published()->mutable_line()->set_area_id(areas);
  return event;
}

v1::ReconciledFigure JudgedLast(TestLedger& ledger) {
  const auto reconciliation = Reconcile(ledger->View(), ledger->head());
  EXPECT_THAT(reconciliation, IsOk());
  return reconciliation->figures(reconciliation->figures_size() - 1);
}

TEST(StatementsTest, AFigureAboutSeveralAreasIsComparedWithAllMoneyWithinThem) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 1000));
  ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 300).LimitedTo({"conferences", "fairs"}));
  ledger.Record(EventBuilder::Tranche(2, "P1", "national", 2024, 100).LimitedTo({"fairs"}));
  ledger.Record(EventBuilder::Tranche(3, "P1", "national", 2024, 50));
  ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 40).Area("fairs").FromTranche(1));
  ledger.Record(EventBuilder::Disbursement("P1", "national", 2024, 30).Area("conferences").FromTranche(1));
  ledger.Record(AreaFigure("fairs|conferences", "allocated", 400));
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_AGREES);
  EXPECT_EQ(JudgedLast(ledger).ledger_value(), "400");
  ledger.Record(AreaFigure("conferences|fairs", "disbursed", 70));
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_AGREES);
  EXPECT_EQ(JudgedLast(ledger).ledger_value(), "70");
}

TEST(StatementsTest, AFigureIsNotJudgedByMoneyThatMayBeForOtherAreas) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 1000));
  ledger.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 300).LimitedTo({"conferences", "fairs"}));
  ledger.Record(EventBuilder::Tranche(2, "P1", "national", 2024, 100).LimitedTo({"fairs"}));
  ledger.Record(EventBuilder::Tranche(3, "P1", "national", 2024, 60).LimitedTo({"technology"}));
  ledger.Record(AreaFigure("fairs", "allocated", 250));
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_STATED_ONLY);
  EXPECT_THAT(JudgedLast(ledger).unattributed_areas(), testing::ElementsAre("conferences|fairs"));
  ledger.Record(AreaFigure("technology", "allocated", 60));
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_AGREES);
}

TEST(StatementsTest, AFigureAboutAProjectIsComparedWithThatProject) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100).Project("K1"));
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 50).Project("K2"));
  v1::Event figure = PlanFigure("F1", "P1", 100);
  figure.mutable_figure_published()->mutable_line()->set_project_id("K1");
  ledger.Record(figure);
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_AGREES);
}

TEST(StatementsTest, AFigureIsHeldAgainstWhatWasKnownWhenItWasStated) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  ledger.clock().Advance(absl::Hours(24 * 365));
  const Sequence late = ledger.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, 7)).sequence;
  v1::Event figure = PlanFigure("F1", "P1", 100);
  figure.mutable_figure_published()->set_stated_on(20260101);
  ledger.Record(figure);
  const v1::ReconciledFigure row = JudgedLast(ledger);
  EXPECT_EQ(row.verdict(), v1::VERDICT_RESTATED_SINCE);
  EXPECT_EQ(row.restated_by(), late);
  EXPECT_EQ(row.value_when_stated(), "100");
  EXPECT_EQ(row.ledger_value(), "107");
}

TEST(StatementsTest, AFigureOfALoadedHistoryIsHeldAgainstWhatWasKnownWhenItWasRecorded) {
  TestLedger ledger;
  ledger.Record(EventBuilder::Plan("P1", "national", 2024, 100));
  v1::Event figure = PlanFigure("F1", "P1", 100);
  figure.mutable_figure_published()->set_stated_on(20180801);
  const Sequence recorded = ledger.Record(figure).sequence;
  ledger.Record(EventBuilder::PlanAdjustment("P2", "national", 2024, 1));
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_AGREES);
  const Sequence late = ledger.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, 7)).sequence;
  EXPECT_EQ(JudgedLast(ledger).verdict(), v1::VERDICT_RESTATED_SINCE);
  EXPECT_EQ(JudgedLast(ledger).restated_by(), late);
  EXPECT_EQ(JudgedLast(ledger).known_when_stated(), recorded);
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
