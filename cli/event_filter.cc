#include "cli/event_filter.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "events/kinds/kinds.h"
#include "events/postings_of.h"
#include "projections/catalogue/geography.h"
#include "projections/catalogue/name_matching.h"
#include "projections/catalogue/name_resolution.h"

namespace tranche {
namespace {

std::vector<std::string> AllKindNames() {
  std::vector<std::string> names;
  for (const EventKind* kind : AllKinds()) names.emplace_back(kind->name);
  return names;
}

// "disbursement" or "DisbursementMade"; a kind without a word only by its name.
absl::StatusOr<std::string> ReadKind(const std::string& text) {
  if (const EventKind* kind = FindKindByName(text); kind != nullptr) return std::string(kind->name);
  const std::vector<std::string> names = AllKindNames();
  for (const std::string& name : names) {
    if (FoldName(name) == FoldName(text)) return name;
  }
  return absl::InvalidArgumentError(
      absl::StrCat("--kind: found \"", text, "\", wanted one of: ", absl::StrJoin(names, ", ")));
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

absl::StatusOr<EventFilter> EventFilter::Read(const Arguments& arguments, const Session& session) {
  EventFilter filter(session);
  const absl::StatusOr<CivilDate> from = Session::ReadDate("from", arguments.from, CivilDate());
  if (!from.ok()) return from.status();
  const absl::StatusOr<CivilDate> to = Session::ReadDate("to", arguments.to, CivilDate::Max());
  if (!to.ok()) return to.status();
  const auto known_at = session.ReadKnowledge("known-at", arguments.known_at, session.ledger().head());
  if (!known_at.ok()) return known_at.status();
  filter.from_ = *from;
  filter.to_ = *to;
  filter.known_at_ = *known_at;
  if (arguments.kind_filter) {
    absl::StatusOr<std::string> kind = ReadKind(*arguments.kind_filter);
    if (!kind.ok()) return kind.status();
    filter.kind_name_ = *std::move(kind);
  }
  if (arguments.unit) {
    const NameDate when{arguments.to ? *to : session.today(), arguments.to.has_value(), /*is_about_past=*/true};
    absl::StatusOr<std::string> unit = ResolveUnit(session.catalogue(), *arguments.unit, when);
    if (!unit.ok()) return AtOption("unit", unit.status());
    filter.unit_ = *std::move(unit);
  }
  return filter;
}

absl::StatusOr<bool> EventFilter::IsOfUnit(const v1::Event& event) const {
  v1::Event reversed;
  if (event.has_event_reversed()) {
    absl::StatusOr<v1::Event> read = session_->ledger().log().Read(event.event_reversed().reversed_sequence());
    if (!read.ok()) return read.status();
    reversed = *std::move(read);
  }
  const absl::StatusOr<std::vector<Posting>> postings =
      PostingsOf(event, event.has_event_reversed() ? &reversed : nullptr);
  if (!postings.ok()) return postings.status();
  std::vector<std::string> units = UnitsNamed(event);
  for (const Posting& posting : *postings) units.push_back(posting.line.unit);
  const CivilDate date = CivilDate::FromNumber(event.effective_date()).value_or(CivilDate());
  const Geography geography(session_->catalogue(), date);
  return std::any_of(units.begin(), units.end(),
                     [&](const std::string& unit) { return geography.CountsIn(unit, unit_); });
}

absl::StatusOr<bool> EventFilter::Passes(const v1::Event& event) const {
  const CivilDate date = CivilDate::FromNumber(event.effective_date()).value_or(CivilDate());
  if (date < from_ || date > to_) return false;
  if (!kind_name_.empty() && KindName(event) != kind_name_) return false;
  if (unit_.empty()) return true;
  return IsOfUnit(event);
}

}  // namespace tranche
