// propose, approve, reject, proposals, four-eyes: what takes a second person.
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "cli/answer_stream.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/output.h"
#include "cli/recording.h"
#include "cli/requests.h"
#include "cli/session.h"
#include "cli/speaker.h"
#include "events/refusal.h"
#include "proof/key_file.h"
#include "reports/event_tables.h"
#include "reports/proposal_effect.h"
#include "reports/proposal_tables.h"
#include "reports/texts.h"
#include "service/proposals.h"
#include "service/request_field.h"

namespace tranche {
namespace {

constexpr size_t kDigestStartMin = 8;  // of a digest that a person types

Outcome Done(const absl::Status& printed) {
  if (!printed.ok()) return printed;
  return kExitDone;
}

Table CommandsTable(v1::ListProposalsResponse part, const Session& session) {
  v1::EventList events;
  events.mutable_events()->Swap(part.mutable_commands());
  return EventsTable(events, session.reader());
}

v1::ListProposalsRequest ProposalsRequestOf(const Arguments& arguments) {
  v1::ListProposalsRequest request;
  if (arguments.proposal != 0) request.set_proposal(arguments.proposal);
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  request.mutable_states()->Assign(arguments.states.begin(), arguments.states.end());
  return request;
}

Outcome ListAll(const Session& session, const Arguments& arguments, const Console& console) {
  AnswerStream stream(arguments.format, session.style(), console);
  const v1::ListProposalsResponse none;
  if (absl::Status begun = stream.Begin("rows", &none, ProposalsTable(none, session.reader())); !begun.ok())
    return begun;
  const absl::Status listed = session.service().ListProposals(
      ProposalsRequestOf(arguments),
      [&](const v1::ListProposalsResponse& part) { return stream.Rows(part, ProposalsTable(part, session.reader())); });
  if (!listed.ok()) return listed;
  return Done(stream.End({}));
}

// Adds what a command of a proposal does to the books; a reversal does the contrary of what it reverses.
absl::Status AddEffect(const v1::Event& command, const Session& session, ProposalEffect* effect) {
  if (!command.has_event_reversed()) return effect->Add(command, nullptr);
  const uint64_t sequence = command.event_reversed().reversed_sequence();
  v1::ListEventsRequest request;
  request.set_after(sequence - 1);
  request.set_before(sequence + 1);
  return session.service().ListEvents(request, [&](const v1::ListEventsResponse& part) {
    absl::Status added;
    for (const v1::Event& reversed : part.part().events()) {
      if (added.ok()) added = effect->Add(command, &reversed);
    }
    return added;
  });
}

// Prints a proposal with its commands and, for people, their effect; returns its row in `*row`.
absl::Status PrintProposal(const v1::ListProposalsRequest& request, const Session& session, const Arguments& arguments,
                           const Console& console, v1::ProposalRow* row) {
  AnswerStream stream(arguments.format, session.style(), console);
  bool has_begun = false;
  const auto begin = [&](const v1::ListProposalsResponse& part) {
    has_begun = true;
    *row = part.rows(0);
    v1::ListProposalsResponse head = part;
    head.clear_commands();
    if (arguments.format == OutputFormat::kTable) {
      const Table table = ProposalTable(*row, session.reader());
      const absl::Status printed = PrintText(RenderForPeople(table, session.style()) + "\n", console);
      if (!printed.ok()) return printed;
    }
    return stream.Begin("commands", &head, CommandsTable({}, session));
  };
  const bool is_for_people = arguments.format == OutputFormat::kTable;
  ProposalEffect effect;
  const absl::Status listed = session.service().ListProposals(request, [&](const v1::ListProposalsResponse& part) {
    absl::Status taken = has_begun ? absl::OkStatus() : begin(part);
    for (const v1::Event& command : part.commands()) {
      if (taken.ok() && is_for_people) taken = AddEffect(command, session, &effect);
    }
    return taken.ok() ? stream.Rows(part, CommandsTable(part, session)) : taken;
  });
  const absl::Status ended = listed.ok() ? stream.End({}) : listed;
  if (!ended.ok() || !is_for_people || !effect.moves()) return ended;
  return PrintText("\n" + RenderForPeople(effect.ToTable(session.reader()), session.style()), console);
}

// Signs with the key of --sign-with; the actor is the one that is registered with it.
absl::StatusOr<std::string> SignatureFor(const v1::ProposalRow& row, const Session& session,
                                         const Arguments& arguments) {
  if (!arguments.sign_with) return std::string();
  const absl::StatusOr<SigningKey> key = ReadKeyFile(*arguments.sign_with);
  if (!key.ok()) return AtField("sign_with", key.status());
  const std::string public_key = key->PublicKey(NoteKeyType::kEd25519, "approval").public_key();
  const Catalogue& catalogue = *session.reader().catalogue;
  for (const auto& [id, actor] : catalogue.actors().actors()) {
    if (actor.public_key != public_key) continue;
    const std::string text = TextToSign(row, catalogue.terms().ledger_id(), id);
    return absl::Base64Escape(key->Sign("approval", text).bytes);
  }
  return AtField("sign_with", Refuse(absl::StatusCode::kInvalidArgument, "approval.key-of-nobody",
                                     "no actor is registered with the public key of this private key"));
}

absl::Status CheckDigest(const std::string& typed, const std::string& digest) {
  const std::string start = absl::AsciiStrToLower(typed);
  if (start.size() >= kDigestStartMin && absl::StartsWith(digest, start)) return absl::OkStatus();
  return Adding(AtField("digest", Refuse(absl::StatusCode::kFailedPrecondition, "proposal.digest-typed",
                                         "found \"{found}\", wanted the digest of the proposal, or at least its first "
                                         "{least} digits",
                                         {TextField("found", typed), NumberField("least", kDigestStartMin)})),
                "look at the proposal again before you approve it");
}

// Asks whoever sits at the terminal; what was shown is what is approved.
bool SaysYes(const Session& session, const Console& console) {
  console.err << Say(session.reader().locale, "approve this? Type yes to approve:") << " " << std::flush;
  std::string answer;
  std::getline(*console.in, answer);
  const std::string word = absl::AsciiStrToLower(absl::StripAsciiWhitespace(answer));
  return word == "yes" || word == Say(session.reader().locale, "yes");
}

absl::Status NotConfirmed(const v1::ProposalRow& row) {
  return Adding(Refuse(absl::StatusCode::kFailedPrecondition, "approval.not-confirmed",
                       "nothing was approved: say that this is what you approve"),
                "`tranche approve {proposal} --digest {digest}`",
                {NumberField("proposal", row.proposal()), TextField("digest", row.digest())});
}

// The row of the proposal, without printing it.
absl::StatusOr<v1::ProposalRow> FindRow(const Session& session, const Arguments& arguments) {
  v1::ProposalRow row;
  const absl::Status listed =
      session.service().ListProposals(ProposalsRequestOf(arguments), [&](const v1::ListProposalsResponse& part) {
        if (part.rows_size() == 0) return absl::OkStatus();
        row = part.rows(0);
        return absl::CancelledError("the row is enough");
      });
  if (!listed.ok() && !absl::IsCancelled(listed)) return listed;
  return row;
}

// Shows the proposal and asks, unless its digest was typed.
absl::StatusOr<v1::ProposalRow> Confirmed(v1::ApproveProposalRequest request, const Session& session,
                                          const Arguments& arguments, const Console& console) {
  if (arguments.digest) {
    absl::StatusOr<v1::ProposalRow> row = FindRow(session, arguments);
    if (!row.ok()) return row;
    const absl::Status same = CheckDigest(*arguments.digest, row->digest());
    return same.ok() ? row : absl::StatusOr<v1::ProposalRow>(same);
  }
  v1::ProposalRow row;
  const absl::Status shown = PrintProposal(ProposalsRequestOf(arguments), session, arguments, console, &row);
  if (!shown.ok()) return shown;
  request.set_digest(row.digest());
  const absl::StatusOr<std::string> signature = SignatureFor(row, session, arguments);
  if (!signature.ok()) return signature.status();
  request.set_signature(*signature);
  // What the ledger would say now, before anybody says yes.
  request.mutable_options()->set_dry_run(true);
  const absl::StatusOr<v1::ApproveProposalResponse> rehearsed = session.service().ApproveProposal(request);
  if (!rehearsed.ok()) return rehearsed.status();
  if (arguments.dry_run) return row;
  return console.in != nullptr && SaysYes(session, console) ? row : absl::StatusOr<v1::ProposalRow>(NotConfirmed(row));
}

}  // namespace

Outcome RunPropose(const Arguments&, const Console&) {
  return Refuse(
      absl::StatusCode::kInvalidArgument, "propose.nothing",
      "say what is proposed after `propose`: a kind, a file, or another command, for example `tranche propose "
      "reverse 137 --reason \"typed twice\"`");
}

Outcome RunProposals(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  if (arguments.proposal == 0) return ListAll(*session, arguments, console);
  v1::ProposalRow row;
  return Done(PrintProposal(ProposalsRequestOf(arguments), *session, arguments, console, &row));
}

Outcome RunApprove(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  v1::ApproveProposalRequest request = ApproveRequestOf(arguments);
  if (absl::Status spoken = Speak(*session, arguments, console, request.mutable_options()); !spoken.ok()) return spoken;
  const absl::StatusOr<v1::ProposalRow> row = Confirmed(request, *session, arguments, console);
  if (!row.ok()) return row.status();
  request.set_digest(row->digest());
  const absl::StatusOr<std::string> signature = SignatureFor(*row, *session, arguments);
  if (!signature.ok()) return signature.status();
  request.set_signature(*signature);
  const absl::StatusOr<v1::ApproveProposalResponse> answer = session->service().ApproveProposal(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed =
      PrintAnswer(*answer, {ApprovalTable(*answer, session->reader())}, session->style(), arguments.format, console);
  if (printed.ok() || arguments.dry_run) return Done(printed);
  return AfterDoing(printed, "proposal {proposal} was approved, by event {event}",
                    {NumberField("proposal", row->proposal()), NumberField("event", answer->receipt().sequence())});
}

Outcome RunReject(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  v1::RejectProposalRequest request = RejectRequestOf(arguments);
  if (absl::Status spoken = Speak(*session, arguments, console, request.mutable_options()); !spoken.ok()) return spoken;
  const absl::StatusOr<v1::RejectProposalResponse> answer = session->service().RejectProposal(request);
  if (!answer.ok()) return answer.status();
  const absl::Status printed = PrintAnswer(*answer, {ProposalTable(answer->proposal(), session->reader())},
                                           session->style(), arguments.format, console);
  if (printed.ok() || arguments.dry_run) return Done(printed);
  return AfterDoing(
      printed, "proposal {proposal} was decided, by event {event}",
      {NumberField("proposal", answer->proposal().proposal()), NumberField("event", answer->receipt().sequence())});
}

Outcome RunFourEyesOn(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::SetFourEyes, FourEyesRequestOf(arguments, true), arguments, console);
}

Outcome RunFourEyesOff(const Arguments& arguments, const Console& console) {
  return RecordOne(&LedgerCalls::SetFourEyes, FourEyesRequestOf(arguments, false), arguments, console);
}

Outcome RunFourEyesStatus(const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, Ledger::Access::kReadOnly);
  if (!session.ok()) return session.status();
  v1::GetFourEyesRequest request;
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  const absl::StatusOr<v1::GetFourEyesResponse> answer = session->service().GetFourEyes(request);
  if (!answer.ok()) return answer.status();
  return Done(PrintAnswer(answer->report(), {FourEyesTable(answer->report(), session->reader())}, session->style(),
                          arguments.format, console));
}

}  // namespace tranche
