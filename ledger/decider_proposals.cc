// How commands are proposed, and how a proposal is approved: what is decided is what was shown.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/check.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/filled_in.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "ledger/approvals.h"
#include "ledger/decider.h"
#include "ledger/draft.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"
#include "ledger/rules/decisions.h"
#include "projections/index/key_index.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

absl::Status CheckNotImported(const v1::Event& command) {
  if (command.provenance() != v1::PROVENANCE_IMPORTED) return absl::OkStatus();
  return Adding(InField("provenance", Refuse(kRefused, "four-eyes.imported",
                                             "four eyes is on, and nobody approved what is history: it cannot be "
                                             "recorded any more")),
                "record history before four eyes is switched on");
}

absl::Status CheckDirect(const v1::Event& command, const FourEyes& four_eyes, bool is_alone) {
  if (command.has_change_proposed())
    return Refuse(kInvalid, "proposal.not-appended", "change_proposed: only `tranche propose` makes proposals");
  if (command.has_change_approved() && !is_alone)
    return Refuse(kInvalid, "approval.not-alone",
                  "change_approved: its commands follow it, and nothing else is in its batch");
  if (!four_eyes.on || HasEffect(command.kind_case(), Effect::kProposal)) return absl::OkStatus();
  if (absl::Status recent = CheckNotImported(command); !recent.ok()) return recent;
  if (HasEffect(command.kind_case(), Effect::kBalanceRoot) || four_eyes.exempt.contains(command.kind_case()))
    return absl::OkStatus();
  return Adding(Refuse(kRefused, "four-eyes.propose", "four eyes is on: propose it"),
                "another person approves the proposal, and then it is recorded");
}

absl::Status CheckProposed(const v1::Event& command) {
  const EventKind* const kind = FindKind(command.kind_case());
  const bool is_own = kind != nullptr && (kind->effect == Effect::kProposal || kind->effect == Effect::kBalanceRoot);
  if (!is_own) return CheckNotImported(command);
  return Refuse(kInvalid, "proposal.not-possible", "{kind} is nothing that is proposed",
                {WordField("kind", kind->english)});
}

// The postings of a decided event that was changed since: they refer to its texts.
void MakePostings(const v1::Event& event, Decision* decision) {
  const EventView* const reversed = event.has_event_reversed() ? &decision->reversed_event : nullptr;
  decision->postings.Clear();
  const absl::Status made = PostingsOf(ViewOf(event), reversed, &decision->postings);
  TRANCHE_CHECK(made.ok(), "a decided event has no postings: ", made.ToString());
}

// Within a proposal the commands are counted from 1.
absl::Status AtCommand(size_t index, const absl::Status& status) {
  return Within("command {index} of the proposal", {NumberField("index", index + 1)}, status);
}

absl::Status KeyUsed(const v1::Event& command, Sequence used) {
  return Adding(Refuse(kRefused, "proposal.key-used", "its key \"{key}\" was used meanwhile, by event {event}",
                       {TextField("key", command.event_id()), NumberField("event", used)}),
                "if that event is the same money, reject the proposal; if not, propose it again with another key");
}

// `refusal` of a command that was approved: whoever approves cannot change it, and is told who can.
absl::Status ForApprover(const absl::Status& refusal) {
  std::optional<v1::Refusal> data = RefusalOf(refusal);
  if (!data || data->code() != "closing.late")
    return Adding(refusal, "nothing was recorded: the proposal stays open until then, or is proposed again");
  data->clear_then();
  return Adding(StatusOf(refusal.code(), *data), "propose it again, with `--late-reason \"...\"`");
}

// Of a command whose key is that of an event, or of an earlier command of the proposal, whose events begin with
// `first`.
absl::Status Repeated(const KnownCommand& known, Sequence first, size_t count) {
  const auto at = [&](const absl::Status& refusal) {
    return Within("event {index} of {count}", {NumberField("index", known.index + 1), NumberField("count", count)},
                  refusal);
  };
  if (known.first.sequence >= first)
    return at(Refuse(kInvalid, "proposal.key-twice", "an earlier one has the same key \"{key}\"",
                     {TextField("key", known.first.event_id)}));
  return Adding(at(Refuse(kRefused, "proposal.recorded", "event {event} is the same, and was recorded already",
                          {NumberField("event", known.first.sequence)})),
                "leave it out");
}

v1::Event EventAt(const EventBatch& batch, size_t index) {
  v1::Event event;
  TRANCHE_CHECK(event.ParseFromString(std::string(batch.events[index])), "event ", batch.first + index,
                " was decided and cannot be read");
  return event;
}

v1::Event EnvelopeOf(const ProposalTerms& terms, const std::string& actor, CivilDate today) {
  v1::Event envelope;
  envelope.set_actor(actor);
  envelope.set_reason(terms.reason);
  envelope.set_provenance(v1::PROVENANCE_RECORDED);
  envelope.set_effective_date(today.number());
  return envelope;
}

absl::Status CheckExpiry(CivilDate expires_on, CivilDate today) {
  if (expires_on >= today) return absl::OkStatus();
  return InField("expires_on", Refuse(kInvalid, "proposal.expires-before-today",
                                      "found {found}, wanted {today}, which is today, or a later day",
                                      {DayField("found", expires_on), DayField("today", today)}));
}

}  // namespace

absl::Status Decider::CheckPassage(const v1::Event& command, const Draft& draft) const {
  switch (draft.passage) {
    case Draft::Passage::kDirect:
      return CheckDirect(command, draft.catalogue->four_eyes(), draft.commands == 1);
    case Draft::Passage::kProposed:
      return CheckProposed(command);
    case Draft::Passage::kParts:
    case Draft::Passage::kApproved:
      break;
  }
  return absl::OkStatus();
}

// Takes a part of a proposal, or what decides one; the rules have accepted its form.
absl::Status Decider::TakeDecision(v1::Event* command, Draft* draft) {
  if (command->has_change_proposed()) return Keep(command, draft);
  const DraftReader events(recorded_, *draft);
  const ApprovalGround ground = {*draft->catalogue, index_, events, draft->Today(), draft->batch.head};
  if (command->has_change_rejected()) {
    const absl::Status may = CheckMayReject(ground, *command);
    return may.ok() ? Keep(command, draft) : may;
  }
  const absl::StatusOr<v1::Event> proposal = CheckMayApprove(ground, *command);
  if (!proposal.ok()) return proposal.status();
  if (absl::Status kept = Keep(command, draft); !kept.ok()) return kept;
  draft->passage = Draft::Passage::kApproved;
  draft->approval = command->sequence();
  return TakeApproved(*proposal, draft);
}

absl::Status Decider::TakeApproved(const v1::Event& proposal, Draft* draft) {
  const DraftReader events(recorded_, *draft);
  ProposalReader commands(proposal, &events);
  v1::Event command;
  std::string shown;
  for (size_t index = 0;; ++index) {
    const absl::StatusOr<bool> is_next = commands.Next(&command, &shown);
    if (!is_next.ok()) return is_next.status();
    if (!*is_next) return absl::OkStatus();
    if (absl::Status taken = TakeAsShown(command, shown, draft); !taken.ok()) return AtCommand(index, taken);
  }
}

// Decides anew on a command of the proposal that is approved.
absl::Status Decider::TakeAsShown(const v1::Event& command, absl::string_view shown, Draft* draft) {
  const DraftReader events(recorded_, *draft);
  draft->taken = draft->fingerprints.size();
  draft->fingerprints.push_back(FingerprintOf(command.event_id()));
  const auto used = index_.FindKey(command.event_id(), draft->fingerprints.back(), events);
  if (!used.ok()) return used.status();
  if (used->has_value()) return KeyUsed(command, **used);
  v1::Event event = AsDecidedAgain(command);
  const absl::Status decided = Decide({*draft->catalogue, index_, states_, events}, &event, &draft->decision);
  if (!decided.ok()) return ForApprover(decided);
  FilledIn filled = FilledInOf(event);
  const FilledIn was = FilledInOf(command);
  filled.chosen = was.chosen;
  filled.to_chosen = was.to_chosen;
  SetFilledIn(filled, &event);
  if (CommandOf(event) != shown)
    return Adding(Refuse(kRefused, "approval.not-as-shown", "it would no longer be recorded as it was shown"),
                  "propose it again");
  event.set_approval(draft->approval);
  MakePostings(event, &draft->decision);
  return Keep(&event, draft);
}

// Decides on the commands in order and rolls all of them back: the events that they would become.
absl::StatusOr<std::shared_ptr<const EventBatch>> Decider::Try(std::vector<v1::Event>* commands,
                                                               const AppendOptions& options) {
  Draft draft = Begin(options, Caller::kAnybody);
  draft.passage = Draft::Passage::kProposed;
  draft.commands = commands->size();
  draft.may_be_usual = false;
  absl::Status decided = DecideAll({.messages = commands}, options, &draft);
  if (decided.ok() && !draft.batch.known.empty())
    decided = Repeated(draft.batch.known.front(), draft.first, commands->size());
  Undo(draft);
  if (draft.changed != nullptr) lines_.Forget();
  if (!decided.ok()) return decided;
  return draft.batch.events;
}

// The commands as they would be recorded, and as a proposal keeps them.
absl::StatusOr<EventBytes> Decider::Settle(std::vector<v1::Event>* commands, const AppendOptions& options) {
  const auto tried = Try(commands, options);
  if (!tried.ok()) return tried.status();
  EventBytes settled;
  for (size_t i = 0; i < (*tried)->events.size(); ++i) settled.Add(CommandOf(EventAt(**tried, i)));
  return settled;
}

absl::StatusOr<std::vector<v1::Event>> Decider::Rehearse(std::vector<v1::Event> commands, RefusedCommands* refused) {
  const MutexLock lock(mutex_);
  AppendOptions options;
  options.key_maker = KeyMaker::kRowOfFile;
  options.refused = refused;
  const auto tried = Try(&commands, options);
  if (!tried.ok()) return tried.status();
  std::vector<v1::Event> events;
  events.reserve((*tried)->events.size());
  for (size_t i = 0; i < (*tried)->events.size(); ++i) events.push_back(EventAt(**tried, i));
  return events;
}

// The first part of a proposal of the same content that is open or approved; if there is none, the key for another one.
absl::StatusOr<std::optional<v1::Event>> Decider::FindProposal(const std::vector<v1::Event>& commands,
                                                               std::string* key) {
  const Draft draft = Begin({}, Caller::kAnybody);
  for (uint32_t attempt = 1;; ++attempt) {
    *key = KeyOfProposal(commands, attempt);
    const auto found = index_.FindKey(KeyOfPart(*key, 1), recorded_);
    if (!found.ok()) return found.status();
    if (!found->has_value()) return std::nullopt;
    absl::StatusOr<v1::Event> proposal = recorded_.Read(**found);
    if (!proposal.ok()) return proposal.status();
    const absl::StatusOr<ProposalStanding> standing =
        StandingOf(*proposal, decided_.head, draft.Today(), decided_.catalogue->actors(), index_, recorded_);
    if (!standing.ok()) return standing.status();
    if (standing->state == ProposalState::kOpen || standing->state == ProposalState::kApproved)
      return std::optional<v1::Event>(*std::move(proposal));
  }
}

absl::StatusOr<DecidedBatch> Decider::Propose(std::vector<v1::Event> commands, const ProposalTerms& terms,
                                              const AppendOptions& options, std::vector<v1::Event>* parts,
                                              const Accept& accept) {
  const MutexLock lock(mutex_);
  Draft draft = Begin(options, Caller::kAnybody);
  if (!draft.catalogue->four_eyes().on)
    return Adding(
        Refuse(kRefused, "four-eyes.off", "four eyes is off: nothing is proposed or approved, it is recorded"),
        "record it");
  const std::string actor = draft.authority ? draft.authority->actor() : terms.actor;
  const CivilDate expires_on = terms.expires_on.value_or(draft.Today().PlusDays(kProposalDays));
  if (absl::Status lasts = CheckExpiry(expires_on, draft.Today()); !lasts.ok()) return lasts;
  std::string key;
  absl::StatusOr<std::optional<v1::Event>> known = FindProposal(commands, &key);
  if (!known.ok()) return known.status();
  if (known->has_value()) {
    v1::Event& first = parts->emplace_back(**known);
    draft.batch.known.push_back({0, {first.sequence(), first.event_id(), RecordedAt(first), true, first}});
    if (!options.dry_run) accept(draft.batch);
    return std::move(draft.batch);
  }
  AppendOptions within_grants = options;
  within_grants.within_grants_of = actor;
  const absl::StatusOr<EventBytes> settled = Settle(&commands, within_grants);
  if (!settled.ok()) return settled.status();
  const v1::Event envelope = EnvelopeOf(terms, actor, draft.Today());
  for (size_t i = 0; i < settled->size(); ++i) {
    if (absl::Status fits = CheckFitsPart((*settled)[i], envelope); !fits.ok()) return AtCommand(i, fits);
  }
  *parts = MakeProposal(*settled, envelope, key, expires_on);
  draft.passage = Draft::Passage::kParts;
  draft.commands = parts->size();
  draft.may_be_usual = false;
  const absl::Status decided = DecideAll({.messages = parts}, options, &draft);
  return Finish(decided, options, accept, &draft);
}

}  // namespace tranche
