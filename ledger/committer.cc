#include "ledger/committer.h"

#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "events/check.h"
#include "events/event_view.h"
#include "events/refusal.h"

namespace tranche {
namespace {

absl::Status UnknownOutcome(const absl::Status& cause) {
  const absl::Status refusal = Refuse(absl::StatusCode::kUnavailable, "append.outcome-unknown",
                                      "what was being recorded may or may not be there");
  return Adding(Citing(refusal, cause), "open the ledger again and retry with the same keys");
}

absl::Status NothingWritten(const absl::Status& cause) {
  return Adding(Citing(Refuse(cause.code(), "append.nothing-written", "nothing of this was recorded"), cause),
                "open the ledger again and retry");
}

// Another node decides now: whoever hears ABORTED may ask that one at once, with the same keys.
absl::Status AfterFailure(const absl::Status& cause) {
  const auto code = absl::IsAborted(cause) ? absl::StatusCode::kAborted : absl::StatusCode::kUnavailable;
  return Citing(
      Refuse(code, "append.after-failure", "nothing of this was recorded, because an append before it failed"), cause);
}

void StageRows(const EventBatch& batch, storage::Batch* rows) {
  for (const Sequence sequence : batch.with_rows) {
    EventView event;
    TRANCHE_CHECK(ParseEventView(batch.At(sequence), &event) && event.sequence == sequence, "event ", sequence,
                  " was decided and cannot be read");
    BalanceIndex::StageRows(event, rows);
  }
  for (const auto& [named, naming] : batch.namings) BalanceIndex::StageNaming(named, naming, rows);
}

}  // namespace

Committer::Committer(const Targets& targets, Sequence head)
    : targets_(targets),
      head_(head),
      queue_([this](const CommitQueue::Group& group) { return Write(group); }, targets.group_max) {}

Committer::Ticket Committer::Enqueue(const DecidedBatch& batch) {
  const MutexLock lock(mutex_);
  const bool is_empty = batch.events->events.empty();
  if (is_empty && batch.head == head_) return nullptr;
  if (batch.catalogue != nullptr)
    next_catalogues_[batch.catalogue_events.back()] = {batch.catalogue_events, batch.catalogue};
  if (!is_empty) in_flight_[batch.events->first] = batch.events;
  auto ticket = std::make_shared<CommitQueue::Entry>(batch.events);
  queue_.Push(ticket);
  return ticket;
}

absl::Status Committer::Await(const Ticket& ticket) { return queue_.Wait(ticket); }

std::shared_ptr<const EventBatch> Committer::FindInFlight(Sequence sequence) const {
  const MutexLock lock(mutex_);
  const auto after = in_flight_.upper_bound(sequence);
  if (after == in_flight_.begin()) return nullptr;
  const std::shared_ptr<const EventBatch>& batch = std::prev(after)->second;
  return sequence < batch->end() ? batch : nullptr;
}

absl::StatusOr<v1::Event> Committer::Read(Sequence sequence) const {
  const std::shared_ptr<const EventBatch> batch = FindInFlight(sequence);
  if (batch == nullptr) return targets_.log->Read(sequence);
  v1::Event event;
  if (absl::Status parsed = EventLog::Parse(batch->At(sequence), sequence, &event); !parsed.ok()) return parsed;
  return event;
}

absl::StatusOr<std::string> Committer::ReadBytes(Sequence sequence) const {
  const std::shared_ptr<const EventBatch> batch = FindInFlight(sequence);
  return batch == nullptr ? targets_.log->ReadBytes(sequence) : std::string(batch->At(sequence));
}

Sequence Committer::head() const {
  const MutexLock lock(mutex_);
  return head_;
}

absl::Status Committer::CheckMayAppend() const {
  const MutexLock lock(mutex_);
  return failed_;
}

absl::StatusOr<LogGroup> Committer::Make(const CommitQueue::Group& group, Sequence first, Sequence last) {
  LogGroup made{first, last, {}, targets_.database->NewBatch()};
  Sequence next = first;
  RowPacker rows(targets_.row_form);
  made.stored_bytes.reserve(last + 1 - first);
  for (const std::shared_ptr<const EventBatch>& batch : group) {
    if (batch->events.empty()) continue;
    TRANCHE_CHECK(batch->first == next, "EventLog invariant 1: event ", batch->first, " is in line as ", next);
    for (; next < batch->end(); ++next) {
      made.stored_bytes.push_back(batch->At(next));
      rows.Add(next, made.stored_bytes.back(), &made.rows);
    }
    StageRows(*batch, &made.rows);
  }
  rows.Finish(&made.rows);
  targets_.tree->AddEvents(made.stored_bytes);
  if (absl::Status staged = targets_.index->StageEpochs(last, &made.rows); !staged.ok()) return staged;
  made.root = targets_.tree->Stage(&made.rows);
  return made;
}

absl::Status Committer::Write(const CommitQueue::Group& group) {
  if (absl::Status may = CheckMayAppend(); !may.ok()) return may;
  const Sequence first = head() + 1;
  Sequence last = first - 1;
  for (const std::shared_ptr<const EventBatch>& batch : group) last += batch->events.size();
  if (last < first) return absl::OkStatus();
  const absl::StatusOr<LogGroup> made = Make(group, first, last);
  if (!made.ok()) return Fail(NothingWritten(made.status()));
  const absl::Status appended = targets_.writer->Append(*made);
  if (absl::IsUnavailable(appended)) return Fail(UnknownOutcome(appended));
  if (!appended.ok()) return Fail(NothingWritten(appended));
  Acknowledge(last);
  return absl::OkStatus();
}

absl::Status Committer::Fail(const absl::Status& status) {
  const MutexLock lock(mutex_);
  failed_ = AfterFailure(status);
  return status;
}

// From here on questions see everything up to `last`.
void Committer::Acknowledge(Sequence last) {
  {
    const MutexLock lock(mutex_);
    head_ = last;
    for (; !next_catalogues_.empty() && next_catalogues_.begin()->first <= last;
         next_catalogues_.erase(next_catalogues_.begin())) {
      const NextCatalogue& next = next_catalogues_.begin()->second;
      targets_.catalogues->Add(next.sequences, next.catalogue);
    }
    in_flight_.erase(in_flight_.begin(), in_flight_.upper_bound(last));
  }
  targets_.index->MarkWritten(last);
  targets_.tree->MarkWritten(last);
}

}  // namespace tranche
