#include "ledger/rules/line_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

class LineRulesTest : public ::testing::Test {
 protected:
  LineRulesTest() {
    for (const v1::Event& event : CatalogueCommands()) EXPECT_THAT(catalogue_.Apply(event), IsOk());
  }
  absl::Status Check(const v1::Event& command) { return CheckLines(command, catalogue_); }
  Catalogue catalogue_;
};

TEST_F(LineRulesTest, AmountsHaveTheSignThatTheirKindWants) {
  for (int64_t amount : {int64_t{0}, int64_t{-1}}) {
    for (const v1::Event& command : {EventBuilder::Plan("P1", "national", 2024, amount).Build(),
                                     EventBuilder::Tranche(1, "P1", "national", 2024, amount).Build(),
                                     EventBuilder::Transfer("P1", "P2", "national", 2024, amount).Build(),
                                     EventBuilder::Disbursement("P1", "national", 2024, amount).Build(),
                                     EventBuilder::Refund("P1", "national", 2024, amount).Build(),
                                     EventBuilder::Execution("P1", "national", 2024, amount).Build()})
      EXPECT_THAT(Check(command), StatusIs(kInvalid, HasSubstr("wanted more than zero"))) << command.ShortDebugString();
  }
  EXPECT_THAT(Check(EventBuilder::PlanAdjustment("P1", "national", 2024, 0)), StatusIs(kInvalid, HasSubstr("found 0")));
  EXPECT_THAT(Check(EventBuilder::PlanAdjustment("P1", "national", 2024, -1)), IsOk());
  EXPECT_THAT(Check(EventBuilder::AllocationAdjustment("P1", "national", 2024, 0)), StatusIs(kInvalid));
}

TEST_F(LineRulesTest, NamesWhatTheCatalogueDoesNotKnow) {
  EXPECT_THAT(Check(EventBuilder::Plan("PX", "national", 2024, 1)),
              StatusIs(kInvalid, HasSubstr("unknown unit \"PX\"")));
  EXPECT_THAT(Check(EventBuilder::Plan("P1", "EU", 2024, 1)), StatusIs(kInvalid, HasSubstr("unknown source \"EU\"")));
  EXPECT_THAT(Check(EventBuilder::Plan("P1", "national", 2024, 1).Area("x")),
              StatusIs(kInvalid, HasSubstr("unknown area \"x\"")));
  EXPECT_THAT(Check(EventBuilder::Tranche(1, "P1", "national", 2024, 1).LimitedTo({"x"})),
              StatusIs(kInvalid, HasSubstr("x")));
}

TEST_F(LineRulesTest, AUnitHoldsMoneyOnlyWhileItExists) {
  EXPECT_THAT(Check(EventBuilder::Plan("P1", "national", 2025, 1).On("2025-07-01")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("does not exist on 2025-07-01"),
                             HasSubstr("record it for Q1, which follows P1 from 2025-07-01 on"))));
  EXPECT_THAT(Check(EventBuilder::Plan("Q1", "national", 2025, 1).On("2025-06-30")),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Check(EventBuilder::Plan("Q1", "national", 2025, 1).On("2025-07-01")), IsOk());
}

TEST_F(LineRulesTest, YearsAndProjectsFitTheirKeys) {
  EXPECT_THAT(Check(EventBuilder::Plan("P1", "national", 24, 1)),
              StatusIs(kInvalid, HasSubstr("fiscal_year: found 24")));
  EXPECT_THAT(Check(EventBuilder::Plan("P1", "national", 2024, 1).Project("a|b")),
              StatusIs(kInvalid, HasSubstr("project_id")));
  EXPECT_THAT(Check(EventBuilder::Plan("P1", "national", 2024, 1).Project(std::string(65, 'x'))), StatusIs(kInvalid));
}

TEST_F(LineRulesTest, ATrancheHasANumberAndEachReceiverOnce) {
  EXPECT_THAT(Check(EventBuilder::Tranche(0, "P1", "national", 2024, 1)), StatusIs(kInvalid, HasSubstr("number")));
  EXPECT_THAT(Check(EventBuilder::Tranche(1, "P1", "national", 2024, 1).Share("P1", 2)),
              StatusIs(kInvalid, HasSubstr("appears twice")));
  EXPECT_THAT(Check(EventBuilder::Tranche(1, "P1", "national", 2024, 1).Area("fairs").LimitedTo({"fairs"})),
              StatusIs(kInvalid));
  v1::Event none = EventBuilder::Tranche(1, "P1", "national", 2024, 1);
  none.mutable_tranche_allocated()->clear_shares();
  EXPECT_THAT(Check(none), StatusIs(kInvalid, HasSubstr("shares")));
}

TEST_F(LineRulesTest, ATransferStaysWithinOneSourceAndYear) {
  v1::Event moved = EventBuilder::Transfer("P1", "P2", "national", 2024, 1);
  EXPECT_THAT(Check(moved), IsOk());
  moved.mutable_allocation_transferred()->mutable_to()->set_source_id("local");
  EXPECT_THAT(Check(moved), StatusIs(kInvalid, HasSubstr("one source")));
}

TEST_F(LineRulesTest, StatementsMayBeAboutAllSourcesAndAboutSeveralAreas) {
  EXPECT_THAT(Check(EventBuilder::Estimate("P1", 2024, "executed", 1)), IsOk());
  EXPECT_THAT(Check(EventBuilder::Estimate("P1", 2024, "", 1)), StatusIs(kInvalid, HasSubstr("measure")));
  EXPECT_THAT(Check(EventBuilder::Estimate("P1", 2024, "exceuted", 1)),
              StatusIs(kInvalid,
                       HasSubstr("wanted one of: plan, allocated, committed, disbursed, executed, settled, advances")));
  EXPECT_THAT(Check(EventBuilder::Figure("F1", "P1", 2024, "5", 5).Area("conferences|fairs")), IsOk());
  EXPECT_THAT(Check(EventBuilder::Figure("F1", "P1", 2024, "5", 5).Area("fairs|x")),
              StatusIs(kInvalid, HasSubstr("x")));
  EXPECT_THAT(Check(EventBuilder::Figure("", "P1", 2024, "5", 5)), StatusIs(kInvalid, HasSubstr("figure_id")));
  EXPECT_THAT(Check(EventBuilder::Figure("F1", "P1", 2024, "", 5)), StatusIs(kInvalid, HasSubstr("printed")));
}

TEST_F(LineRulesTest, ACommandWithoutAKindIsRefused) {
  EXPECT_THAT(Check(v1::Event()), StatusIs(kInvalid, HasSubstr("kind: found none")));
}

}  // namespace
}  // namespace tranche
