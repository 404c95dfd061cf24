// The events of the catalogue, from the rows that the index has of them and, where it has none, from the log.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "projections/index/balance_index.h"
#include "proto/event.pb.h"

namespace tranche {

// As BalanceIndex::VisitCatalogue, with each event as a message. Cost: as that, and a read of the log for each
// reversal. Errors: the visitor's, and DATA_LOSS  a row of the index or an event cannot be read. Thread safety: may be
// called by several threads.
absl::Status VisitCatalogueEvents(const BalanceIndex& index, const EventReader& log, SequenceSpan span,
                                  absl::FunctionRef<absl::Status(const v1::Event& event)> visitor);

}  // namespace tranche
