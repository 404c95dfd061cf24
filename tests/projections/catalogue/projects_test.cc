#include "projections/catalogue/projects.h"

#include <string>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

std::string CodeOf(const absl::Status& status) {
  const auto refusal = RefusalOf(status);
  return refusal ? refusal->code() : status.ToString();
}

v1::ProjectAmended Amendment(int64_t support) {
  return EventBuilder::ProjectAmendment("mill", support).Build().project_amended();
}

// "mill", registered by event 10 with 200 of "national".
class ProjectsTest : public ::testing::Test {
 protected:
  ProjectsTest() {
    EXPECT_THAT(projects_.Register(10, EventBuilder::NewProject("mill", 200).Build().project_registered()), IsOk());
  }

  const Project& Mill() { return *projects_.Find("mill"); }

  // Whether money of "mill" recorded as number `sequence`, 0 for a command, counts for it.
  bool IsCounted(v1::Event event, uint64_t sequence) {
    event.set_sequence(sequence);
    return projects_.CountedFor(ViewOf(event)) != nullptr;
  }

  static EventBuilder Paid() { return EventBuilder::Disbursement("P1", "national", 2024, 5).Project("mill"); }

  Projects projects_;
};

TEST_F(ProjectsTest, AnIdIsRegisteredOnceAndIsOtherwiseALabel) {
  EXPECT_EQ(Mill().registration, 10u);
  EXPECT_EQ(Mill().SupportOf("national"), 200);
  EXPECT_EQ(Mill().SupportOf("local"), 0);
  EXPECT_EQ(projects_.Find("road"), nullptr);
  EXPECT_EQ(projects_.Find(""), nullptr);
  const v1::ProjectRegistered again = EventBuilder::NewProject("mill", 1).Build().project_registered();
  EXPECT_EQ(CodeOf(projects_.Register(11, again)), "catalogue.id-taken");
  EXPECT_EQ(Mill().SupportOf("national"), 200);
}

TEST_F(ProjectsTest, AStopIsTakenBackOnce) {
  const v1::ProjectStopped stop = EventBuilder::ProjectStop("mill", "12/QĐ").Build().project_stopped();
  ASSERT_THAT(projects_.Stop(11, stop, Day("2024-06-01")), IsOk());
  EXPECT_TRUE(projects_.IsStop(11));
  EXPECT_EQ(CodeOf(projects_.Stop(12, stop, Day("2024-06-01"))), "project.stopped-already");
  EXPECT_EQ(CodeOf(projects_.TakeBackStop(12)), "project.not-stopped-by");
  ASSERT_THAT(projects_.TakeBackStop(11), IsOk());
  EXPECT_FALSE(projects_.IsStop(11));
  EXPECT_FALSE(Mill().IsStoppedOn(Day("2024-06-01")));
  EXPECT_EQ(Mill().decision, "");
  EXPECT_EQ(CodeOf(projects_.TakeBackStop(11)), "project.not-stopped-by");
  EXPECT_THAT(projects_.Stop(13, stop, Day("2024-07-01")), IsOk());
}

TEST_F(ProjectsTest, WhatAProjectCostsIsAtLeastItsSupport) {
  v1::ProjectAmended cost = Amendment(200);
  cost.set_total_cost(199);
  EXPECT_EQ(CodeOf(projects_.Amend(cost)), "project.total-cost");
  cost.set_total_cost(200);
  ASSERT_THAT(projects_.Amend(cost), IsOk());
  EXPECT_EQ(Mill().terms.total_cost(), 200);
  EXPECT_EQ(CodeOf(projects_.Amend(Amendment(201))), "project.total-cost") << "with what was said before";
  EXPECT_EQ(Mill().SupportOf("national"), 200);
}

TEST_F(ProjectsTest, AnAmendmentChangesWhatItSaysAlone) {
  v1::ProjectAmended amended = Amendment(150);
  amended.set_kind("machinery");
  amended.set_end(20251231);
  ASSERT_THAT(projects_.Amend(amended), IsOk());
  EXPECT_EQ(Mill().kind(), "machinery");
  EXPECT_EQ(Mill().SupportOf("national"), 150);
  EXPECT_EQ(Mill().terms.name(), "Project mill");
  EXPECT_EQ(Mill().terms.unit_id(), "P1");
  v1::ProjectAmended late = Amendment(300);
  late.set_begin(20260101);
  EXPECT_EQ(CodeOf(projects_.Amend(late)), "project.ends-before") << "with the end that it has";
  EXPECT_EQ(Mill().SupportOf("national"), 150) << "on an error nothing changes";
}

TEST_F(ProjectsTest, AStopHoldsFromItsDayOn) {
  const v1::ProjectStopped stop = EventBuilder::ProjectStop("mill", "12/QĐ").Build().project_stopped();
  EXPECT_FALSE(Mill().IsStoppedOn(CivilDate::Max()));
  ASSERT_THAT(projects_.Stop(20, stop, Day("2024-07-01")), IsOk());
  EXPECT_TRUE(Mill().IsStoppedOn(Day("2024-07-01")));
  EXPECT_FALSE(Mill().IsStoppedOn(Day("2024-06-30")));
  EXPECT_EQ(Mill().decision, "12/QĐ");
  EXPECT_EQ(CodeOf(projects_.Stop(21, stop, Day("2024-06-01"))), "project.stopped-already");
  EXPECT_FALSE(Mill().IsStoppedOn(Day("2024-06-30")));
}

TEST_F(ProjectsTest, MoneyCountsFromTheRegistrationOn) {
  EXPECT_TRUE(IsCounted(Paid(), 0));
  EXPECT_TRUE(IsCounted(Paid(), 11));
  EXPECT_FALSE(IsCounted(Paid(), 9));
  EXPECT_FALSE(IsCounted(Paid().Project("road"), 11));
  EXPECT_TRUE(IsCounted(EventBuilder::Refund("P1", "national", 2024, 5).Project("mill"), 11));
  EXPECT_FALSE(IsCounted(EventBuilder::Execution("P1", "national", 2024, 5).Project("mill"), 11));
  EXPECT_FALSE(IsCounted(EventBuilder::Plan("P1", "national", 2024, 5).Project("mill"), 11));
}

TEST_F(ProjectsTest, WhatOnlyTakesBackMoneyOfALabelDoesNotCount) {
  const auto release = [](uint64_t of) {
    v1::Event event = EventBuilder::Release(of, 5);
    event.mutable_commitment_released()->mutable_line()->set_project_id("mill");
    return event;
  };
  EXPECT_FALSE(IsCounted(release(9), 12));
  EXPECT_TRUE(IsCounted(release(11), 12));
  EXPECT_TRUE(IsCounted(Paid().OfCommitment(9), 12)) << "what is paid counts, whenever it was signed";
}

}  // namespace
}  // namespace tranche
