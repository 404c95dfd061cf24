// The events themselves, and history again.
//
// Thread safety: pure functions on an open ledger.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"
#include "replay/progress_report.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

// The events that `request` asks for, by sequence. Cost: every event of the span that it names, up to known_at, is read
// until the page is full; with a page token, those after the page before; with `newest` those from the end. For each
// event that is listed, a point read of the event that reverses it.
// Errors: those of EventFilter::Read, PostingPage::Of and the sink; DATA_LOSS  an event cannot be read.
absl::Status ListEvents(const v1::ListEventsRequest& request, const ServedLedger& open,
                        const Sink<v1::ListEventsResponse>& sink);

// The events that the catalogue is made of, by sequence. Cost: each of them is read.
// Errors: those of Moment::ReadKnownAt, PostingPage::Of and the sink; DATA_LOSS  an event cannot be read.
absl::Status ListCatalogueEvents(const v1::ListCatalogueEventsRequest& request, const ServedLedger& open,
                                 const Sink<v1::ListCatalogueEventsResponse>& sink);

// History from the first event: each step when `request` asks for it, then the counts, then the balances. `progress` is
// called by the calling thread. Cost: see replay/replay.h, on each page. Errors: as ListEvents, without a filter.
absl::Status ReplayHistory(const v1::ReplayRequest& request, const ServedLedger& open, const ProgressCallback& progress,
                           const Sink<v1::ReplayResponse>& sink);

// The events after the sequence `after`, in order, at most `most` of them; none when the log ends there, or before.
// Errors: DATA_LOSS  one cannot be read.
absl::StatusOr<v1::EventList> ReadEventsAfter(Sequence after, uint32_t most, const ServedLedger& open);

}  // namespace tranche
