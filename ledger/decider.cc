#include "ledger/decider.h"

#include <algorithm>
#include <utility>

#include "events/check.h"
#include "events/civil_date.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "events/same_command.h"
#include "ledger/batch_refusals.h"
#include "ledger/closing_checks.h"
#include "ledger/draft.h"
#include "ledger/rules/decisions.h"
#include "ledger/rules/line_rules.h"
#include "ledger/rules/named_events.h"
#include "ledger/split.h"
#include "ledger/stamp.h"

namespace tranche {
namespace {

// Checked for new commands only: one already recorded gets its first receipt at any head.
absl::Status CheckExpectedHead(std::optional<Sequence> expected, Sequence found) {
  if (!expected.has_value() || *expected == found) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, "head.moved",
                "head is {found}, expected {expected}; nothing was written; read again, decide again and retry",
                {NumberField("found", found), NumberField("expected", *expected)});
}

// The events are somewhat longer than the commands.
size_t BytesToReserve(const Commands& commands) {
  constexpr size_t kFilledInBytes = 24;
  constexpr size_t kUsualBytes = 200;
  const size_t asked = commands.bytes == nullptr ? commands.size() * kUsualBytes : commands.bytes->bytes();
  return asked + commands.size() * kFilledInBytes;
}

// Of bytes that are no event, what could be read.
v1::Event CommandAt(const Commands& commands, size_t index) {
  if (commands.messages != nullptr) return (*commands.messages)[index];
  const absl::string_view bytes = (*commands.bytes)[index];
  v1::Event command;
  if (std::in_range<int>(bytes.size())) command.ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()));
  return command;
}

absl::Status CheckSize(const EventBytes& events, size_t bytes_max) {
  if (events.bytes() <= bytes_max) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kInvalidArgument, "batch.bytes",
      "the events of the batch have {found} bytes, and a shared log takes at most {most} at once; make it two "
      "batches",
      {NumberField("found", events.bytes()), NumberField("most", bytes_max)});
}

// A balance root names the sequence at which its balances are known only if that is not the one before its own.
void FillKnownAt(Sequence head, v1::BalancesCommitted* balance_root) {
  TRANCHE_CHECK(balance_root->known_at() >= 1 && balance_root->known_at() <= head, "a root of the balances known at ",
                balance_root->known_at(), ", the head is ", head);
  if (balance_root->known_at() == head) balance_root->clear_known_at();
}

}  // namespace

Decider::Decider(BalanceIndex* index, const EventReader* recorded, Clock* clock, Start start, size_t bytes_max)
    : index_(*index),
      recorded_(*recorded),
      clock_(*clock),
      bytes_max_(bytes_max),
      states_(index),
      decided_(std::move(start)) {}

Decider::Draft Decider::Begin(const AppendOptions& options, Caller caller) const {
  Draft draft;
  draft.first = decided_.head + 1;
  draft.batch.head = decided_.head;
  draft.batch.events->first = draft.first;
  draft.last_recorded_at = decided_.last_recorded_at;
  draft.now = ToMicroseconds(clock_.Now());
  draft.catalogue = decided_.catalogue;
  draft.expected_head = options.expected_head;
  draft.caller = caller;
  draft.is_clock_right = options.is_clock_right;
  draft.key_maker = options.key_maker;
  if (options.within_grants_of.has_value()) {
    draft.authority.emplace(draft.catalogue, *options.within_grants_of, draft.Today());
  }
  draft.may_be_usual = draft.batch.head != 0 && !draft.catalogue->four_eyes().on &&
                       CheckExpectedHead(draft.expected_head, draft.batch.head).ok() &&
                       (!draft.authority || draft.authority->MayAsk());
  return draft;
}

absl::StatusOr<DecidedBatch> Decider::DecideBatch(const Commands& commands, const AppendOptions& options, Caller caller,
                                                  const Accept& accept) {
  const MutexLock lock(mutex_);
  Draft draft = Begin(options, caller);
  draft.commands = commands.size();
  draft.batch.events->events.Reserve(commands.size(), BytesToReserve(commands));
  const absl::Status decided = DecideAll(commands, options, &draft);
  return Finish(decided, options, accept, &draft);
}

// Rolls back what is not to remain, and hands on what is.
absl::StatusOr<DecidedBatch> Decider::Finish(absl::Status decided, const AppendOptions& options, const Accept& accept,
                                             Draft* draft) {
  if (decided.ok()) decided = CheckSize(draft->batch.events->events, bytes_max_);
  if (!decided.ok() || options.dry_run) Undo(*draft);
  if (draft->changed != nullptr) lines_.Forget();
  if (!decided.ok()) return decided;
  if (options.dry_run) return std::move(draft->batch);
  draft->batch.catalogue = draft->changed;
  decided_ = {draft->batch.head, draft->last_recorded_at, draft->catalogue};
  accept(draft->batch);
  return std::move(draft->batch);
}

absl::Status Decider::DecideAll(const Commands& commands, const AppendOptions& options, Draft* draft) {
  const bool are_messages = commands.messages != nullptr;
  BatchRefusals refusals(draft->first);
  for (size_t i = 0; i < commands.size(); ++i) {
    draft->taken = i;
    if (are_messages) Prefetch(*commands.messages, i);
    Expect(commands, i, draft);
    absl::Status taken =
        are_messages ? TakeMessage(&(*commands.messages)[i], draft) : TakeBytes((*commands.bytes)[i], draft);
    if (taken.ok()) continue;
    const bool is_last = ConcernsWholeBatch(taken);
    if (is_last) refusals = BatchRefusals(draft->first);
    refusals.Add(i, refusals.are_enough() ? v1::Event() : CommandAt(commands, i), taken);
    if (is_last) break;
    draft->is_brief = refusals.are_enough();
  }
  return std::move(refusals).Tell(commands.size(), options.refused);
}

// If the key was used before with the same content, returns true and its first receipt.
absl::StatusOr<bool> Decider::TakeKnown(const v1::Event& command, Draft* draft) {
  const DraftReader events(recorded_, *draft);
  const auto sequence = index_.FindKey(command.event_id(), draft->fingerprints[draft->taken], events);
  if (!sequence.ok()) return sequence.status();
  if (!sequence->has_value()) return false;
  absl::StatusOr<v1::Event> recorded = events.Read(**sequence);
  if (!recorded.ok()) return recorded.status();
  if (absl::Status same = CheckSameCommand(*recorded, command); !same.ok()) return same;
  const absl::Time recorded_at = RecordedAt(*recorded);
  draft->batch.known.push_back(
      {draft->taken, {**sequence, command.event_id(), recorded_at, true, *std::move(recorded)}});
  return true;
}

absl::Status Decider::Take(v1::Event* command, Draft* draft) {
  if (draft->authority.has_value()) command->set_actor(draft->authority->actor());
  if (HasEffect(command->kind_case(), Effect::kProposal) && command->effective_date() == 0)
    command->set_effective_date(draft->Today().number());
  if (absl::Status envelope = CheckEnvelope(*command); !envelope.ok()) return envelope;
  if (command->has_balances_committed()) {
    if (draft->caller != Caller::kPublisher)
      return Refuse(
          absl::StatusCode::kFailedPrecondition, "balance-root.not-by-checkpoint",
          "balances_committed: only `tranche checkpoint` publishes a balance root, which it computes from the events");
    FillKnownAt(draft->batch.head, command->mutable_balances_committed());
  }
  const absl::StatusOr<bool> known = TakeKnown(*command, draft);
  if (!known.ok()) return known.status();
  return *known ? absl::OkStatus() : TakeNew(command, draft);
}

// What a refused command would have used up of a grant is there for those after it.
absl::Status Decider::TakeNew(v1::Event* command, Draft* draft) {
  if (draft->authority.has_value()) draft->authority->Mark();
  absl::Status taken = DecideNew(command, draft);
  if (!taken.ok() && draft->authority.has_value()) draft->authority->TakeBack();
  return taken;
}

absl::Status Decider::DecideNew(v1::Event* command, Draft* draft) {
  if (absl::Status free = CheckReservedKey(*command, draft->key_maker); !free.ok()) return free;
  absl::Status expected = CheckExpectedHead(draft->expected_head, draft->first - 1);
  if (expected.ok()) expected = CheckPassage(*command, *draft);
  if (!expected.ok()) return expected;
  if ((draft->batch.head == 0) != command->has_ledger_created())
    return Refuse(absl::StatusCode::kInvalidArgument, "ledger.created-once",
                  "ledger_created: it is the first event of a ledger, and only the first");
  const DraftReader events(recorded_, *draft);
  const DecisionGround ground = {*draft->catalogue, index_, states_, events, draft->is_brief};
  const bool is_decision = HasEffect(command->kind_case(), Effect::kProposal);
  if (draft->authority.has_value() && !is_decision) {
    absl::Status may = TakeOverFromNamed(ground, command);  // grants look at its line
    if (may.ok()) may = draft->authority->Take(*command, events);
    if (!may.ok()) return may;
  }
  const absl::Status decided = Decide(ground, command, &draft->decision);
  if (!decided.ok()) return AlsoInFuture(*command, *draft, decided);
  return is_decision ? TakeDecision(command, draft) : Keep(command, draft);
}

// `refusal`, which says too if the command has not happened yet: that is the same for every tranche.
absl::Status Decider::AlsoInFuture(const v1::Event& command, const Draft& draft, const absl::Status& refusal) {
  const EventKind* const kind = FindKind(command.kind_case());
  if (kind == nullptr || ConcernsWholeBatch(refusal)) return refusal;
  const bool is_history = command.provenance() == v1::PROVENANCE_IMPORTED;
  const absl::Time now = is_history ? RecordedAt(command) : std::max(draft.now, draft.last_recorded_at);
  if (CheckHasHappened(*kind, command.effective_date(), now, *draft.catalogue).ok()) return refusal;
  return Adding(refusal, "besides, {found} is after {day}, the day of recording",
                {DayField("found", CivilDate::FromNumber(command.effective_date()).value_or(CivilDate())),
                 DayField("day", CivilDateAt(now, draft.catalogue->terms().utc_offset_minutes()))});
}

absl::Status Decider::Keep(v1::Event* event, Draft* draft) {
  std::optional<absl::Time> original;
  if (event->provenance() == v1::PROVENANCE_IMPORTED) original = RecordedAt(*event);
  const absl::StatusOr<absl::Time> recorded_at = RecordedAtOf(draft->NextStamp(), original, draft->catalogue->terms());
  if (!recorded_at.ok()) return recorded_at.status();
  absl::Status timely = CheckHasHappened(KindOf(*event), event->effective_date(), *recorded_at, *draft->catalogue);
  if (timely.ok() && HasEffect(event->kind_case(), Effect::kPeriod)) {
    const DraftReader events(recorded_, *draft);
    const CivilDate today = CivilDateAt(*recorded_at, draft->catalogue->terms().utc_offset_minutes());
    timely = CheckClosing({*draft->catalogue, index_, events, today, draft->batch.head}, *event);
  }
  if (!timely.ok()) return timely;
  event->set_sequence(draft->batch.head + 1);
  if (!original.has_value()) SetRecordedAt(*recorded_at, event);
  if (absl::Status changed = ChangeCatalogue(*event, draft); !changed.ok()) return changed;
  draft->batch.events->events.Add(*event);
  AddStored(ViewOf(*event), draft);
  if (event->has_event_reversed()) draft->reversed.push_back(std::move(draft->decision.reversed));
  return absl::OkStatus();
}

absl::Status Decider::ChangeCatalogue(const v1::Event& event, Draft* draft) {
  if (!draft->catalogue->IsChangedBy(event)) return absl::OkStatus();
  if (draft->changed == nullptr) draft->changed = std::make_shared<Catalogue>(*draft->catalogue);
  if (absl::Status applied = draft->changed->Apply(event); !applied.ok()) return applied;
  draft->catalogue = draft->changed;
  draft->may_be_usual = draft->may_be_usual && !draft->catalogue->four_eyes().on;
  lines_.Forget();
  draft->batch.catalogue_events.push_back(event.sequence());
  return absl::OkStatus();
}

// Its bytes are in the batch already, and its postings in the decision.
void Decider::AddStored(const EventView& event, Draft* draft) {
  EventBatch& batch = *draft->batch.events;
  if (!HasEffect(event.kind, Effect::kMoney) || event.named_sequence != 0 || !event.number.empty())
    batch.with_rows.push_back(event.sequence);
  Add(event, nullptr, draft);
  const Project* const project = draft->catalogue->projects().CountedFor(event);
  if (project == nullptr) return;
  index_.AddNaming(project->registration, event.sequence);
  batch.namings.push_back({project->registration, event.sequence});
}

// Its bytes are in the batch already.
void Decider::Add(const EventView& event, ScopeTable::Place* place, Draft* draft) {
  index_.Add(event, draft->fingerprints[draft->taken], draft->decision.postings.view(), place);
  states_.Add(event, draft->decision.postings.view());
  draft->batch.head = event.sequence;
  draft->last_recorded_at = event.recorded_at;
}

// Rolls back in reverse order, each event with the postings with which it was added.
void Decider::Undo(const Draft& draft) {
  PostingList postings;
  for (const auto& [named, naming] : draft.batch.events->namings) index_.UndoNaming(named, naming);
  auto reversed = draft.reversed.rbegin();
  for (Sequence sequence = draft.batch.head; sequence >= draft.first; --sequence) {
    EventView view;
    TRANCHE_CHECK(ParseEventView(draft.batch.events->At(sequence), &view), "event ", sequence,
                  " was decided and cannot be read");
    const bool is_reversal = view.kind == v1::Event::kEventReversed;
    EventView of;
    TRANCHE_CHECK(!is_reversal || ParseEventView(*reversed++, &of), "event ", view.reversed_sequence,
                  " was reversed and cannot be read");
    postings.Clear();
    const absl::Status made = PostingsOf(view, is_reversal ? &of : nullptr, &postings);
    TRANCHE_CHECK(made.ok(), "event ", sequence, " was decided without postings: ", made.ToString());
    states_.Undo(view, postings.view());
    index_.Undo(view, postings.view());
  }
}

uint64_t Decider::decided_as_bytes() const {
  const MutexLock lock(mutex_);
  return decided_as_bytes_;
}

absl::StatusOr<std::vector<v1::Event>> Decider::SplitOverTranches(const v1::Event& command) {
  const MutexLock lock(mutex_);
  return tranche::SplitOverTranches(command, &states_);
}

uint64_t Decider::state_loads() const {
  const MutexLock lock(mutex_);
  return states_.loads();
}

}  // namespace tranche
