#include "replay/verify/approval_checks.h"

#include <utility>

#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "ledger/approvals.h"

namespace tranche {
namespace {

constexpr auto kDamaged = absl::StatusCode::kDataLoss;

absl::Status At(const v1::Event& event, const absl::Status& found) {
  return Within("events: sequence {sequence} ({kind})",
                {NumberField("sequence", event.sequence()), TextField("kind", KindName(event))}, found);
}

// What the rules of four eyes refuse is a finding; that something cannot be read is not.
bool IsFinding(const absl::Status& status) { return !status.ok() && RefusalOf(status).has_value(); }

absl::Status Missing(Sequence approval) {
  return Refuse(kDamaged, "approval.incomplete", "the commands that event {approval} approved do not follow it",
                {NumberField("approval", approval)});
}

ApprovalGround GroundOf(const DecisionGround& ground, const v1::Event& event) {
  return {ground.catalogue, ground.index, ground.events,
          CivilDateAt(RecordedAt(event), ground.catalogue.terms().utc_offset_minutes()), event.sequence() - 1};
}

}  // namespace

absl::Status ApprovalChecks::Advance() {
  v1::Event command;
  const absl::StatusOr<bool> is_next = expected_->commands->Next(&command, &expected_->next);
  if (!is_next.ok()) return is_next.status();
  if (!*is_next) expected_.reset();
  return absl::OkStatus();
}

absl::Status ApprovalChecks::TakeExpected(absl::string_view stored_bytes, const v1::Event& event, Findings* findings) {
  v1::Event stored;
  const bool is_read = stored.ParseFromString(std::string(stored_bytes));
  const bool is_of_approval = is_read && stored.approval() == expected_->approval;
  if (is_of_approval && CommandOf(std::move(stored)) == expected_->next) return Advance();
  findings->Add("approval", event.sequence(), At(event, Missing(expected_->approval)));
  expected_.reset();
  return absl::OkStatus();
}

// Why an event that belongs to no approval may not stand there.
absl::Status ApprovalChecks::TakeUnapproved(const v1::Event& event, const DecisionGround& ground) const {
  if (event.approval() != 0)
    return Refuse(kDamaged, "approval.not-of-proposal",
                  "it names event {approval} as its approval, which did not approve it at this place",
                  {NumberField("approval", event.approval())});
  const FourEyes& four_eyes = ground.catalogue.four_eyes();
  const EventKind* const kind = FindKind(event.kind_case());
  const bool needs_none = !four_eyes.on || kind == nullptr || kind->effect == Effect::kProposal ||
                          kind->effect == Effect::kBalanceRoot || four_eyes.exempt.contains(kind->number);
  if (needs_none) return absl::OkStatus();
  return Refuse(kDamaged, "approval.missing", "four eyes was on, and nobody approved it");
}

absl::Status ApprovalChecks::TakePart(const v1::Event& event, const DecisionGround& ground, Findings* findings) {
  const v1::ChangeProposed& part = event.change_proposed();
  if (parts_ == nullptr && part.part() == 1) {
    parts_ = std::make_unique<Parts>();
    parts_->first = event;
  }
  const bool follows = parts_ != nullptr && part.part() == parts_->read + 1 &&
                       part.parts() == parts_->first.change_proposed().parts() &&
                       part.digest() == parts_->first.change_proposed().digest();
  if (!follows) {
    parts_.reset();
    findings->Add("approval", event.sequence(),
                  At(event, Refuse(kDamaged, "proposal.part-missing",
                                   "it is part {part} of a proposal and does not follow the part before it",
                                   {NumberField("part", part.part())})));
    return absl::OkStatus();
  }
  ++parts_->read;
  for (const std::string& command : part.commands()) parts_->digest.Add(command);
  if (parts_->read < part.parts()) return absl::OkStatus();
  const v1::Event first = std::move(parts_->first);
  const bool is_right = parts_->digest.Finish() == part.digest();
  parts_.reset();
  if (!is_right)
    findings->Add("approval", event.sequence(),
                  At(event, Refuse(kDamaged, "proposal.digest", "its digest is not that of its commands")));
  const absl::Status may = CheckMayPropose(GroundOf(ground, event), first);
  if (IsFinding(may)) findings->Add("approval", event.sequence(), At(event, may));
  return IsFinding(may) ? absl::OkStatus() : may;
}

absl::Status ApprovalChecks::TakeDecision(const v1::Event& event, const DecisionGround& ground, Findings* findings) {
  absl::Status may;
  absl::StatusOr<v1::Event> proposal = absl::NotFoundError("");
  if (event.has_change_approved()) {
    proposal = CheckMayApprove(GroundOf(ground, event), event);
    may = proposal.status();
  } else {
    may = CheckMayReject(GroundOf(ground, event), event);
  }
  if (!may.ok()) {
    if (!IsFinding(may)) return may;
    findings->Add("approval", event.sequence(), At(event, may));
    if (!event.has_change_approved()) return absl::OkStatus();
    // What it let in is judged all the same, if its proposal can be found.
    proposal = ReadProposal(event.change_approved().proposal(), ground.events);
    if (!proposal.ok()) return absl::OkStatus();
  }
  if (!event.has_change_approved()) return absl::OkStatus();
  expected_ = std::make_unique<Expected>();
  expected_->approval = event.sequence();
  expected_->commands = std::make_unique<ProposalReader>(*proposal, &ground.events);
  return Advance();
}

absl::Status ApprovalChecks::Take(const v1::Event& event, absl::string_view stored_bytes, const DecisionGround& ground,
                                  Findings* findings) {
  if (expected_ != nullptr) {
    const Sequence approval = expected_->approval;
    if (absl::Status taken = TakeExpected(stored_bytes, event, findings); !taken.ok()) return taken;
    if (event.approval() == approval) return absl::OkStatus();
  }
  if (parts_ != nullptr && !event.has_change_proposed()) {
    findings->Add("approval", event.sequence(),
                  At(event, Refuse(kDamaged, "proposal.cut", "the proposal of event {proposal} is not whole before it",
                                   {NumberField("proposal", parts_->first.sequence())})));
    parts_.reset();
  }
  if (absl::Status unapproved = TakeUnapproved(event, ground); !unapproved.ok())
    findings->Add("approval", event.sequence(), At(event, unapproved));
  if (event.has_change_proposed()) return TakePart(event, ground, findings);
  const bool decides = event.has_change_approved() || event.has_change_rejected();
  return decides ? TakeDecision(event, ground, findings) : absl::OkStatus();
}

void ApprovalChecks::Finish(Findings* findings) {
  if (expected_ != nullptr) findings->Add("approval", expected_->approval, Missing(expected_->approval));
  if (parts_ != nullptr)
    findings->Add("approval", parts_->first.sequence(),
                  Refuse(kDamaged, "proposal.not-whole", "parts of the proposal are missing at the end of the log"));
}

}  // namespace tranche
