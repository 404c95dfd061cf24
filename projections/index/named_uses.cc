#include "projections/index/named_uses.h"

#include <optional>
#include <string>
#include <vector>

#include "events/civil_date.h"

namespace tranche {
namespace {

int32_t DayOfEvent(const EventView& event) {
  return DayOf(CivilDate::FromNumber(event.effective_date).value_or(CivilDate()));
}

absl::Status Visit(const BalanceIndex& index, const EventReader& events, Sequence sequence, Sequence known_at,
                   NamedUseVisitor visitor) {
  const absl::StatusOr<std::string> bytes = events.ReadBytes(sequence);
  if (!bytes.ok()) return bytes.status();
  EventView by;
  if (absl::Status parsed = EventLog::ParseView(*bytes, sequence, &by); !parsed.ok()) return parsed;
  visitor(by, {DayOfEvent(by), -AmountSum(by.amount)});
  const absl::StatusOr<std::optional<Sequence>> reversal = index.ReversalOf(sequence);
  if (!reversal.ok()) return reversal.status();
  if (!reversal->has_value() || **reversal > known_at) return absl::OkStatus();
  const absl::StatusOr<std::string> reversing = events.ReadBytes(**reversal);
  if (!reversing.ok()) return reversing.status();
  EventView event;
  if (absl::Status parsed = EventLog::ParseView(*reversing, **reversal, &event); !parsed.ok()) return parsed;
  visitor(by, {DayOfEvent(event), by.amount});
  return absl::OkStatus();
}

}  // namespace

absl::Status VisitNamedUses(const BalanceIndex& index, const EventReader& events, Sequence named, Sequence known_at,
                            NamedUseVisitor visitor) {
  const absl::StatusOr<std::vector<Sequence>> naming = index.NamedBy(named);
  if (!naming.ok()) return naming.status();
  for (const Sequence sequence : *naming) {
    if (sequence > known_at) break;
    if (absl::Status visited = Visit(index, events, sequence, known_at, visitor); !visited.ok()) return visited;
  }
  return absl::OkStatus();
}

}  // namespace tranche
