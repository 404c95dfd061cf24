#include "ledger/decider.h"

#include <algorithm>
#include <utility>

#include "events/check.h"
#include "events/envelope.h"
#include "events/instant.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/prefetch.h"
#include "events/refusal.h"
#include "events/same_command.h"
#include "ledger/authority.h"
#include "ledger/clock_check.h"
#include "ledger/rules/decisions.h"

namespace tranche {
namespace {

absl::Time ToMicroseconds(absl::Time instant) { return absl::FromUnixMicros(absl::ToUnixMicros(instant)); }

absl::Status AtIndex(size_t index, size_t count, const absl::Status& status) {
  if (count == 1) return status;
  return Within("event {index} of {count}", {NumberField("index", index + 1), NumberField("count", count)}, status);
}

// Checked for new commands only: one already recorded gets its first receipt at any head.
absl::Status CheckExpectedHead(std::optional<Sequence> expected, Sequence found) {
  if (!expected.has_value() || *expected == found) return absl::OkStatus();
  return Refuse(absl::StatusCode::kAborted, "head.moved",
                "head is {found}, expected {expected}; nothing was written; read again, decide again and retry",
                {NumberField("found", found), NumberField("expected", *expected)});
}

// The stamp of the next event, which depends on the events recorded before it.
struct Stamp {
  Sequence sequence = 0;
  absl::Time not_before;
  absl::Time now;
  bool is_clock_right = false;
};

absl::Status CheckImportedInstant(absl::Time original, const Stamp& stamp) {
  if (original != ToMicroseconds(original))
    return InField("recorded_at",
                   Refuse(absl::StatusCode::kInvalidArgument, "recorded-at.not-whole", "wanted whole microseconds"));
  if (original < stamp.not_before) {
    const absl::Status refused = InField(
        "recorded_at", Refuse(absl::StatusCode::kFailedPrecondition, "recorded-at.before-head",
                              "found {found}, which is before that of the head (event {head}, {head_recorded_at}); "
                              "history is imported in order, before anything later is recorded",
                              {InstantField("found", original), NumberField("head", stamp.sequence - 1),
                               InstantField("head_recorded_at", stamp.not_before)}));
    return Adding(
        refused,
        "import it first into a new ledger, and then what this one holds; or leave recorded_at empty, so that it "
        "is known from now on");
  }
  if (original <= stamp.now) return absl::OkStatus();
  return InField("recorded_at", Refuse(absl::StatusCode::kFailedPrecondition, "recorded-at.in-future",
                                       "found {found}, which is in the future", {InstantField("found", original)}));
}

// A commitment names the sequence that it commits to only if that is not the one before its own.
void FillKnownAt(Sequence head, v1::BalancesCommitted* commitment) {
  TRANCHE_CHECK(commitment->known_at() >= 1 && commitment->known_at() <= head, "a commitment to the balances known at ",
                commitment->known_at(), ", the head is ", head);
  if (commitment->known_at() == head) commitment->clear_known_at();
}

absl::Status Apply(const Stamp& stamp, const v1::LedgerCreated& terms, v1::Event* event) {
  if (absl::Status clock = CheckClockUsable(stamp.now); !clock.ok()) return clock;
  event->set_sequence(stamp.sequence);
  if (event->provenance() == v1::PROVENANCE_IMPORTED) return CheckImportedInstant(RecordedAt(*event), stamp);
  const absl::Status leap =
      stamp.is_clock_right ? absl::OkStatus() : CheckClockLeap(stamp.now, stamp.not_before, terms);
  if (!leap.ok()) return leap;
  SetRecordedAt(std::max(stamp.now, stamp.not_before), event);
  return absl::OkStatus();
}

}  // namespace

// The decisions of one call so far. Its events up to `batch.head` are applied to the index and the states; those from
// `taken` on are commands.
struct Decider::Draft {
  DecidedBatch batch;
  Sequence first = 0;  // of the next new event
  absl::Time last_recorded_at;
  absl::Time now;
  std::shared_ptr<const Catalogue> catalogue;
  std::shared_ptr<Catalogue> changed;  // the same catalogue, once the batch defines something
  std::optional<Sequence> expected_head;
  Caller caller = Caller::kAnybody;
  bool is_clock_right = false;
  KeyMaker key_maker = KeyMaker::kCaller;
  std::optional<Authority> authority;  // unset: nobody was asked
  std::vector<v1::Event> reversed;     // by the reversals of the batch, in their order
  size_t taken = 0;                    // commands of the batch processed so far
  Decision decision;                   // on the last of them
};

// Reads what was recorded, or decided earlier in the same batch.
class Decider::DraftReader final : public EventReader {
 public:
  DraftReader(const EventReader& recorded, const Draft& draft) : recorded_(recorded), draft_(draft) {}

  absl::StatusOr<v1::Event> Read(Sequence sequence) const override {
    if (sequence >= draft_.first && sequence <= draft_.batch.head)
      return (*draft_.batch.events)[sequence - draft_.first];
    return recorded_.Read(sequence);
  }

 private:
  const EventReader& recorded_;
  const Draft& draft_;
};

Decider::Decider(BalanceIndex* index, const EventReader* recorded, Clock* clock, Start start)
    : index_(*index), recorded_(*recorded), clock_(*clock), states_(index), decided_(std::move(start)) {}

absl::StatusOr<DecidedBatch> Decider::DecideBatch(std::vector<v1::Event> commands, const AppendOptions& options,
                                                  Caller caller, const Accept& accept) {
  const MutexLock lock(mutex_);
  Draft draft;
  draft.first = decided_.head + 1;
  draft.batch.head = decided_.head;
  draft.last_recorded_at = decided_.last_recorded_at;
  draft.now = ToMicroseconds(clock_.Now());
  draft.catalogue = decided_.catalogue;
  draft.expected_head = options.expected_head;
  draft.caller = caller;
  draft.is_clock_right = options.is_clock_right;
  draft.key_maker = options.key_maker;
  if (options.within_grants_of.has_value()) {
    const absl::Time recorded_at = std::max(draft.now, draft.last_recorded_at);
    draft.authority.emplace(draft.catalogue, *options.within_grants_of,
                            CivilDateAt(recorded_at, draft.catalogue->terms().utc_offset_minutes()));
  }
  *draft.batch.events = std::move(commands);
  const absl::Status decided = DecideAll(options, &draft);
  if (!decided.ok() || options.dry_run) Undo(draft);
  if (!decided.ok()) return decided;
  if (options.dry_run) return std::move(draft.batch);
  draft.batch.catalogue = draft.changed;
  decided_ = {draft.batch.head, draft.last_recorded_at, draft.catalogue};
  accept(draft.batch);
  return std::move(draft.batch);
}

// Prefetches what the next decisions read: commands that their caller filled long ago, in a dozen places each, and
// tables far larger than the caches. Each stage dereferences what an earlier one brought in, so it runs closer to the
// command being decided.
void Decider::Prefetch(absl::Span<const v1::Event> commands, size_t i) const {
  const auto ahead = [&](size_t count) { return i + count < commands.size() ? &commands[i + count] : nullptr; };
  const auto prefetch_kind = [](const v1::Event& event, PrefetchStage stage) {
    const EventKind* kind = FindKind(event.kind_case());
    if (kind != nullptr) kind->prefetch(event, stage);
  };
  if (const v1::Event* event = ahead(8); event != nullptr) PrefetchObject(*event);
  if (const v1::Event* event = ahead(6); event != nullptr) {
    PrefetchObject(event->event_id());
    PrefetchObject(event->actor());
    PrefetchObject(event->document());
    prefetch_kind(*event, PrefetchStage::kMessage);
  }
  if (const v1::Event* event = ahead(5); event != nullptr) prefetch_kind(*event, PrefetchStage::kLine);
  if (const v1::Event* event = ahead(4); event != nullptr) {
    __builtin_prefetch(event->event_id().data());
    PrefetchObject(event->document().type());
    PrefetchObject(event->document().number());
    prefetch_kind(*event, PrefetchStage::kTexts);
  }
  if (const v1::Event* event = ahead(3); event != nullptr) index_.PrefetchKeyTables(event->event_id());
  if (const v1::Event* event = ahead(1); event != nullptr) index_.PrefetchKeyBucket(event->event_id());
}

// The commands become the events where they are; only those already recorded leave a gap, into which later ones move.
absl::Status Decider::DecideAll(const AppendOptions& options, Draft* draft) {
  std::vector<v1::Event>& commands = *draft->batch.events;
  for (size_t i = 0; i < commands.size(); ++i) {
    draft->taken = i;
    Prefetch(commands, i);
    absl::Status taken = Take(&commands[i], draft);
    if (taken.ok()) continue;
    if (options.failed_index == nullptr) return AtIndex(i, commands.size(), taken);
    *options.failed_index = i;
    return taken;
  }
  commands.resize(draft->batch.head + 1 - draft->first);
  return absl::OkStatus();
}

// If the key was used before with the same content, returns true and its first receipt.
absl::StatusOr<bool> Decider::TakeKnown(const v1::Event& command, Draft* draft) {
  const DraftReader events(recorded_, *draft);
  const auto sequence = index_.FindKey(command.event_id(), events);
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
  if (absl::Status envelope = CheckEnvelope(*command); !envelope.ok()) return envelope;
  if (command->has_balances_committed()) {
    if (draft->caller != Caller::kPublisher)
      return Refuse(
          absl::StatusCode::kFailedPrecondition, "commitment.not-by-checkpoint",
          "balances_committed: only `tranche checkpoint` commits to balances, which it folds from the events");
    FillKnownAt(draft->batch.head, command->mutable_balances_committed());
  }
  const absl::StatusOr<bool> known = TakeKnown(*command, draft);
  if (!known.ok()) return known.status();
  if (*known) return absl::OkStatus();
  if (absl::Status free = CheckReservedKey(*command, draft->key_maker); !free.ok()) return free;
  absl::Status expected = CheckExpectedHead(draft->expected_head, draft->first - 1);
  if (!expected.ok()) return expected;
  if ((draft->batch.head == 0) != command->has_ledger_created())
    return Refuse(absl::StatusCode::kInvalidArgument, "ledger.created-once",
                  "ledger_created: it is the first event of a ledger, and only the first");
  const DraftReader events(recorded_, *draft);
  const absl::Status may = draft->authority.has_value() ? draft->authority->Take(*command, events) : absl::OkStatus();
  if (!may.ok()) return may;
  v1::Event& event = (*draft->batch.events)[draft->batch.head + 1 - draft->first];
  if (&event != command) event.Swap(command);
  const absl::Status decided = Decide({*draft->catalogue, index_, states_, events}, &event, &draft->decision);
  return decided.ok() ? Keep(&event, draft) : decided;
}

absl::Status Decider::Keep(v1::Event* event, Draft* draft) {
  const absl::Status stamped =
      Apply({draft->batch.head + 1, draft->last_recorded_at, draft->now, draft->is_clock_right},
            draft->catalogue->terms(), event);
  if (!stamped.ok()) return stamped;
  if (HasEffect(event->kind_case(), Effect::kCatalogue)) {
    if (draft->changed == nullptr) draft->changed = std::make_shared<Catalogue>(*draft->catalogue);
    if (absl::Status applied = draft->changed->Apply(*event); !applied.ok()) return applied;
    draft->catalogue = draft->changed;
    draft->batch.catalogue_events.push_back(event->sequence());
  }
  const EventView view = ViewOf(*event);
  index_.Add(view, draft->decision.postings.view());
  states_.Add(view, draft->decision.postings.view());
  if (event->has_event_reversed()) draft->reversed.push_back(std::move(draft->decision.reversed));
  draft->batch.head = view.sequence;
  draft->last_recorded_at = view.recorded_at;
  return absl::OkStatus();
}

// Rolls back in reverse order, each event with the postings with which it was added.
void Decider::Undo(const Draft& draft) {
  PostingList postings;
  auto reversed = draft.reversed.rbegin();
  for (Sequence sequence = draft.batch.head; sequence >= draft.first; --sequence) {
    const v1::Event& event = (*draft.batch.events)[sequence - draft.first];
    const EventView view = ViewOf(event);
    EventView of;
    if (event.has_event_reversed()) of = ViewOf(*reversed++);
    postings.Clear();
    const absl::Status made = PostingsOf(view, event.has_event_reversed() ? &of : nullptr, &postings);
    TRANCHE_CHECK(made.ok(), "event ", sequence, " was decided without postings: ", made.ToString());
    states_.Undo(view, postings.view());
    index_.Undo(view, postings.view());
  }
}

uint64_t Decider::state_loads() const {
  const MutexLock lock(mutex_);
  return states_.loads();
}

}  // namespace tranche
