// How events are taken over that another decider has decided on.
#include <string>
#include <utility>

#include "events/event_view.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "ledger/decider.h"
#include "ledger/draft.h"
#include "log/stored_postings.h"
#include "projections/index/key_index.h"

namespace tranche {

absl::StatusOr<DecidedBatch> Decider::Adopt(const EventBytes& events, const Accept& accept) {
  const MutexLock lock(mutex_);
  Draft draft = Begin({}, Caller::kAnybody);
  draft.batch.events->events.Reserve(events.size(), events.bytes());
  absl::Status adopted;
  for (size_t i = 0; i < events.size() && adopted.ok(); ++i) adopted = AdoptEvent(events[i], &draft);
  return Finish(WithCode(absl::StatusCode::kDataLoss, adopted), {}, accept, &draft);
}

absl::Status Decider::AdoptEvent(absl::string_view stored, Draft* draft) {
  const DraftReader events(recorded_, *draft);
  EventView view;
  absl::Status read = EventLog::ParseView(stored, draft->batch.head + 1, &view);
  if (read.ok()) read = StoredPostings(view, events, &draft->decision.postings);
  if (!read.ok()) return read;
  if (!HasEffect(view.kind, Effect::kMoney)) {
    v1::Event event;
    read = EventLog::Parse(stored, view.sequence, &event);
    if (read.ok()) read = ChangeCatalogue(event, draft);
    if (!read.ok()) return read;
  }
  if (view.kind == v1::Event::kEventReversed) {
    absl::StatusOr<std::string> reversed = events.ReadBytes(view.reversed_sequence);
    if (!reversed.ok()) return reversed.status();
    draft->reversed.push_back(*std::move(reversed));
  }
  draft->taken = draft->fingerprints.size();
  draft->fingerprints.push_back(FingerprintOf(view.event_id));
  draft->batch.events->events.Add(stored);
  AddStored(view, draft);
  return absl::OkStatus();
}

}  // namespace tranche
