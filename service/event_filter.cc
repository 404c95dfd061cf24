#include "service/event_filter.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "events/refusal.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/name_resolution.h"
#include "service/nearest.h"
#include "service/request_field.h"

namespace tranche {
namespace {

std::vector<std::string> AllKindNames() {
  std::vector<std::string> names;
  for (const EventKind* kind : AllKinds()) names.emplace_back(kind->name);
  return names;
}

// "plan", "PlanApproved" or "plan approved".
absl::StatusOr<std::string> ReadKind(const std::string& text) {
  if (const EventKind* kind = FindKindByName(text); kind != nullptr) return std::string(kind->name);
  for (const EventKind* kind : AllKinds()) {
    if (FoldName(kind->name) == FoldName(text) || FoldName(kind->english) == FoldName(text))
      return std::string(kind->name);
  }
  const std::vector<std::string> names = AllKindNames();
  std::vector<std::string> words = names;
  for (const EventKind* kind : AllKinds()) {
    words.emplace_back(kind->word);
    words.emplace_back(kind->english);
  }
  const absl::Status unknown =
      Refuse(absl::StatusCode::kInvalidArgument, "kind.unknown", "found \"{found}\", wanted one of: {kinds}",
             {TextField("found", text), TextsField("kinds", names)});
  return AtField("kind", WithNearest(unknown, text, words));
}

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
  absl::StatusOr<std::string> kind = request.has_kind() ? ReadKind(request.kind()) : std::string();
  if (!kind.ok()) return kind.status();
  EventFilter filter(moment, boundaries);
  filter.from_ = *from;
  filter.to_ = *to;
  filter.known_at_ = *known_at;
  filter.unit_ = *std::move(unit);
  filter.kind_name_ = *std::move(kind);
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
  if (!kind_name_.empty() && KindName(event) != kind_name_) return false;
  if (unit_.empty()) return true;
  return IsOfUnit(event);
}

}  // namespace tranche
