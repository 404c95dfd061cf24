#include "projections/catalogue_events.h"

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {
namespace {

absl::StatusOr<v1::Event> EventOf(absl::string_view stored, Sequence sequence, const EventReader& log) {
  if (stored.empty()) return log.Read(sequence);
  v1::Event event;
  if (absl::Status parsed = EventLog::Parse(stored, sequence, &event); !parsed.ok()) return parsed;
  return event;
}

}  // namespace

absl::Status VisitCatalogueEvents(const BalanceIndex& index, const EventReader& log, SequenceSpan span,
                                  absl::FunctionRef<absl::Status(const v1::Event& event)> visitor) {
  return index.VisitCatalogue(span, [&](Sequence sequence, absl::string_view stored) {
    const absl::StatusOr<v1::Event> event = EventOf(stored, sequence, log);
    return event.ok() ? visitor(*event) : event.status();
  });
}

}  // namespace tranche
