#include "ledger/rules/guards.h"

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/rules/rules_version.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const Scope kScope = {"P1", "national", 2024};

struct DatedPosting {
  CivilDate effective_date;
  Posting posting;
};

DatedPosting On(const std::string& day, Measure measure, uint32_t tranche, int64_t amount) {
  return {Day(day), {{"P1", "national", 2024, "", ""}, measure, tranche, amount}};
}

absl::Status Check(const std::vector<DatedPosting>& booked, const std::vector<DatedPosting>& asked,
                   uint32_t rules = kNewestRules) {
  ScopeState state;
  AccountMap<RunningBalance> paid;
  for (const DatedPosting& each : booked) {
    state.Add(AccountOf(each.posting), {DayOf(each.effective_date), each.posting.amount});
    paid[ToAccount(AccountOf(each.posting))].Add(DayOf(each.effective_date), each.posting.amount);
  }
  std::vector<PostingView> postings;
  for (const DatedPosting& each : asked) postings.push_back(each.posting);
  return CheckGuards(
      kScope, state, [&](const AccountView& account) { return &paid[ToAccount(account)]; }, postings,
      asked.front().effective_date, "VND", rules);
}

const std::vector<DatedPosting> kBooked = {
    On("2024-01-10", Measure::kPlan, 0, 1000), On("2024-02-10", Measure::kAllocated, 1, 600),
    On("2024-03-10", Measure::kAllocated, 2, 300), On("2024-04-10", Measure::kDisbursed, 1, 500)};

TEST(GuardsTest, AllocationUpToThePlanIsTakenAndNoMore) {
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kAllocated, 3, 100)}), IsOk());
  EXPECT_THAT(
      Check(kBooked, {On("2024-05-01", Measure::kAllocated, 3, 101)}),
      StatusIs(absl::StatusCode::kFailedPrecondition,
               "P1, national, 2024: allocated would exceed plan on 2024-05-01: available 100 VND, asked 101 VND"));
}

TEST(GuardsTest, ARefusalIsDataForPrograms) {
  const auto refusal = RefusalOf(Check(kBooked, {On("2024-05-01", Measure::kDisbursed, 1, 101)}));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "guard.disbursed-over-allocated");
  std::map<std::string, v1::RefusalField> fields;
  for (const v1::RefusalField& field : refusal->what().fields()) fields[field.name()] = field;
  ASSERT_EQ(fields["scope"].phrase().fields_size(), 3);
  EXPECT_EQ(fields["scope"].phrase().fields(0).text(), "P1");
  EXPECT_EQ(fields["tranche"].number(), 1u);
  EXPECT_EQ(fields["day"].day(), 20240501);
  EXPECT_EQ(fields["available"].amount(), "100");
  EXPECT_EQ(fields["asked"].amount(), "101");
}

TEST(GuardsTest, AllocationBeforeThePlanIsRefusedOnThatDay) {
  EXPECT_THAT(
      Check(kBooked, {On("2024-01-09", Measure::kAllocated, 3, 1)}),
      StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr("on 2024-01-09"), HasSubstr("available 0 VND"))));
}

TEST(GuardsTest, ABackdatedAllocationNamesTheLaterDayThatItOverdraws) {
  EXPECT_THAT(Check(kBooked, {On("2024-01-10", Measure::kAllocated, 3, 200)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("on 2024-03-10"), HasSubstr("available 100 VND, asked 200 VND"))));
}

TEST(GuardsTest, DisbursementStaysWithinItsOwnTranche) {
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kDisbursed, 1, 100)}), IsOk());
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kDisbursed, 1, 101)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("tranche 1 of P1, national, 2024: disbursed would exceed allocated on 2024-05-01")));
}

TEST(GuardsTest, ABackdatedDisbursementIsRefusedForALaterDay) {
  EXPECT_THAT(Check(kBooked, {On("2024-02-10", Measure::kDisbursed, 1, 101)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("on 2024-04-10"), HasSubstr("available 100 VND, asked 101 VND"))));
}

TEST(GuardsTest, LoweringAnAllocationOrAPlanBelowWhatRestsOnItIsRefused) {
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kAllocated, 1, -100)}), IsOk());
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kAllocated, 1, -101)}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kPlan, 0, -100)}), IsOk());
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kPlan, 0, -101)}),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(GuardsTest, ARefundIsAtMostWhatWasPaidOnEveryDay) {
  EXPECT_THAT(Check(kBooked, {On("2024-04-10", Measure::kDisbursed, 1, -500)}), IsOk());
  EXPECT_THAT(Check(kBooked, {On("2024-04-10", Measure::kDisbursed, 1, -501)}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("disbursed would fall below zero")));
  EXPECT_THAT(Check(kBooked, {On("2024-04-09", Measure::kDisbursed, 1, -1)}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("on 2024-04-09")));
}

DatedPosting PaidFor(const std::string& area, const std::string& project, const std::string& day, int64_t amount) {
  return {Day(day), {{"P1", "national", 2024, area, project}, Measure::kDisbursed, 1, amount}};
}

TEST(GuardsTest, ARefundIsOfMoneyThatWasPaidOnItsOwnLine) {
  std::vector<DatedPosting> booked = kBooked;
  booked.push_back(PaidFor("fairs", "", "2024-04-20", 40));
  booked.push_back(PaidFor("fairs", "K1", "2024-04-20", 30));
  EXPECT_THAT(Check(booked, {PaidFor("fairs", "", "2024-05-01", -40)}), IsOk());
  EXPECT_THAT(Check(booked, {PaidFor("conferences", "", "2024-05-01", -1)}),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       "tranche 1 of P1, national, 2024, for conferences: disbursed would fall below zero on "
                       "2024-05-01: available 0 VND, asked 1 VND"));
  EXPECT_THAT(Check(booked, {PaidFor("fairs", "K1", "2024-05-01", -31)}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("for fairs, project K1: disbursed")));
  EXPECT_THAT(Check(booked, {PaidFor("fairs", "", "2024-04-19", -1)}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("on 2024-04-19: available 0 VND")));
}

TEST(GuardsTest, TheFirstRulesLookAtTheSumOfATrancheOnly) {
  EXPECT_THAT(Check(kBooked, {PaidFor("conferences", "", "2024-05-01", -1)}, kFirstRules), IsOk());
  EXPECT_THAT(Check(kBooked, {PaidFor("conferences", "", "2024-05-01", -501)}, kFirstRules),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("disbursed would fall below zero")));
}

TEST(GuardsTest, ARefusalSaysWhatIsMeantAsData) {
  const absl::Status taken = Check(kBooked, {On("2024-05-01", Measure::kAllocated, 1, -101)});
  EXPECT_EQ(taken.message(),
            "more than tranche 1 of P1, national, 2024 has left on 2024-05-01: available 100 VND, asked 101 VND");
  EXPECT_EQ(RefusalOf(taken)->code(), "guard.tranche-below-disbursed");
  const absl::Status lowered = Check(kBooked, {On("2024-05-01", Measure::kPlan, 0, -101)});
  EXPECT_THAT(std::string(lowered.message()),
              testing::StartsWith("P1, national, 2024: the plan would fall below what is allocated"));
  EXPECT_EQ(RefusalOf(lowered)->code(), "guard.plan-below-allocated");
}

TEST(GuardsTest, TheLegsOfOneEventAreWeighedTogether) {
  EXPECT_THAT(Check(kBooked, {On("2024-05-01", Measure::kAllocated, 3, 500), On("2024-05-01", Measure::kPlan, 0, 400)}),
              IsOk());
}

TEST(GuardsTest, SumsMayBeWiderThan64Bits) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_THAT(Check({On("2024-01-01", Measure::kPlan, 0, most), On("2024-01-01", Measure::kPlan, 0, most),
                     On("2024-01-01", Measure::kAllocated, 1, most)},
                    {On("2024-01-01", Measure::kAllocated, 2, most)}),
              IsOk());
}

}  // namespace
}  // namespace tranche
