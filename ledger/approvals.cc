#include "ledger/approvals.h"

#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "events/refusal.h"
#include "ledger/authority.h"
#include "ledger/proposals/approval_signature.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"

namespace tranche {
namespace {

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

absl::Status CheckOn(const ApprovalGround& ground) {
  if (ground.catalogue.four_eyes().on) return absl::OkStatus();
  return Refuse(kRefused, "four-eyes.off", "four eyes is off: nothing is proposed or approved, it is recorded");
}

absl::Status CheckOpen(const ApprovalGround& ground, const v1::Event& proposal) {
  const absl::StatusOr<ProposalStanding> standing =
      StandingOf(proposal, ground.known_at, ground.today, ground.catalogue.actors(), ground.index, ground.events);
  if (!standing.ok()) return standing.status();
  if (standing->state == ProposalState::kOpen) return absl::OkStatus();
  const auto number = NumberField("proposal", proposal.sequence());
  const CivilDate last_day = CivilDate::FromNumber(proposal.change_proposed().expires_on()).value_or(CivilDate());
  if (standing->state == ProposalState::kExpired)
    return Adding(Refuse(kRefused, "proposal.expired", "proposal {proposal} expired on {day}; today is {today}",
                         {number, DayField("day", last_day), DayField("today", ground.today)}),
                  "propose it again");
  return Refuse(kRefused, "proposal.decided", "proposal {proposal} was {state} already, by event {event}",
                {number, WordField("state", WordOf(standing->state)), NumberField("event", standing->decision)});
}

// The right digest is not said: whoever approves takes it from the proposal that they looked at.
absl::Status CheckDigest(const v1::Event& proposal, const std::string& digest) {
  if (digest == proposal.change_proposed().digest()) return absl::OkStatus();
  return Adding(InField("digest", Refuse(kRefused, "proposal.other-digest",
                                         "found {found}, which is not the digest of proposal {proposal}",
                                         {TextField("found", absl::BytesToHexString(digest)),
                                          NumberField("proposal", proposal.sequence())})),
                "look at the proposal again before you approve it");
}

// Whether the grants of `actor` allow all commands of the proposal.
absl::Status CheckGrants(const ApprovalGround& ground, const v1::Event& proposal, const std::string& actor, Duty duty) {
  // The catalogue outlives the check: nothing is freed.
  Authority authority(std::shared_ptr<const Catalogue>(std::shared_ptr<void>(), &ground.catalogue), actor, ground.today,
                      duty);
  ProposalReader commands(proposal, &ground.events);
  v1::Event command;
  std::string bytes;
  while (true) {
    const absl::StatusOr<bool> is_next = commands.Next(&command, &bytes);
    if (!is_next.ok()) return is_next.status();
    if (!*is_next) return absl::OkStatus();
    if (absl::Status may = authority.Take(command, ground.events); !may.ok()) return may;
  }
}

absl::Status CheckOtherPerson(const ApprovalGround& ground, const v1::Event& proposal, const std::string& approver) {
  if (!AreOnePerson(ground.catalogue.actors(), approver, proposal.actor())) return absl::OkStatus();
  return Adding(Refuse(kDenied, "approval.same-person",
                       "actor \"{approver}\" is the same person as actor \"{proposer}\", who made proposal {proposal}",
                       {TextField("approver", approver), TextField("proposer", proposal.actor()),
                        NumberField("proposal", proposal.sequence())}),
                "another person approves it");
}

absl::Status CheckSigned(const ApprovalGround& ground, const v1::Event& approval) {
  const Actor* const approver = ground.catalogue.actors().Find(approval.actor());
  const v1::ChangeApproved& approved = approval.change_approved();
  return CheckApprovalSignature(
      *approver, {ground.catalogue.terms().ledger_id(), approved.proposal(), approved.digest(), approval.actor()},
      approved.signature());
}

}  // namespace

absl::Status CheckMayPropose(const ApprovalGround& ground, const v1::Event& proposal) {
  const absl::Status on = CheckOn(ground);
  return on.ok() ? CheckGrants(ground, proposal, proposal.actor(), Duty::kRecord) : on;
}

absl::StatusOr<v1::Event> CheckMayApprove(const ApprovalGround& ground, const v1::Event& approval) {
  if (absl::Status on = CheckOn(ground); !on.ok()) return on;
  absl::StatusOr<v1::Event> proposal = ReadProposal(approval.change_approved().proposal(), ground.events);
  if (!proposal.ok()) return proposal;
  absl::Status may = CheckOpen(ground, *proposal);
  if (may.ok()) may = CheckDigest(*proposal, approval.change_approved().digest());
  if (may.ok()) may = CheckOtherPerson(ground, *proposal, approval.actor());
  if (may.ok()) may = CheckGrants(ground, *proposal, approval.actor(), Duty::kApprove);
  if (may.ok())
    may = Within("whoever proposed it may no longer", {},
                 CheckGrants(ground, *proposal, proposal->actor(), Duty::kRecord));
  if (may.ok()) may = CheckSigned(ground, approval);
  if (!may.ok()) return may;
  return proposal;
}

absl::Status CheckMayReject(const ApprovalGround& ground, const v1::Event& rejection) {
  if (absl::Status on = CheckOn(ground); !on.ok()) return on;
  const absl::StatusOr<v1::Event> proposal = ReadProposal(rejection.change_rejected().proposal(), ground.events);
  if (!proposal.ok()) return proposal.status();
  if (absl::Status open = CheckOpen(ground, *proposal); !open.ok()) return open;
  if (AreOnePerson(ground.catalogue.actors(), rejection.actor(), proposal->actor())) return absl::OkStatus();
  return CheckGrants(ground, *proposal, rejection.actor(), Duty::kApprove);
}

}  // namespace tranche
