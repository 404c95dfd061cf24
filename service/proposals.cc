#include "service/proposals.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "events/date_text.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "ledger/proposals/approval_signature.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"
#include "service/alongside.h"
#include "service/envelope_text.h"
#include "service/known_catalogue.h"
#include "service/proposal_remarks.h"
#include "service/record.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr size_t kDigestDigits = 64;

// When a question is asked about proposals.
struct AskedAt {
  Sequence known_at = 0;
  CivilDate day;
  std::shared_ptr<const Catalogue> catalogue;
};

// The day of the moment that `text` names: what a day or an instant says, and that of the event for a sequence.
absl::StatusOr<CivilDate> DayOfMoment(const std::string& text, Sequence known_at, const Moment& moment) {
  if (const absl::StatusOr<CivilDate> day = ReadDateText(text); day.ok()) return *day;
  if (const absl::StatusOr<absl::Time> instant = ParseInstant(text); instant.ok())
    return moment.view().DateOf(*instant);
  if (known_at == 0) return moment.today();
  const absl::StatusOr<absl::Time> recorded = moment.view().log().InstantOf(known_at);
  if (!recorded.ok()) return recorded.status();
  return moment.view().DateOf(*recorded);
}

template <typename Request>
absl::StatusOr<AskedAt> MomentOf(const Request& request, const Moment& moment) {
  const absl::StatusOr<Sequence> known_at =
      moment.ReadKnownAt("known_at", Given(request.has_known_at(), request.known_at()), moment.head());
  if (!known_at.ok()) return known_at.status();
  absl::StatusOr<CivilDate> day = moment.today();
  if (request.has_known_at()) day = DayOfMoment(request.known_at(), *known_at, moment);
  if (!day.ok()) return day.status();
  auto catalogue = moment.view().CatalogueAt(*known_at);
  if (!catalogue.ok()) return catalogue.status();
  return AskedAt{*known_at, std::min(*day, moment.today()), *std::move(catalogue)};
}

v1::ProposalRow RowOf(const v1::Event& proposal) {
  const v1::ChangeProposed& proposed = proposal.change_proposed();
  v1::ProposalRow row;
  row.set_proposal(proposal.sequence());
  row.set_state(std::string(WordOf(ProposalState::kOpen)));
  row.set_proposer(proposal.actor());
  *row.mutable_proposed_at() = proposal.recorded_at();
  row.set_reason(proposal.reason());
  row.set_expires_on(CivilDate::FromNumber(proposed.expires_on()).value_or(CivilDate()).ToString());
  row.set_digest(absl::BytesToHexString(proposed.digest()));
  row.set_parts(proposed.parts());
  if (proposed.parts() == 1) row.set_commands(static_cast<uint64_t>(proposed.commands_size()));
  return row;
}

absl::StatusOr<uint64_t> CountCommands(const v1::Event& proposal, const EventReader& events) {
  uint64_t commands = static_cast<uint64_t>(proposal.change_proposed().commands_size());
  for (uint32_t part = 1; part < proposal.change_proposed().parts(); ++part) {
    const absl::StatusOr<v1::Event> more = events.Read(proposal.sequence() + part);
    if (!more.ok()) return more.status();
    commands += static_cast<uint64_t>(more->change_proposed().commands_size());
  }
  return commands;
}

absl::StatusOr<v1::ProposalRow> RowAt(const v1::Event& proposal, const AskedAt& at, const ReadView& view) {
  v1::ProposalRow row = RowOf(proposal);
  const absl::StatusOr<ProposalStanding> standing =
      StandingOf(proposal, at.known_at, at.day, at.catalogue->actors(), view.index(), view.log());
  if (!standing.ok()) return standing.status();
  row.set_state(std::string(WordOf(standing->state)));
  const absl::StatusOr<uint64_t> commands = CountCommands(proposal, view.log());
  if (!commands.ok()) return commands.status();
  row.set_commands(*commands);
  if (standing->decision == 0) return row;
  const absl::StatusOr<v1::Event> decision = view.log().Read(standing->decision);
  if (!decision.ok()) return decision.status();
  row.set_decision(standing->decision);
  row.set_decided_by(decision->actor());
  *row.mutable_decided_at() = decision->recorded_at();
  row.set_decision_reason(decision->reason());
  return row;
}

absl::Status CheckStates(const v1::ListProposalsRequest& request) {
  constexpr ProposalState kStates[] = {ProposalState::kOpen, ProposalState::kApproved, ProposalState::kRejected,
                                       ProposalState::kWithdrawn, ProposalState::kExpired};
  for (const std::string& state : request.states()) {
    const bool is_known = std::any_of(std::begin(kStates), std::end(kStates),
                                      [&](ProposalState known) { return WordOf(known) == state; });
    if (!is_known)
      return AtField("states", Refuse(kInvalid, "proposal.state",
                                      "found \"{found}\", wanted open, approved, rejected, withdrawn or expired",
                                      {TextField("found", state)}));
  }
  return absl::OkStatus();
}

bool IsAsked(const v1::ListProposalsRequest& request, const std::string& state) {
  return request.states().empty() ||
         std::find(request.states().begin(), request.states().end(), state) != request.states().end();
}

// One proposal with all that it would record, or has recorded.
absl::Status ShowProposal(Sequence sequence, const AskedAt& at, const ReadView& view, Ledger* ledger,
                          const Sink<v1::ListProposalsResponse>& sink) {
  const absl::StatusOr<v1::Event> proposal = ReadProposal(sequence, view.log());
  if (!proposal.ok()) return proposal.status();
  if (sequence > at.known_at) return NoProposal(sequence);
  absl::StatusOr<v1::ProposalRow> row = RowAt(*proposal, at, view);
  if (!row.ok()) return row.status();
  const bool is_now = at.known_at == view.head();
  if (absl::Status added = is_now ? AddRemarks(*proposal, ledger, &*row) : absl::OkStatus(); !added.ok()) return added;
  constexpr int kCommandsOfPart = 256;
  v1::ListProposalsResponse part;
  *part.add_rows() = *std::move(row);
  ProposalReader commands(*proposal, &view.log());
  std::string bytes;
  while (true) {
    v1::Event command;
    const absl::StatusOr<bool> is_next = commands.Next(&command, &bytes);
    if (!is_next.ok()) return is_next.status();
    if (!*is_next) return sink(part);
    *part.add_commands() = std::move(command);
    if (part.commands_size() < kCommandsOfPart) continue;
    if (absl::Status taken = sink(part); !taken.ok()) return taken;
    part.Clear();
  }
}

absl::StatusOr<v1::ProposalRow> RowNow(Sequence sequence, const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  const absl::StatusOr<v1::Event> proposal = ReadProposal(sequence, moment->view().log());
  if (!proposal.ok()) return proposal.status();
  auto catalogue = moment->view().CatalogueAt(moment->head());
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<v1::ProposalRow> row =
      RowAt(*proposal, {moment->head(), moment->today(), *std::move(catalogue)}, moment->view());
  if (!row.ok()) return row;
  const absl::Status added = AddRemarks(*proposal, &open.ledger(), &*row);
  return added.ok() ? row : absl::StatusOr<v1::ProposalRow>(added);
}

// A decision on a proposal: the ledger gives it its day.
template <typename Request>
absl::Status FillDecision(const Request& request, v1::Event* decision) {
  const absl::Status filled = FillEnvelope(request, CivilDate(), decision);
  decision->clear_effective_date();
  return filled;
}

absl::StatusOr<v1::Event> ReadApproval(const v1::ApproveProposalRequest& request) {
  v1::Event event;
  v1::ChangeApproved& approved = *event.mutable_change_approved();
  approved.set_proposal(request.proposal());
  const std::string& digest = request.digest();
  const bool is_hex = digest.size() == kDigestDigits && std::all_of(digest.begin(), digest.end(), [](char c) {
                        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
                      });
  if (!is_hex)
    return Adding(AtField("digest", Refuse(kInvalid, "digest.text", "found \"{found}\", wanted 64 hexadecimal digits",
                                           {TextField("found", digest)})),
                  "`tranche proposals` has the digest of each");
  approved.set_digest(absl::HexStringToBytes(digest));
  if (!absl::Base64Unescape(request.signature(), approved.mutable_signature()))
    return AtField("signature",
                   Refuse(kInvalid, "approval.signature-text", "found \"{found}\", wanted a signature in base64",
                          {TextField("found", request.signature())}));
  if (absl::Status filled = FillDecision(request, &event); !filled.ok()) return filled;
  return event;
}

absl::Status CheckFourPersons(const Actors& actors, CivilDate today) {
  const std::set<std::string> officers = actors.PersonsOn(today, v1::ROLE_OFFICER);
  const std::set<std::string> approvers = actors.PersonsOn(today, v1::ROLE_APPROVER);
  const size_t administrators = actors.PersonsOn(today, v1::ROLE_ADMINISTRATOR).size();
  const bool are_two = std::any_of(officers.begin(), officers.end(), [&](const std::string& officer) {
    return std::any_of(approvers.begin(), approvers.end(),
                       [&](const std::string& approver) { return approver != officer; });
  });
  if (administrators >= 2 && are_two) return absl::OkStatus();
  if (administrators >= 2 && !officers.empty() && !approvers.empty())
    return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "four-eyes.one-person",
                         "the officer and the approver are one person, \"{person}\", who cannot approve what that "
                         "person has proposed",
                         {TextField("person", *officers.begin())}),
                  "grant one of these roles to another person (`tranche role grant`)");
  return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "four-eyes.four-persons",
                       "four eyes takes four persons: two administrators, an officer and an approver; found "
                       "{administrators}, {officers} and {approvers}",
                       {NumberField("administrators", administrators), NumberField("officers", officers.size()),
                        NumberField("approvers", approvers.size())}),
                "grant the roles first (`tranche role grant`)");
}

}  // namespace

absl::StatusOr<ProposalTerms> ProposalTermsOf(const v1::RecordingOptions& options) {
  ProposalTerms terms;
  terms.actor = options.actor();
  if (!options.has_expires()) return terms;
  const absl::StatusOr<CivilDate> day = ReadDate("expires", options.expires(), CivilDate());
  if (!day.ok()) return day.status();
  terms.expires_on = *day;
  return terms;
}

absl::StatusOr<v1::ProposalRow> ReadProposed(const Receipt& first, bool dry_run, Ledger* ledger) {
  if (!first.already_recorded) {
    v1::ProposalRow row = RowOf(first.event);
    absl::Status added = AddRemarks(first.event, ledger, &row);
    if (added.ok() && !dry_run) added = AddAlongside(first.event, ledger, &row);
    return added.ok() ? absl::StatusOr<v1::ProposalRow>(row) : added;
  }
  const ReadView view = ledger->View();
  auto catalogue = view.CatalogueAt(view.head());
  if (!catalogue.ok()) return catalogue.status();
  // It is open or approved, and so not expired: any day that it lasts will do.
  const CivilDate day = view.DateOf(first.recorded_at);
  absl::StatusOr<v1::ProposalRow> row = RowAt(first.event, {view.head(), day, *std::move(catalogue)}, view);
  if (!row.ok()) return row;
  const absl::Status added = AddRemarks(first.event, ledger, &*row);
  return added.ok() ? row : absl::StatusOr<v1::ProposalRow>(added);
}

std::string TextToSign(const v1::ProposalRow& proposal, const std::string& ledger_id, const std::string& actor) {
  return ApprovalText({ledger_id, proposal.proposal(), absl::HexStringToBytes(proposal.digest()), actor});
}

absl::Status ListProposals(const v1::ListProposalsRequest& request, const ServedLedger& open,
                           const Sink<v1::ListProposalsResponse>& sink) {
  if (absl::Status states = CheckStates(request); !states.ok()) return states;
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  const absl::StatusOr<AskedAt> at = MomentOf(request, *moment);
  if (!at.ok()) return at.status();
  const ReadView& view = moment->view();
  if (request.has_proposal()) return ShowProposal(request.proposal(), *at, view, &open.ledger(), sink);
  return view.index().VisitProposals(at->known_at, [&](Sequence sequence, int32_t) {
    const absl::StatusOr<v1::Event> proposal = view.log().Read(sequence);
    if (!proposal.ok()) return proposal.status();
    absl::StatusOr<v1::ProposalRow> row = RowAt(*proposal, *at, view);
    if (!row.ok()) return row.status();
    v1::ListProposalsResponse part;
    if (IsAsked(request, row->state())) *part.add_rows() = *std::move(row);
    return sink(part);
  });
}

absl::StatusOr<v1::ApproveProposalResponse> ApproveProposal(const v1::ApproveProposalRequest& request,
                                                            const ServedLedger& open) {
  absl::StatusOr<v1::Event> approval = ReadApproval(request);
  if (!approval.ok()) return approval.status();
  v1::ApproveProposalResponse response;
  absl::StatusOr<v1::Receipt> receipt = RecordDecision(*std::move(approval), request.options(), open);
  if (!receipt.ok()) return receipt.status();
  *response.mutable_receipt() = *std::move(receipt);
  absl::StatusOr<v1::ProposalRow> row = RowNow(request.proposal(), open);
  if (!row.ok()) return row.status();
  response.set_first_sequence(response.receipt().sequence() + 1);
  response.set_last_sequence(response.receipt().sequence() + row->commands());
  *response.mutable_proposal() = *std::move(row);
  return response;
}

absl::StatusOr<v1::RejectProposalResponse> RejectProposal(const v1::RejectProposalRequest& request,
                                                          const ServedLedger& open) {
  if (IsBlank(request.reason())) return MissingField("reason", "why the proposal is rejected or withdrawn");
  v1::Event event;
  event.mutable_change_rejected()->set_proposal(request.proposal());
  if (absl::Status filled = FillDecision(request, &event); !filled.ok()) return filled;
  v1::RejectProposalResponse response;
  absl::StatusOr<v1::Receipt> receipt = RecordDecision(std::move(event), request.options(), open);
  if (!receipt.ok()) return receipt.status();
  *response.mutable_receipt() = *std::move(receipt);
  absl::StatusOr<v1::ProposalRow> row = RowNow(request.proposal(), open);
  if (!row.ok()) return row.status();
  *response.mutable_proposal() = *std::move(row);
  return response;
}

absl::StatusOr<v1::FourEyesReport> ReadFourEyes(const v1::GetFourEyesRequest& request, const ServedLedger& open) {
  const absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  const absl::StatusOr<AskedAt> at = MomentOf(request, *moment);
  if (!at.ok()) return at.status();
  const FourEyes& four_eyes = at->catalogue->four_eyes();
  v1::FourEyesReport report;
  report.set_on(four_eyes.on);
  report.set_since(four_eyes.since);
  for (const v1::Event::KindCase kind : four_eyes.exempt) report.add_exempt_kinds(std::string(FindKind(kind)->name));
  const auto persons = [&](v1::Role role) {
    return static_cast<uint32_t>(at->catalogue->actors().PersonsOn(at->day, role).size());
  };
  report.set_administrators(persons(v1::ROLE_ADMINISTRATOR));
  report.set_officers(persons(v1::ROLE_OFFICER));
  report.set_approvers(persons(v1::ROLE_APPROVER));
  return report;
}

absl::StatusOr<v1::Event> ReadSwitch(const v1::SetFourEyesRequest& request, const Moment& moment) {
  if (IsBlank(request.reason())) return MissingField("reason", "why four eyes is switched on or off");
  if (request.on() && !moment.catalogue().four_eyes().on) {
    const absl::Status enough = CheckFourPersons(moment.catalogue().actors(), moment.today());
    if (!enough.ok()) return enough;
  }
  v1::Event event;
  event.mutable_four_eyes_set()->set_on(request.on());
  *event.mutable_four_eyes_set()->mutable_exempt_kinds() = request.exempt_kinds();
  if (absl::Status filled = FillEnvelope(request, moment.today(), &event); !filled.ok()) return filled;
  return event;
}

}  // namespace tranche
