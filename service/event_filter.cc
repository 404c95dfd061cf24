#include "service/event_filter.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "import/kind_names.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// The units that an event names, whether it posts to them or not.
std::vector<std::string> UnitsNamed(const v1::Event& event) {
  const auto& ended = event.units_merged().predecessor_unit_ids();
  std::vector<std::string> units(ended.begin(), ended.end());
  const EventKind* kind = FindKind(event.kind_case());
  if (kind == nullptr) return units;
  for (const EventLine& line : kind->lines(event)) units.emplace_back(line.line.unit);
  return units;
}

}  // namespace

absl::StatusOr<EventFilter> EventFilter::Read(const v1::ListEventsRequest& request, const Moment& moment) {
  const absl::StatusOr<CivilDate> from = ReadDate("from", Given(request.has_from(), request.from()), CivilDate());
  if (!from.ok()) return from.status();
  const absl::StatusOr<CivilDate> to = ReadDate("to", Given(request.has_to(), request.to()), CivilDate::Max());
  if (!to.ok()) return to.status();
  const absl::StatusOr<Sequence> known_at =
      moment.ReadKnownAt("known_at", Given(request.has_known_at(), request.known_at()), moment.head());
  if (!known_at.ok()) return known_at.status();
  const CivilDate boundaries = request.has_to() ? *to : moment.today();
  const NameDate when = {boundaries, request.has_to(), /*is_about_past=*/true};
  absl::StatusOr<std::string> unit = moment.ReadUnit("unit", Given(request.has_unit(), request.unit()), when);
  if (!unit.ok()) return unit.status();
  const absl::StatusOr<const EventKind*> kind =
      request.has_kind() ? ReadKind(request.kind(), KindsTaken::kAll) : nullptr;
  if (!kind.ok()) return AtField("kind", kind.status());
  EventFilter filter(moment, boundaries);
  filter.from_ = *from;
  filter.to_ = *to;
  filter.known_at_ = *known_at;
  filter.unit_ = *std::move(unit);
  filter.kind_ = *kind;
  return filter;
}

absl::StatusOr<bool> EventFilter::IsOfUnit(const v1::Event& event) const {
  v1::Event reversed;
  if (event.has_event_reversed()) {
    absl::StatusOr<v1::Event> read = moment_->view().log().Read(event.event_reversed().reversed_sequence());
    if (!read.ok()) return read.status();
    reversed = *std::move(read);
  }
  const absl::StatusOr<std::vector<Posting>> postings =
      PostingsOf(event, event.has_event_reversed() ? &reversed : nullptr);
  if (!postings.ok()) return postings.status();
  std::vector<std::string> units = UnitsNamed(event);
  for (const Posting& posting : *postings) units.push_back(posting.line.unit);
  return std::any_of(units.begin(), units.end(),
                     [&](const std::string& unit) { return geography_.CountsIn(unit, unit_); });
}

absl::StatusOr<bool> EventFilter::Passes(const v1::Event& event) const {
  const CivilDate date = CivilDate::FromNumber(event.effective_date()).value_or(CivilDate());
  if (date < from_ || date > to_) return false;
  if (kind_ != nullptr && event.kind_case() != kind_->number) return false;
  if (unit_.empty()) return true;
  return IsOfUnit(event);
}

}  // namespace tranche
