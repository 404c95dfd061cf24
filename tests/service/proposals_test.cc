// Proposing, approving and rejecting through the service, by those whom a door knows.
#include "service/proposals.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "service/calls_of_actor.h"
#include "service/ledger_service.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kFile[] =
    "kind,unit_id,source,fiscal_year,amount_vnd,effective_date\n"
    "disbursement,P1,national,2024,30,2024-06-01\n"
    "disbursement,P1,national,2024,20,2024-06-02\n";

class ProposalsTest : public FourEyesLedger {
 protected:
  ProposalsTest() { Serve(); }

  void Serve() {
    ledger_.Close();
    auto service = LedgerService::Open(ledger_.directory(), Ledger::Access::kWrite, &ledger_.clock());
    EXPECT_THAT(service, IsOk());
    service_ = *std::move(service);
  }

  CallsOfActor Of(const std::string& actor) { return CallsOfActor(service_.get(), {actor}); }

  v1::RecordRequest Payment(const std::string& amount, bool propose = true) {
    v1::RecordRequest request;
    request.set_kind("disbursement");
    request.set_unit("P1");
    request.set_source("national");
    request.set_fiscal_year(2024);
    request.set_amount(amount);
    request.set_effective("2024-06-01");
    request.mutable_options()->set_key("payment of " + amount);
    request.mutable_options()->set_actor("whoever");
    request.mutable_options()->set_propose(propose);
    return request;
  }

  v1::ApproveProposalRequest ApprovalOf(const v1::ProposalRow& row) {
    v1::ApproveProposalRequest request;
    request.set_proposal(row.proposal());
    request.set_digest(row.digest());
    request.mutable_options()->set_key(absl::StrCat("approval ", ++keys_));
    request.mutable_options()->set_actor("whoever");
    return request;
  }

  std::vector<v1::ProposalRow> Rows(const v1::ListProposalsRequest& request,
                                    std::vector<v1::Event>* commands = nullptr) {
    std::vector<v1::ProposalRow> rows;
    const absl::Status listed = Of("binh").ListProposals(request, [&](const v1::ListProposalsResponse& part) {
      rows.insert(rows.end(), part.rows().begin(), part.rows().end());
      if (commands != nullptr) commands->insert(commands->end(), part.commands().begin(), part.commands().end());
      return absl::OkStatus();
    });
    EXPECT_THAT(listed, IsOk());
    return rows;
  }

  std::unique_ptr<LedgerService> service_;
  int keys_ = 0;
};

TEST_F(ProposalsTest, AProposalIsShownAndApproved) {
  const auto proposed = Of("an").Record(Payment("30"));
  ASSERT_THAT(proposed, IsOk());
  const v1::Receipt& receipt = proposed->receipt();
  EXPECT_EQ(receipt.proposal().state(), "open");
  EXPECT_EQ(receipt.proposal().proposer(), "an") << "whoever the request names";
  EXPECT_EQ(receipt.proposal().expires_on(), "2026-01-31");
  EXPECT_EQ(receipt.tranche_chosen(), 1u);
  EXPECT_EQ(receipt.available_to_disburse(), "970") << "what would be left";
  v1::ListProposalsRequest one;
  one.set_proposal(receipt.proposal().proposal());
  std::vector<v1::Event> commands;
  const std::vector<v1::ProposalRow> rows = Rows(one, &commands);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].commands(), 1u);
  ASSERT_THAT(commands, SizeIs(1));
  EXPECT_EQ(commands[0].disbursement_made().tranche_number(), 1u);
  v1::ApproveProposalRequest rehearsal = ApprovalOf(rows[0]);
  rehearsal.mutable_options()->set_dry_run(true);
  const auto rehearsed = Of("binh").ApproveProposal(rehearsal);
  ASSERT_THAT(rehearsed, IsOk());
  EXPECT_EQ(rehearsed->proposal().state(), "open");
  const auto approved = Of("binh").ApproveProposal(ApprovalOf(rows[0]));
  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->proposal().state(), "approved");
  EXPECT_EQ(approved->proposal().decided_by(), "binh");
  EXPECT_EQ(approved->first_sequence(), approved->receipt().sequence() + 1);
  EXPECT_EQ(approved->last_sequence(), approved->first_sequence());
}

// Of a plan of 2000 in two tranches of 1000.
TEST_F(ProposalsTest, APaymentThatIsSplitShowsAllItsPartsRehearsedAndProposed) {
  service_.reset();
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  Approved("an", {EventBuilder::Plan("P1", "national", 2024, 1000)});
  Approved("an", {EventBuilder::Tranche(2, "P1", "national", 2024, 1000).On("2024-02-01")});
  Serve();
  v1::RecordRequest payment = Payment("1500");
  payment.set_split(true);
  payment.mutable_options()->set_dry_run(true);
  const auto rehearsed = Of("an").Record(payment);
  payment.mutable_options()->set_dry_run(false);
  const auto proposed = Of("an").Record(payment);
  const auto again = Of("an").Record(payment);
  for (const auto& answer : {rehearsed, proposed, again}) {
    ASSERT_THAT(answer, IsOk());
    const v1::Receipt& first = answer->receipt();
    EXPECT_EQ(first.event().disbursement_made().amount(), 1000);
    EXPECT_EQ(first.event().disbursement_made().tranche_number(), 1u);
    EXPECT_EQ(first.proposal().commands(), 2u);
    ASSERT_THAT(answer->others(), SizeIs(1));
    EXPECT_EQ(answer->others(0).event().disbursement_made().amount(), 500);
    EXPECT_EQ(answer->others(0).event().disbursement_made().tranche_number(), 2u);
    EXPECT_EQ(answer->others(0).sequence(), first.sequence());
    EXPECT_FALSE(answer->others(0).has_proposal()) << "the first has it";
  }
  for (const auto& answer : {rehearsed, proposed}) {
    EXPECT_EQ(answer->receipt().available_to_disburse(), "1000") << "after the first part";
    EXPECT_EQ(answer->others(0).available_to_disburse(), "500") << "after both";
  }
  EXPECT_TRUE(rehearsed->others(0).dry_run());
  EXPECT_FALSE(proposed->others(0).dry_run());
  EXPECT_TRUE(again->others(0).already_recorded());
}

TEST_F(ProposalsTest, WhoeverListsEventsIsToldWhoApprovedThem) {
  const auto proposed = Of("an").Record(Payment("30"));
  const auto approved = Of("binh").ApproveProposal(ApprovalOf(proposed->receipt().proposal()));
  ASSERT_THAT(approved, IsOk());
  v1::ListEventsRequest request;
  request.set_kind("disbursement");
  v1::EventList list;
  ASSERT_THAT(Of("binh").ListEvents(request,
                                    [&](const v1::ListEventsResponse& part) {
                                      list.MergeFrom(part.part());
                                      return absl::OkStatus();
                                    }),
              IsOk());
  ASSERT_THAT(list.events(), SizeIs(1));
  ASSERT_THAT(list.approvers(), SizeIs(1));
  EXPECT_EQ(list.approvers(0).approval(), list.events(0).approval());
  EXPECT_EQ(list.approvers(0).actor(), "binh");
  v1::ExplainRequest explain;
  explain.mutable_question()->set_unit("P1");
  explain.mutable_question()->set_fiscal_year(2024);
  std::vector<std::string> approvers;
  ASSERT_THAT(Of("binh").Explain(explain,
                                 [&](const v1::ExplainResponse& part) {
                                   for (const v1::PostingRow& row : part.part().postings()) {
                                     if (row.approval() != 0) approvers.push_back(row.approved_by());
                                   }
                                   return absl::OkStatus();
                                 }),
              IsOk());
  EXPECT_THAT(approvers, ElementsAre("binh"));
}

// Case 30.
TEST_F(ProposalsTest, WhoeverProposesIsToldOfOthersAboutTheSameMoney) {
  const auto one = Of("an").Record(Payment("600"));
  EXPECT_THAT(one->receipt().proposal().alongside(), IsEmpty());
  const auto two = Of("an").Record(Payment("300"));
  EXPECT_THAT(two->receipt().proposal().alongside(), ElementsAre(one->receipt().sequence()));
  EXPECT_TRUE(two->receipt().proposal().fits_alongside());
  const auto three = Of("an").Record(Payment("200"));
  ASSERT_THAT(three, IsOk()) << "it fits alone";
  EXPECT_THAT(three->receipt().proposal().alongside(),
              ElementsAre(one->receipt().sequence(), two->receipt().sequence()));
  EXPECT_FALSE(three->receipt().proposal().fits_alongside());
}

// Case 36.
TEST_F(ProposalsTest, WhatIsProposedTwiceWithoutAKeyIsOneProposalUntilItIsRejected) {
  v1::RecordRequest payment = Payment("30");
  const auto propose = [&](const std::string& key) {
    payment.mutable_options()->set_key(key);
    const auto answer = Of("an").Record(payment);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->receipt() : v1::Receipt();
  };
  const v1::Receipt first = propose("cli:01");
  const v1::Receipt again = propose("page:02");
  EXPECT_TRUE(again.already_recorded());
  EXPECT_EQ(again.proposal().proposal(), first.proposal().proposal());
  EXPECT_NE(propose("V-7").proposal().proposal(), first.proposal().proposal()) << "whoever names a key means it";
  const auto approved = Of("binh").ApproveProposal(ApprovalOf(first.proposal()));
  ASSERT_THAT(approved, IsOk());
  const v1::Receipt recorded = propose("cli:03");
  EXPECT_TRUE(recorded.already_recorded());
  EXPECT_EQ(recorded.proposal().state(), "approved");
  EXPECT_EQ(recorded.sequence(), approved->first_sequence()) << "the event that it became";
  EXPECT_EQ(recorded.event().sequence(), approved->first_sequence());
  EXPECT_EQ(recorded.event().approval(), approved->receipt().sequence());
  EXPECT_EQ(recorded.event_id(), "cli:01");
  payment.set_amount("31");
  const v1::Receipt other = propose("cli:04");
  v1::RejectProposalRequest rejection;
  rejection.set_proposal(other.proposal().proposal());
  rejection.set_reason("no voucher");
  rejection.mutable_options()->set_key("rejection");
  ASSERT_THAT(Of("binh").RejectProposal(rejection), IsOk());
  EXPECT_NE(propose("cli:05").proposal().proposal(), other.proposal().proposal());
}

TEST_F(ProposalsTest, WhatWouldCountASecondTimeIsToldToProposerAndApprover) {
  const auto first = Of("an").Record(Payment("30"));
  EXPECT_THAT(first->receipt().proposal().remarks(), IsEmpty());
  v1::RecordRequest payment = Payment("30");
  payment.mutable_options()->set_key("the same again");
  const auto second = Of("an").Record(payment);
  EXPECT_THAT(second->receipt().proposal().remarks(), IsEmpty()) << "nothing of it is recorded yet";
  const auto approved = Of("binh").ApproveProposal(ApprovalOf(first->receipt().proposal()));
  ASSERT_THAT(approved, IsOk());
  EXPECT_THAT(approved->proposal().remarks(), IsEmpty());
  v1::ListProposalsRequest one;
  one.set_proposal(second->receipt().proposal().proposal());
  const std::vector<v1::ProposalRow> shown = Rows(one);
  ASSERT_THAT(shown, SizeIs(1));
  ASSERT_THAT(shown[0].remarks(), SizeIs(1)) << "as known now";
  EXPECT_EQ(shown[0].remarks(0).command(), 1u);
  EXPECT_EQ(shown[0].remarks(0).equal_sequence(), approved->first_sequence());
  EXPECT_EQ(shown[0].remark_count(), 1u);
  one.set_known_at(absl::StrCat(second->receipt().sequence()));
  EXPECT_THAT(Rows(one)[0].remarks(), IsEmpty()) << "of the past nothing is decided again";
  payment.mutable_options()->set_key("and again");
  payment.mutable_options()->set_dry_run(true);
  const auto third = Of("an").Record(payment);
  ASSERT_THAT(third, IsOk());
  EXPECT_THAT(third->receipt().proposal().remarks(), SizeIs(1));
  const auto twice = Of("binh").ApproveProposal(ApprovalOf(shown[0]));
  ASSERT_THAT(twice, IsOk());
  ASSERT_THAT(twice->proposal().remarks(), SizeIs(1)) << "of the event";
  EXPECT_EQ(twice->proposal().remarks(0).equal_sequence(), approved->first_sequence());
}

TEST_F(ProposalsTest, TheQuestionsOfSpendingRulesAreToldToProposerAndApprover) {
  service_.reset();
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  v1::RuleDefined last_day;
  last_day.set_rule_id("last-day-spend");
  last_day.set_what(v1::RULE_WHAT_LAST_DAY);
  last_day.set_action(v1::RULE_ACTION_QUESTION);
  last_day.set_month(5);
  last_day.set_day(31);
  last_day.set_legal_basis("decree 1");
  last_day.add_kinds("DisbursementMade");
  Approved("chi", {EventBuilder::Rule(last_day).On("2024-01-01")}, "dung");
  Serve();
  const auto proposed = Of("an").Record(Payment("30"));
  ASSERT_THAT(proposed, IsOk());
  const v1::ProposalRow& row = proposed->receipt().proposal();
  v1::ListProposalsRequest one;
  one.set_proposal(row.proposal());
  const auto approved = Of("binh").ApproveProposal(ApprovalOf(row));
  ASSERT_THAT(approved, IsOk());
  for (const v1::ProposalRow& told : {row, approved->proposal(), Rows(one)[0]}) {
    ASSERT_THAT(told.remarks(), SizeIs(1)) << told.state();
    EXPECT_THAT(told.remarks(0).questions(), ElementsAre("last-day-spend"));
    EXPECT_EQ(told.remarks(0).equal_sequence(), 0u);
  }
}

TEST_F(ProposalsTest, DirectRecordingIsRefusedAndNobodyRecordsThroughADoorThatKnowsNobody) {
  EXPECT_EQ(CodeOf(Of("an").Record(Payment("30", false)).status()), "four-eyes.propose");
  EXPECT_EQ(CodeOf(Of("").Record(Payment("30")).status()), "four-eyes.nobody");
  EXPECT_EQ(CodeOf(Of("binh").Record(Payment("30")).status()), "authority.role");
}

// Case 36, as a file.
TEST_F(ProposalsTest, AFileIsProposedOnceAndRecordedOnce) {
  v1::ImportRequest request;
  request.set_file("payments.csv");
  request.set_content(kFile);
  request.mutable_options()->set_actor("whoever");
  request.mutable_options()->set_propose(true);
  const auto first = Of("an").Import(request);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->report().recorded(), 0u);
  EXPECT_EQ(first->report().proposal().state(), "open");
  EXPECT_EQ(first->report().proposal().commands(), 2u);
  const auto again = Of("an").Import(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->report().proposal().proposal(), first->report().proposal().proposal());
  ASSERT_THAT(Of("binh").ApproveProposal(ApprovalOf(first->report().proposal())), IsOk());
  const auto recorded = Of("an").Import(request);
  ASSERT_THAT(recorded, IsOk());
  EXPECT_EQ(recorded->report().already_recorded(), 2u) << "the events that it became";
  EXPECT_FALSE(recorded->report().has_proposal());
  request.set_content(absl::StrCat(kFile, "disbursement,P1,national,2024,9,2024-06-03\n"));
  request.set_repeated("same");
  const auto longer = Of("an").Import(request);
  ASSERT_THAT(longer, IsOk());
  EXPECT_EQ(longer->report().already_recorded(), 2u);
  EXPECT_EQ(longer->report().proposal().commands(), 1u);
}

TEST_F(ProposalsTest, ProposalsAreListedAsOfAnyMoment) {
  const auto one = Of("an").Record(Payment("30"));
  const auto two = Of("an").Record(Payment("31"));
  v1::RejectProposalRequest rejection;
  rejection.set_proposal(two->receipt().proposal().proposal());
  rejection.mutable_options()->set_key("rejection");
  EXPECT_EQ(CodeOf(Of("binh").RejectProposal(rejection).status()), "request.field-missing");
  rejection.set_reason("no voucher");
  ASSERT_THAT(Of("binh").RejectProposal(rejection), IsOk());
  std::vector<v1::ProposalRow> rows = Rows({});
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].state(), "open");
  EXPECT_EQ(rows[1].state(), "rejected");
  EXPECT_EQ(rows[1].decided_by(), "binh");
  EXPECT_EQ(rows[1].decision_reason(), "no voucher");
  v1::ListProposalsRequest open;
  open.add_states("open");
  EXPECT_THAT(Rows(open), SizeIs(1));
  v1::ListProposalsRequest then;
  then.set_known_at(absl::StrCat(two->receipt().sequence()));
  rows = Rows(then);
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[1].state(), "open") << "before it was rejected";
  then.set_known_at(absl::StrCat(one->receipt().sequence() - 1));
  EXPECT_THAT(Rows(then), IsEmpty());
  ledger_.clock().Advance(absl::Hours(24 * 31));
  EXPECT_EQ(Rows({})[0].state(), "expired");
  then.set_known_at("2026-01-31");
  EXPECT_EQ(Rows(then)[0].state(), "open");
}

TEST_F(ProposalsTest, TheSwitchNeedsFourPersonsAndIsProposed) {
  const auto before = Of("chi").GetFourEyes({});
  ASSERT_THAT(before, IsOk());
  EXPECT_TRUE(before->report().on());
  EXPECT_EQ(before->report().administrators(), 2u);
  EXPECT_EQ(before->report().officers(), 2u);
  EXPECT_THAT(before->report().exempt_kinds(), ElementsAre("FigurePublished"));
  v1::SetFourEyesRequest off;
  off.set_reason("decision 18");
  off.mutable_options()->set_key("off");
  EXPECT_EQ(CodeOf(Of("chi").SetFourEyes(off).status()), "four-eyes.propose");
  off.mutable_options()->set_propose(true);
  const auto proposed = Of("chi").SetFourEyes(off);
  ASSERT_THAT(proposed, IsOk());
  ASSERT_THAT(Of("dung").ApproveProposal(ApprovalOf(proposed->receipt().proposal())), IsOk());
  EXPECT_FALSE(Of("chi").GetFourEyes({})->report().on());
}

}  // namespace
}  // namespace tranche
