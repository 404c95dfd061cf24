#include "replay/verify/judged_index.h"

#include <algorithm>
#include <string>

#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "log/log_readers.h"
#include "projections/index/index_format.h"
#include "projections/index/key_index.h"

namespace tranche {
namespace {

using storage::Family;

constexpr Sequence kEventsPerBatch = 1000;

}  // namespace

JudgedIndex::JudgedIndex(const storage::Database* log, storage::Database* index, uint32_t epoch_events, absl::Time now,
                         StoredIndex* stored)
    : log_(log),
      now_(now),
      database_(*index),
      index_(index, Family::kIndex, epoch_events),
      tree_(index, Family::kIndex),
      states_(&index_),
      stored_(stored),
      batch_(index->NewBatch()) {
  StageIndexFormat(Family::kIndex, &batch_);
}

absl::Status JudgedIndex::Flush() {
  tree_.Add(unadded_);
  unadded_.clear();
  tree_.Stage(&batch_);
  absl::Status written = index_.StageEpochs(last_, &batch_);
  if (written.ok()) written = HandOn();
  index_.MarkWritten(last_);
  tree_.MarkWritten(last_);
  return written;
}

absl::Status JudgedIndex::KeepTail(Sequence last) {
  const absl::Status staged = index_.StageTail(last, &batch_);
  return staged.ok() ? HandOn() : staged;
}

// Writes the rows made since the last time, or compares them.
absl::Status JudgedIndex::HandOn() {
  const storage::Batch rows = std::exchange(batch_, database_.NewBatch());
  return stored_ == nullptr ? database_.WriteUnsynced(rows) : stored_->Take(rows);
}

// Called by the threads that read.
absl::Status JudgedIndex::Read(const EventView& view, Slot* slot) const {
  slot->is_usual = stored_ != nullptr && ReadStoredEvent(view.stored_bytes, &slot->command);
  if (!slot->is_usual) return Prepare(view.stored_bytes, view.sequence, &slot->judged);
  slot->line = FingerprintOf(slot->command.line);
  return absl::OkStatus();
}

// Decides on an event as a message, and lets the catalogue know it.
absl::Status JudgedIndex::JudgeMessage(absl::string_view stored_bytes, absl::Span<const PostingView> postings,
                                       JudgedEvent* judged, Findings* findings) {
  const KeyCheck keys = stored_ == nullptr ? KeyCheck::kNow : KeyCheck::kLater;
  const DecisionGround ground = {catalogue_, index_, states_, log_};
  absl::Status status = CheckEvent(judged, postings, ground, now_, keys, findings);
  if (status.ok()) status = approvals_.Take(judged->event(), stored_bytes, ground, findings);
  if (!status.ok()) return status;
  const v1::Event& event = judged->event();
  if (catalogue_.IsChangedBy(event)) {
    lines_.Forget();
    if (absl::Status applied = catalogue_.Apply(event); !applied.ok())
      findings->Add("event", event.sequence(),
                    Within("events: sequence {sequence}: the catalogue does not take it",
                           {NumberField("sequence", event.sequence())}, applied));
  }
  if (event.has_balances_committed()) balance_roots_.push_back(event);
  return absl::OkStatus();
}

absl::Status JudgedIndex::Judge(const EventView& view, absl::Span<const PostingView> postings, Slot* slot,
                                ScopeTable::Place** place, Findings* findings) {
  if (!slot->is_usual) return JudgeMessage(view.stored_bytes, postings, &slot->judged, findings);
  if (approvals_.IsIdle(catalogue_) && IsSound(view.stored_bytes, {catalogue_, index_, states_, log_}, now_, slot->line,
                                               &lines_, &slot->command, &decision_, place)) {
    ++judged_as_bytes_;
    return absl::OkStatus();
  }
  *place = nullptr;
  absl::Status prepared = Prepare(view.stored_bytes, view.sequence, &slot->judged);
  return prepared.ok() ? JudgeMessage(view.stored_bytes, postings, &slot->judged, findings) : prepared;
}

absl::Status JudgedIndex::Take(const EventView& view, absl::Span<const PostingView> postings, const Digest& leaf,
                               Slot* slot, Findings* findings) {
  const uint64_t fingerprint = FingerprintOf(view.event_id);
  if (stored_ != nullptr) fingerprints_.push_back(fingerprint);
  ScopeTable::Place* place = nullptr;
  if (absl::Status judged = Judge(view, postings, slot, &place, findings); !judged.ok()) return judged;
  index_.Add(view, fingerprint, postings, place);
  unadded_.push_back(leaf);
  states_.Add(view, postings);
  BalanceIndex::StageRows(view, &batch_);
  if (const Project* const project = catalogue_.projects().CountedFor(view); project != nullptr) {
    index_.AddNaming(project->registration, view.sequence);
    BalanceIndex::StageNaming(project->registration, view.sequence, &batch_);
  }
  last_ = view.sequence;
  ++events_;
  return last_ % kEventsPerBatch == 0 ? Flush() : absl::OkStatus();
}

bool JudgedIndex::MayRepeatAKey() {
  std::sort(fingerprints_.begin(), fingerprints_.end());
  return std::adjacent_find(fingerprints_.begin(), fingerprints_.end()) != fingerprints_.end();
}

absl::Status JudgedIndex::Build(Sequence head, AfterFinding after, Findings* findings,
                                const EndableProgress& progress) {
  absl::Status stopped = progress ? progress(0, head) : absl::OkStatus();
  if (!stopped.ok()) return stopped;
  std::vector<Slot> slots(kSlots);
  std::vector<Digest> leaves(kSlots);
  const auto prepare = [&](size_t slot, const EventView& event, absl::Span<const PostingView>) {
    return Read(event, &slots[slot]);
  };
  const auto take = [&](size_t slot, const EventView& event, absl::Span<const PostingView> postings) {
    stopped = Take(event, postings, leaves[slot], &slots[slot], findings);
    if (stopped.ok() && progress && (events_ % kEventsPerBatch == 0 || events_ == head))
      stopped = progress(events_, head);
    const bool is_enough = after == AfterFinding::kStop && !findings->empty();
    return is_enough && stopped.ok() ? absl::CancelledError() : stopped;
  };
  const absl::Status visited = VisitInOrder(log_, 1, head, prepare, take, &leaves);
  if (!stopped.ok()) return stopped;
  is_whole_ = visited.ok();
  if (is_whole_) approvals_.Finish(findings);
  if (!visited.ok() && !absl::IsCancelled(visited)) {
    const bool stops = after == AfterFinding::kStop;
    findings->Add("event", events_ + 1,
                  stops ? visited
                        : Adding(visited, "what comes after it, up to {head}, and the index could not be judged",
                                 {NumberField("head", head)}));
  }
  return Flush();
}

}  // namespace tranche
