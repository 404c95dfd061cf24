// A refused batch tells all its refusals, each with its place, and which of them may follow from an earlier one.
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/joined_refusals.h"
#include "events/refusal.h"
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
using ::testing::Not;
using ::testing::StartsWith;

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

EventBuilder Plan(int64_t amount) { return EventBuilder::Plan("P1", "national", 2024, amount); }
EventBuilder Paid(int64_t amount) { return EventBuilder::Disbursement("P1", "national", 2024, amount); }

// A ledger in which 100 are left of the only tranche of P1 in 2024.
class BatchRefusalsTest : public ::testing::Test {
 protected:
  BatchRefusalsTest() {
    ledger_.Record(Plan(100));
    ledger_.Record(EventBuilder::Tranche(1, "P1", "national", 2024, 100));
    head_ = ledger_->head();
  }

  v1::Refusal RefusalOfBatch(const std::vector<v1::Event>& commands) {
    const absl::Status refused = ledger_.Append(commands).status();
    EXPECT_EQ(ledger_->head(), head_);
    const std::optional<v1::Refusal> refusal = RefusalOf(refused);
    return refusal ? *refusal : v1::Refusal();
  }

  // "2 guard.disbursed-over-allocated" for the second of a batch, with "?" after it if it may follow from another one.
  std::vector<std::string> Summary(const std::vector<v1::Event>& commands) {
    const v1::Refusal first = RefusalOfBatch(commands);
    std::vector<v1::Refusal> all = {first};
    all.insert(all.end(), first.others().begin(), first.others().end());
    std::vector<std::string> summary;
    for (const v1::Refusal& each : all) {
      const uint64_t place = each.within().empty() ? 1 : each.within(0).fields(0).number();
      summary.push_back(absl::StrCat(place, " ", each.code(), each.may_follow() ? "?" : ""));
    }
    return summary;
  }

  TestLedger ledger_;
  Sequence head_ = 0;
};

TEST_F(BatchRefusalsTest, AllRefusalsAreToldInTheirOrderAndNothingIsRecorded) {
  EXPECT_THAT(Summary({Paid(60), Plan(0), Paid(60), EventBuilder::Plan("P9", "national", 2024, 1), Paid(40)}),
              ElementsAre("2 amount.not-positive", "3 guard.disbursed-over-allocated?", "4 unit.unknown"));
  const absl::Status refused = ledger_.Append({Plan(0), Paid(1), Paid(101)}).status();
  EXPECT_THAT(refused, StatusIs(kInvalid, StartsWith("event 1 of 3: amount: found 0 VND")));
  EXPECT_THAT(
      std::vector<std::string>(absl::StrSplit(refused.message(), '\n')),
      ElementsAre(HasSubstr("wanted more than zero"),
                  StartsWith("event 3 of 3: tranche 1 of P1, national, 2024: disbursed would exceed allocated")));
}

TEST_F(BatchRefusalsTest, TheOthersAreDecidedOnAsIfARefusedCommandHadNotBeenAsked) {
  EXPECT_THAT(Summary({Paid(90), Paid(20), Paid(10)}), ElementsAre("2 guard.disbursed-over-allocated"));
  EXPECT_THAT(Summary({Paid(90), Paid(20), Paid(11)}),
              ElementsAre("2 guard.disbursed-over-allocated", "3 guard.disbursed-over-allocated?"));
}

// The clock stands at 2026-01-01.
TEST_F(BatchRefusalsTest, WhatFindsNoMoneyIsToldThatItHasNotHappenedYetToo) {
  ledger_.Record(EventBuilder::Plan("Q1", "local", 2025, 100).On("2025-08-01"));
  ledger_.Record(EventBuilder::Tranche(1, "Q1", "local", 2025, 99).On("2025-08-01"));
  const auto refused = [&](EventBuilder command, const std::string& day) {
    return ledger_.Append({command.On(day)}).status();
  };
  const EventBuilder paid = EventBuilder::Disbursement("Q1", "local", 2025, 101);
  EXPECT_THAT(refused(paid, "2026-01-02"), StatusIs(kRefused, AllOf(HasSubstr("disbursed would exceed allocated"),
                                                                    HasSubstr("2026-01-02 is after 2026-01-01, the "
                                                                              "day of recording"))));
  EXPECT_THAT(refused(paid, "2026-01-01"), StatusIs(kRefused, Not(HasSubstr("day of recording"))));
  EXPECT_THAT(refused(EventBuilder::Tranche(2, "Q1", "local", 2025, 2), "2026-01-02"),
              StatusIs(kRefused, Not(HasSubstr("day of recording"))))
      << "what is decided today may count from tomorrow";
}

TEST_F(BatchRefusalsTest, ARefusalByARuleOfAnotherScopeFollowsFromNothing) {
  ledger_.Record(EventBuilder::Plan("P3", "national", 2024, 5));
  head_ = ledger_->head();
  EXPECT_THAT(Summary({Paid(101), EventBuilder::Tranche(1, "P3", "national", 2024, 6)}),
              ElementsAre("1 guard.disbursed-over-allocated", "2 guard.allocated-over-plan"));
}

TEST_F(BatchRefusalsTest, WhatARefusedEventOfTheCatalogueWouldHaveDefinedMayFollow) {
  EXPECT_THAT(Summary({EventBuilder::Unit("N1", v1::UNIT_TYPE_PROVINCE, " "),
                       EventBuilder::Plan("N1", "local", 2024, 1), Plan(0)}),
              ElementsAre("1 catalogue.name-missing", "2 unit.unknown?", "3 amount.not-positive"));
}

TEST_F(BatchRefusalsTest, AReversalOfAnEventOfTheBatchMayFollow) {
  EXPECT_THAT(Summary({Paid(0), Paid(1), EventBuilder::Reversal(head_ + 2, "twice")}),
              ElementsAre("1 amount.not-positive", "3 event.none?"));
}

TEST_F(BatchRefusalsTest, FiftyAreShownAndAllAreCounted) {
  std::vector<v1::Event> commands = {Paid(1)};
  for (int i = 0; i < 120; ++i) commands.push_back(Paid(200));
  const v1::Refusal refusal = RefusalOfBatch(commands);
  EXPECT_EQ(refusal.others_size() + 1, static_cast<int>(kRefusalsShownMax));
  EXPECT_EQ(refusal.left_out(), 70u);
  EXPECT_THAT(ledger_.Append(commands), StatusIs(kRefused, ::testing::EndsWith("\nand 70 more")));
}

TEST_F(BatchRefusalsTest, WhoeverKnowsThePlacesGetsTheRefusalsWithoutThem) {
  RefusedCommands refused;
  AppendOptions options;
  options.refused = &refused;
  EXPECT_THAT(ledger_.Append({Paid(1), Plan(0), Paid(100)}, options),
              StatusIs(kInvalid, AllOf(StartsWith("amount: found 0 VND"), Not(HasSubstr("\n")))));
  ASSERT_EQ(refused.shown.size(), 2u);
  EXPECT_EQ(refused.count, 2u);
  EXPECT_EQ(refused.shown[0].index, 1u);
  EXPECT_EQ(refused.shown[1].index, 2u);
  EXPECT_THAT(refused.shown[1].why, StatusIs(kRefused, StartsWith("tranche 1 of P1")));
}

TEST_F(BatchRefusalsTest, WhatRefusesEveryCommandAlikeIsToldAlone) {
  AppendOptions options;
  options.expected_head = head_ - 1;
  const absl::Status moved = ledger_.Append({Plan(0), Paid(1), Paid(1)}, options).status();
  EXPECT_THAT(moved, StatusIs(absl::StatusCode::kAborted, Not(HasSubstr("\n"))));
  EXPECT_THAT(RefusalOf(moved)->others(), IsEmpty());
  options.expected_head.reset();
  options.within_grants_of = "nobody";
  EXPECT_THAT(ledger_.Append({Paid(1), Paid(1)}, options),
              StatusIs(absl::StatusCode::kPermissionDenied, Not(HasSubstr("\n"))));
}

// Of a grant of 50 a request, a refused command uses up nothing.
TEST_F(BatchRefusalsTest, ARefusedCommandUsesUpNoGrant) {
  ledger_.Record(EventBuilder::Actor("an").On("2026-01-01"));
  v1::Event grant = EventBuilder::Grant("an", v1::ROLE_OFFICER).On("2026-01-01");
  grant.mutable_role_granted()->set_amount_max(50);
  ledger_.Record(grant);
  head_ = ledger_->head();
  AppendOptions options;
  options.within_grants_of = "an";
  RefusedCommands refused;
  options.refused = &refused;
  const std::vector<v1::Event> commands = {Paid(51), Paid(40).FromTranche(7), Paid(30), Paid(21), Paid(20)};
  EXPECT_THAT(ledger_.Append(commands, options), StatusIs(absl::StatusCode::kPermissionDenied));
  std::vector<std::string> codes;
  for (const RefusedCommands::Command& each : refused.shown)
    codes.push_back(absl::StrCat(each.index, " ", RefusalOf(each.why)->code()));
  EXPECT_THAT(codes, ElementsAre("0 authority.amount", "1 tranche.not-held", "3 authority.amount"));
}

}  // namespace
}  // namespace tranche
