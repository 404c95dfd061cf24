// What verify says of approvals, by forging them: whoever owns the disk writes events that no ledger accepted.
#include "replay/verify/approval_checks.h"

#include <functional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "ledger/proposals/proposal.h"
#include "replay/copies/export_log.h"
#include "replay/copies/import_log.h"
#include "replay/verify/verify.h"
#include "tests/replay/damaged_copy.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

EventBuilder Paid(int64_t amount) {
  return EventBuilder::Disbursement("P1", "national", 2024, amount).On("2024-06-01");
}

class ApprovalChecksTest : public FourEyesLedger {
 protected:
  // "check sequence code" of each finding.
  static std::vector<std::string> FindingsIn(const std::string& directory) {
    const auto report = Verify(directory, nullptr);
    EXPECT_THAT(report, IsOk());
    std::vector<std::string> findings;
    for (const v1::Finding& finding : report->findings())
      findings.push_back(absl::StrCat(finding.check(), " ", finding.sequence(), " ", finding.why().code()));
    return findings;
  }

  // Of a copy with one event changed.
  std::vector<std::string> FindingsAfter(Sequence sequence, const std::function<void(v1::Event*)>& change) {
    ledger_.Close();
    const std::string copy = scratch_.File(absl::StrCat("copy", ++copies_));
    CopyDamaged(ledger_.directory(), copy, ChangeEvent(sequence, change));
    return FindingsIn(copy);
  }

  // Of a copy with one event more, which was not judged.
  std::vector<std::string> FindingsWith(const v1::Event& event) {
    ledger_.Close();
    const std::string copy = scratch_.File(absl::StrCat("copy", ++copies_));
    CopyDamaged(ledger_.directory(), copy, &KeepRow);
    AppendUnjudged(copy, event);
    return FindingsIn(copy);
  }

  std::string Found(Sequence sequence, const std::string& code) {
    return absl::StrCat("approval ", sequence, " ", code);
  }

  TemporaryDirectory scratch_;
  int copies_ = 0;
};

TEST_F(ApprovalChecksTest, AHistoryOfProposalsIsSound) {
  std::vector<v1::Event> rows;
  for (int i = 0; i < 700; ++i) {
    v1::Event row = EventBuilder::Execution("P1", "national", 2024, 1).Key(absl::StrCat("row-", i));
    row.mutable_evidence()->set_note(std::string(150, 'x'));
    rows.push_back(row);
  }
  Approved("an", rows);
  const Sequence paid = Approved("an", {Paid(30), Paid(20)}) + 1;
  ASSERT_THAT(Reject("binh", MustPropose("anh", {Paid(1)}), "no voucher"), IsOk());
  ASSERT_THAT(Reject("an", MustPropose("an", {Paid(2)}), "a slip"), IsOk());
  Approved("an", {EventBuilder::Reversal(paid, "wrong")});
  ledger_.Record(EventBuilder::Figure("F9", "P1", 2024, "3", 3));
  Approved("chi", {EventBuilder::Actor("eve").On(kToday)}, "dung");
  Approved("chi", {Switch(false)}, "dung");
  ledger_.Record(Paid(7));
  ledger_.Record(Switch(true));
  MustPropose("an", {Paid(8)});
  ledger_.Close();
  EXPECT_THAT(FindingsIn(ledger_.directory()), IsEmpty());
}

TEST_F(ApprovalChecksTest, WhatNobodyApprovedIsFound) {
  const Sequence head = ledger_->head();
  v1::Event paid = Paid(30);
  paid.mutable_disbursement_made()->set_tranche_number(1);
  EXPECT_THAT(FindingsWith(paid), Contains(Found(head + 1, "approval.missing")));
  v1::Event claims = paid;
  claims.set_approval(head);
  EXPECT_THAT(FindingsWith(claims), Contains(Found(head + 1, "approval.not-of-proposal")));
}

TEST_F(ApprovalChecksTest, AnApprovedEventThatWasChangedIsFound) {
  const Sequence approval = Approved("an", {Paid(30), Paid(20)});
  EXPECT_THAT(FindingsAfter(approval + 1, [](v1::Event* event) { event->mutable_disbursement_made()->set_amount(31); }),
              Contains(Found(approval + 1, "approval.incomplete")));
  EXPECT_THAT(FindingsAfter(approval + 2, [](v1::Event* event) { event->set_actor("anh"); }),
              Contains(Found(approval + 2, "approval.incomplete")));
}

TEST_F(ApprovalChecksTest, AChangedProposalIsFound) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  EXPECT_THAT(FindingsAfter(proposal,
                            [](v1::Event* event) {
                              v1::Event command;
                              command.ParseFromString(event->change_proposed().commands(0));
                              command.mutable_disbursement_made()->set_amount(900);
                              *event->mutable_change_proposed()->mutable_commands(0) = command.SerializeAsString();
                            }),
              Contains(Found(proposal, "proposal.digest")));
  EXPECT_THAT(FindingsAfter(proposal, [](v1::Event* event) { event->set_actor("binh"); }),
              Contains(Found(proposal, "authority.role")));
}

TEST_F(ApprovalChecksTest, AForgedApprovalIsFound) {
  const Sequence proposal = MustPropose("an", {Paid(30)});
  for (const auto& [actor, code] : std::vector<std::pair<std::string, std::string>>{
           {"an2", "approval.same-person"}, {"chi", "authority.role"}, {"kim", "approval.not-signed"}}) {
    v1::Event approval = Approval(actor, proposal);
    approval.set_effective_date(20260101);
    const std::vector<std::string> findings = FindingsWith(approval);
    EXPECT_THAT(findings, Contains(Found(proposal + 1, code)));
    EXPECT_THAT(findings, Contains(Found(proposal + 1, "approval.incomplete"))) << "its commands do not follow";
    ASSERT_THAT(ledger_.Reopen(), IsOk());
  }
}

TEST_F(ApprovalChecksTest, AnApprovalIsNotReplayed) {
  const Sequence approval = Approved("an", {Paid(30)});
  v1::Event again = *ledger_->log().Read(approval);
  again.set_event_id("again");
  EXPECT_THAT(FindingsWith(again), Contains(Found(approval + 2, "proposal.decided")));
}

TEST_F(ApprovalChecksTest, AnImportedLogIsJudgedOnTheDaysOfRecording) {
  Approved("an", {Paid(30)});
  Approved("chi", {EventBuilder::Revocation(grant_of_["an"], "moved").On("2026-01-02")}, "dung");
  const std::string again = scratch_.File("again");
  std::string history;
  ASSERT_THAT(ExportLog(
                  ledger_->View(), LogForm::kProtobuf,
                  [&](absl::string_view bytes) {
                    history.append(bytes.data(), bytes.size());
                    return absl::OkStatus();
                  },
                  nullptr),
              IsOk());
  std::istringstream in(history);
  ASSERT_THAT(ImportLog(&in, "the file", again, {}, nullptr), IsOk());
  EXPECT_THAT(FindingsIn(again), IsEmpty());
}

}  // namespace
}  // namespace tranche
