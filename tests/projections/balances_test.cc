#include "projections/balances.h"

#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BalancesTest : public ::testing::Test {
 protected:
  v1::Event Plan(const std::string& unit, int64_t amount, const std::string& on = "2024-01-01") {
    return EventBuilder::Plan(unit, "national", 2024, amount).On(on);
  }

  Question Of(const std::string& unit, const std::string& as_of, const std::string& boundaries) {
    Question question;
    question.unit = unit;
    question.as_of = Day(as_of);
    question.boundaries = Day(boundaries);
    question.known_at = ledger_->head();
    return question;
  }

  Question Of(const std::string& unit, const std::string& as_of) { return Of(unit, as_of, as_of); }

  v1::BalanceReport Ask(const Question& question, const std::vector<Dimension>& by = {}) {
    const auto report = Balance(ledger_->View(), question, by);
    EXPECT_THAT(report, IsOk());
    return report.value_or(v1::BalanceReport());
  }

  TestLedger ledger_;
};

TEST_F(BalancesTest, BothEndsOfBothAxesAreInclusive) {
  const Sequence planned = ledger_.Record(Plan("P1", 100, "2024-05-16")).sequence;
  Question question = Of("P1", "2024-05-16");
  EXPECT_EQ(Ask(question).total().plan(), "100");
  question.known_at = planned - 1;
  EXPECT_EQ(Ask(question).total().plan(), "0");
  EXPECT_EQ(Ask(Of("P1", "2024-05-15")).total().plan(), "0");
}

TEST_F(BalancesTest, WhatOnePaymentCannotTakeWholeIsInParts) {
  const auto in_parts = [this](const std::string& unit, const std::vector<Dimension>& by = {}) {
    return Ask(Of(unit, "2024-12-31"), by).available_in_parts();
  };
  for (const char* unit : {"P1", "P2"}) ledger_.Record(Plan(unit, 100));
  EXPECT_FALSE(in_parts("P1"));
  ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 10).On("2024-02-01"));
  EXPECT_FALSE(in_parts("P1"));
  ledger_.Record(EventBuilder::Tranche(1, "P2", "national", 2024, 10).On("2024-02-01"));
  EXPECT_TRUE(in_parts("N"));
  EXPECT_FALSE(in_parts("N", {Dimension::kUnit}));
  EXPECT_TRUE(in_parts("N", {Dimension::kYear}));
  EXPECT_FALSE(in_parts("N", {Dimension::kUnit, Dimension::kArea}));
  ledger_.Record(EventBuilder::Tranche(2, "P1", "national", 2024, 20).On("2024-03-01"));
  EXPECT_TRUE(in_parts("P1"));
  EXPECT_TRUE(in_parts("N", {Dimension::kUnit}));
  ledger_.Record(EventBuilder::Disbursement("P1", "national", 2024, 10).FromTranche(1).On("2024-04-01"));
  EXPECT_FALSE(in_parts("P1"));
}

TEST_F(BalancesTest, ARangeOfRowsHasTheTotalOfAllAndIsInPartsByItself) {
  for (const char* unit : {"P1", "P2"}) {
    ledger_.Record(Plan(unit, 100));
    ledger_.Record(EventBuilder::Tranche(1, unit, "national", 2024, 10).On("2024-02-01"));
  }
  ledger_.Record(EventBuilder::Tranche(2, "P2", "national", 2024, 20).On("2024-03-01"));
  const Question question = Of("N", "2024-12-31");
  const std::vector<Dimension> by = {Dimension::kUnit};
  bool has_more = false;
  const auto first = Balance(ledger_->View(), question, by, {{}, 1}, &has_more);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(first->rows(), SizeIs(1));
  EXPECT_EQ(first->rows(0).unit_id(), "P1");
  EXPECT_FALSE(first->available_in_parts());
  EXPECT_TRUE(has_more);
  const auto second = Balance(ledger_->View(), question, by, {KeyOf(first->rows(0), by), 1}, &has_more);
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(second->rows(), SizeIs(1));
  EXPECT_EQ(second->rows(0).unit_id(), "P2");
  EXPECT_TRUE(second->available_in_parts());
  EXPECT_FALSE(has_more);
  EXPECT_EQ(first->total().allocated(), "40");
  EXPECT_EQ(second->total().allocated(), "40");
}

TEST_F(BalancesTest, WhatIsLimitedToAreasIsInParts) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 10).LimitedTo({"fairs"}).On("2024-02-01"));
  EXPECT_TRUE(Ask(Of("P1", "2024-12-31")).available_in_parts());
  EXPECT_FALSE(Ask(Of("P1", "2024-01-31")).available_in_parts());
}

TEST_F(BalancesTest, NothingKnownYetIsZero) {
  Question question = Of("P1", "2024-05-16");
  question.known_at = 0;
  EXPECT_EQ(Ask(question).total().plan(), "0");
}

TEST_F(BalancesTest, KnowledgePastTheHeadIsRefused) {
  Question question = Of("P1", "2024-05-16");
  question.known_at = ledger_->head() + 1;
  EXPECT_THAT(Balance(ledger_->View(), question, {}), StatusIs(absl::StatusCode::kOutOfRange, HasSubstr("head")));
}

TEST_F(BalancesTest, ARegionHoldsItsMembersAndWhatIsNotYetGivenToOne) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Plan("P3", 7));
  ledger_.Record(Plan("region:a", 30));
  EXPECT_EQ(Ask(Of("region:a", "2024-12-31")).total().plan(), "130");
  EXPECT_EQ(Ask(Of("N", "2024-12-31")).total().plan(), "137");
  EXPECT_EQ(Ask(Of("", "2024-12-31")).total().plan(), "137");
}

TEST_F(BalancesTest, RowsAddUpToTheTotal) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Plan("region:a", 30));
  ledger_.Record(EventBuilder::Plan("P3", "local", 2023, 7).On("2023-01-01"));
  const v1::BalanceReport report =
      Ask(Of("", "2024-12-31"), {Dimension::kRegion, Dimension::kSource, Dimension::kYear});
  ASSERT_EQ(report.rows_size(), 2);
  EXPECT_EQ(report.rows(0).region_id(), "region:a");
  EXPECT_EQ(report.rows(0).source_id(), "national");
  EXPECT_EQ(report.rows(0).fiscal_year(), 2024);
  EXPECT_EQ(report.rows(0).plan(), "130");
  EXPECT_EQ(report.rows(1).plan(), "7");
  EXPECT_EQ(report.total().plan(), "137");
}

TEST_F(BalancesTest, ATotalIsIncompleteWhenAMemberHasNoRecordAndNeitherHasItself) {
  ledger_.Record(Plan("P1", 100));
  const v1::BalanceRow merged = Ask(Of("Q1", "2026-01-01")).total();
  EXPECT_TRUE(merged.incomplete());
  EXPECT_EQ(merged.member_count(), 2);
  EXPECT_THAT(merged.members_without_record(), ElementsAre("P2"));
  ledger_.Record(Plan("P2", 1));
  EXPECT_FALSE(Ask(Of("Q1", "2026-01-01")).total().incomplete());
}

TEST_F(BalancesTest, ARegionsOwnRecordStandsForItsMembers) {
  ledger_.Record(Plan("region:a", 30));
  const v1::BalanceRow region = Ask(Of("region:a", "2024-12-31")).total();
  EXPECT_FALSE(region.incomplete());
  EXPECT_THAT(region.members_without_record(), IsEmpty());
}

TEST_F(BalancesTest, TheNationIsIncompleteWhenARegionIs) {
  ledger_.Record(Plan("P1", 100));
  ledger_.Record(Plan("region:b", 30));
  const v1::BalanceRow nation = Ask(Of("N", "2024-12-31")).total();
  EXPECT_TRUE(nation.incomplete());
  EXPECT_THAT(nation.members_without_record(), IsEmpty());
  EXPECT_THAT(nation.members_incomplete(), ElementsAre("region:a"));
}

TEST_F(BalancesTest, AMemberThatHadEndedBeforeTheYearLacksNothing) {
  ledger_.Record(Plan("P1", 100));
  Question question = Of("Q1", "2026-12-31");
  const auto missing_in = [&](int32_t year, const std::vector<Dimension>& by) {
    question.fiscal_year = year;
    return Ask(question, by).total();
  };
  EXPECT_THAT(missing_in(2024, {}).members_without_record(), ElementsAre("P2"));
  EXPECT_THAT(missing_in(2025, {}).members_without_record(), ElementsAre("P1", "P2"));
  const v1::BalanceRow later = missing_in(2026, {});
  EXPECT_FALSE(later.incomplete());
  EXPECT_EQ(later.member_count(), 0);
  EXPECT_THAT(later.members_without_record(), IsEmpty());
}

TEST_F(BalancesTest, MoneyThatCannotBeAttributedIsShownAsSuch) {
  ledger_.Record(EventBuilder::Plan("Q1", "national", 2025, 50).On("2025-08-01"));
  const v1::BalanceReport report = Ask(Of("", "2025-12-31", "2024-12-31"), {Dimension::kUnit});
  ASSERT_EQ(report.rows_size(), 1);
  EXPECT_EQ(report.rows(0).unit_id(), "Q1");
  EXPECT_TRUE(report.rows(0).cannot_be_attributed());
  EXPECT_EQ(Ask(Of("region:a", "2025-12-31", "2024-12-31")).total().plan(), "50");
  // The unit asked for by itself, before it began.
  EXPECT_TRUE(Ask(Of("Q1", "2025-12-31", "2024-12-31")).rows(0).cannot_be_attributed());
  EXPECT_FALSE(Ask(Of("Q1", "2025-12-31")).rows(0).cannot_be_attributed());
}

TEST_F(BalancesTest, AnEndedUnitAskedForByNameSaysWhereItCounts) {
  ledger_.Record(Plan("P1", 100));
  const v1::BalanceRow row = Ask(Of("P1", "2026-01-01")).total();
  EXPECT_EQ(row.plan(), "100");
  EXPECT_EQ(row.counts_in(), "Q1");
}

TEST_F(BalancesTest, RatesNameTheirDenominatorAndRoundHalfAwayFromZero) {
  ledger_.Record(Plan("P1", 2000));
  ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 1001).On("2024-02-01"));
  ledger_.Record(EventBuilder::Disbursement("P1", "national", 2024, 500).On("2024-03-01"));
  const v1::BalanceRow row = Ask(Of("P1", "2024-12-31")).total();
  EXPECT_EQ(row.allocated_of_plan().denominator(), "2000");
  EXPECT_EQ(row.allocated_of_plan().percent(), "50.1");  // 50.05
  EXPECT_EQ(row.disbursed_of_allocated().denominator(), "1001");
  EXPECT_EQ(row.disbursed_of_allocated().percent(), "50.0");  // 49.95
  EXPECT_EQ(row.executed_of_plan().denominator(), "2000");
  EXPECT_EQ(row.available_to_allocate(), "999");
  EXPECT_EQ(row.available_to_disburse(), "501");
  EXPECT_FALSE(Ask(Of("P2", "2024-12-31")).total().has_executed_of_plan());
}

TEST_F(BalancesTest, WhereNothingWasAllocatedThereIsNoRateOfIt) {
  ledger_.Record(Plan("P1", 2000));
  const v1::BalanceRow before = Ask(Of("P1", "2024-12-31")).total();
  EXPECT_EQ(before.allocated_of_plan().denominator(), "2000");
  EXPECT_EQ(before.allocated_of_plan().percent(), "");
  const Receipt tranche = ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 1).On("2024-02-01"));
  ledger_.Record(EventBuilder::Reversal(tranche.sequence, "typed twice"));
  EXPECT_EQ(Ask(Of("P1", "2024-12-31")).total().allocated_of_plan().percent(), "0.0")
      << "recorded, and come to nothing";
}

TEST_F(BalancesTest, AvailableIsTheLeastFromTheDateOnByWhatWasKnown) {
  ledger_.Record(Plan("P1", 1000));
  ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 600).On("2024-02-01"));
  const Sequence before = ledger_->head();
  ledger_.Record(EventBuilder::Disbursement("P1", "national", 2024, 250).On("2024-11-01"));
  ledger_.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, -300).On("2024-06-01"));
  ledger_.Record(EventBuilder::PlanAdjustment("P1", "national", 2024, 300).On("2024-07-01"));
  ledger_.Record(Plan("P3", 70));
  const v1::BalanceRow row = Ask(Of("P1", "2024-03-01")).total();
  EXPECT_EQ(row.available_to_allocate(), "100");
  EXPECT_EQ(row.unallocated(), "400");
  EXPECT_EQ(row.available_to_disburse(), "350");
  EXPECT_EQ(row.undisbursed(), "600");
  EXPECT_THAT(ledger_.Append({EventBuilder::Disbursement("P1", "national", 2024, 351).On("2024-03-01")}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  Question then = Of("P1", "2024-03-01");
  then.known_at = before;
  EXPECT_EQ(Ask(then).total().available_to_disburse(), "600");
  EXPECT_FALSE(Ask(then).total().has_undisbursed());
  EXPECT_FALSE(Ask(Of("P1", "2024-12-01")).total().has_undisbursed());
  const v1::BalanceReport regions = Ask(Of("", "2024-03-01"), {Dimension::kRegion});
  EXPECT_EQ(regions.rows(0).available_to_allocate(), "100");
  EXPECT_EQ(regions.rows(1).available_to_allocate(), "70");
  EXPECT_EQ(regions.total().available_to_allocate(), "170");
}

TEST_F(BalancesTest, IncompletenessIsSaidForEachMeasure) {
  ledger_.Record(Plan("region:a", 1));
  ledger_.Record(EventBuilder::Execution("N", "local", 2024, 400).On("2024-02-01"));
  const v1::BalanceRow nation = Ask(Of("N", "2024-12-31")).total();
  EXPECT_TRUE(nation.incomplete());
  EXPECT_THAT(nation.members_without_record(), IsEmpty());
  ASSERT_EQ(nation.gaps_size(), 1);
  EXPECT_EQ(nation.gaps(0).measure(), "plan");
  EXPECT_THAT(nation.gaps(0).members_without_record(), ElementsAre("region:b"));
  EXPECT_TRUE(nation.executed_of_plan().not_comparable());
  EXPECT_EQ(nation.executed_of_plan().percent(), "");
}

TEST_F(BalancesTest, ARateIsShownOnlyIfItsPartsAreOfTheSameUnits) {
  for (const std::string unit : {"P1", "P2", "P5"}) ledger_.Record(Plan(unit, 100));
  ledger_.Record(EventBuilder::Execution("P1", "national", 2024, 60).On("2024-02-01"));
  const v1::BalanceRow partly = Ask(Of("region:a", "2024-12-31")).total();
  EXPECT_TRUE(partly.executed_of_plan().incomplete());
  EXPECT_EQ(partly.executed_of_plan().percent(), "");
  EXPECT_EQ(partly.executed_of_plan().numerator(), "60");
  EXPECT_THAT(partly.gaps(0).members_without_record(), ElementsAre("P2", "P5"));
  ledger_.Record(EventBuilder::Execution("region:a", "national", 2024, 90).On("2024-02-01"));
  const v1::BalanceRow whole = Ask(Of("region:a", "2024-12-31")).total();
  EXPECT_FALSE(whole.executed_of_plan().incomplete());
  EXPECT_FALSE(whole.executed_of_plan().not_comparable());
  EXPECT_EQ(whole.executed_of_plan().percent(), "50.0");
  EXPECT_FALSE(whole.incomplete());
}

TEST_F(BalancesTest, ARateIsOfTheSameSourcesAndYears) {
  ledger_.Record(EventBuilder::Plan("P1", "national", 2023, 100).On("2023-01-01"));
  ledger_.Record(EventBuilder::Execution("P1", "national", 2023, 40).On("2023-02-01"));
  EXPECT_EQ(Ask(Of("P1", "2024-12-31")).total().executed_of_plan().percent(), "40.0");
  EXPECT_FALSE(Ask(Of("P1", "2024-12-31")).total().executed_of_plan().incomplete());
  ledger_.Record(Plan("P1", 100));
  const v1::Rate two_years = Ask(Of("P1", "2024-12-31")).total().executed_of_plan();
  EXPECT_TRUE(two_years.incomplete());
  EXPECT_FALSE(two_years.not_comparable());
  EXPECT_EQ(two_years.percent(), "");
  ledger_.Record(EventBuilder::Execution("P1", "local", 2024, 60).On("2024-02-01"));
  const v1::BalanceReport by_source = Ask(Of("P1", "2024-12-31"), {Dimension::kSource});
  EXPECT_TRUE(by_source.total().executed_of_plan().not_comparable());
  EXPECT_EQ(by_source.total().executed_of_plan().percent(), "");
  EXPECT_EQ(by_source.rows(1).executed_of_plan().percent(), "");
  const v1::BalanceReport by_year = Ask(Of("P1", "2024-12-31"), {Dimension::kYear});
  EXPECT_EQ(by_year.rows(0).executed_of_plan().percent(), "40.0");
}

TEST_F(BalancesTest, NothingReportedIsNotAZeroRate) {
  ledger_.Record(Plan("P1", 100));
  const v1::Rate rate = Ask(Of("P1", "2024-12-31")).total().executed_of_plan();
  EXPECT_EQ(rate.percent(), "");
  EXPECT_TRUE(rate.incomplete());
  EXPECT_FALSE(rate.not_comparable());
}

TEST_F(BalancesTest, NothingIsAvailableByAreaOrProjectAlone) {
  ledger_.Record(Plan("P1", 2000));
  ledger_.Record(
      EventBuilder::Tranche(1, "P1", "national", 2024, 1000).LimitedTo({"fairs", "conferences"}).On("2024-02-01"));
  const v1::BalanceReport report = Ask(Of("P1", "2024-12-31"), {Dimension::kArea});
  ASSERT_EQ(report.rows_size(), 2);
  EXPECT_EQ(report.rows(1).area_id(), "conferences|fairs");
  EXPECT_FALSE(report.rows(1).has_available_to_disburse());
  EXPECT_TRUE(report.total().has_available_to_disburse());
}

TEST_F(BalancesTest, SumsMayNeedMoreThan64Bits) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  ledger_.Record(Plan("P1", most));
  ledger_.Record(Plan("P2", most));
  EXPECT_EQ(Ask(Of("region:a", "2024-12-31")).total().plan(), "18446744073709551614");
}

TEST_F(BalancesTest, AnOldReportDoesNotLearnOfALaterMerger) {
  ledger_.Record(Plan("P1", 100));
  const Question before = Of("", "2027-06-30");
  ledger_.clock().Advance(absl::Hours(24));
  ledger_.Record(EventBuilder::Merge({"Q1"}, "Q2").On("2027-01-01"));
  EXPECT_EQ(Ask(before, {Dimension::kUnit}).rows(0).unit_id(), "Q1");
  EXPECT_EQ(Ask(Of("", "2027-06-30"), {Dimension::kUnit}).rows(0).unit_id(), "Q2");
}

}  // namespace
}  // namespace tranche
