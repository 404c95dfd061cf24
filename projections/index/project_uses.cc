#include "projections/index/project_uses.h"

#include <optional>
#include <string>
#include <vector>

#include "events/civil_date.h"
#include "events/posting_list.h"
#include "events/postings_of.h"

namespace tranche {
namespace {

// A stored event and a view of it.
struct StoredEvent {
  std::string bytes;
  EventView view;
};

absl::Status Read(const EventReader& events, Sequence sequence, StoredEvent* event) {
  absl::StatusOr<std::string> bytes = events.ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  event->bytes = *std::move(bytes);
  return EventLog::ParseView(event->bytes, sequence, &event->view);
}

int32_t DayOfEvent(const EventView& event) {
  return DayOf(CivilDate::FromNumber(event.effective_date).value_or(CivilDate()));
}

absl::Status Visit(const BalanceIndex& index, const EventReader& events, Sequence registration, Sequence sequence,
                   Sequence known_at, ProjectUseVisitor visitor) {
  StoredEvent event;
  absl::Status read = Read(events, sequence, &event);
  PostingList postings;
  if (read.ok()) read = PostingsOf(event.view, nullptr, &postings);
  if (!read.ok()) return read;
  const ProjectUse use = UseOf(registration, event.view, postings.view());
  visitor(event.view, DayOfEvent(event.view), use);
  const absl::StatusOr<std::optional<Sequence>> reversal = index.ReversalOf(sequence);
  if (!reversal.ok()) return reversal.status();
  if (!reversal->has_value() || **reversal > known_at) return absl::OkStatus();
  StoredEvent reversing;
  if (read = Read(events, **reversal, &reversing); !read.ok()) return read;
  visitor(event.view, DayOfEvent(reversing.view), {-use.committed, -use.disbursed});
  return absl::OkStatus();
}

}  // namespace

absl::Status VisitProjectUses(const BalanceIndex& index, const EventReader& events, Sequence registration,
                              Sequence known_at, ProjectUseVisitor visitor) {
  const absl::StatusOr<std::vector<Sequence>> uses = index.NamedBy(registration);
  if (!uses.ok()) return uses.status();
  for (const Sequence sequence : *uses) {
    if (sequence > known_at) break;
    absl::Status visited = Visit(index, events, registration, sequence, known_at, visitor);
    if (!visited.ok()) return visited;
  }
  return absl::OkStatus();
}

}  // namespace tranche
