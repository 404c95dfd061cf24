// The books of a budget year are closed through a date.
#include <algorithm>
#include <string>

#include "events/civil_date.h"
#include "events/kinds/id_list.h"
#include "events/kinds/kind.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

absl::Status CheckConfirmed(const v1::PeriodClosed& closed) {
  const auto& confirmed = closed.confirmed();
  for (auto figure = confirmed.begin(); figure != confirmed.end(); ++figure) {
    const auto unit = [&] { return TextField("unit", figure->unit_id()); };
    const auto source = [&] { return TextField("source", figure->source_id()); };
    if (figure->unit_id().empty() || figure->source_id().empty())
      return InField("confirmed", Refuse(kInvalid, "closing.confirmed-of-none",
                                         "found none, wanted the unit and the source of each confirmed amount"));
    if (!AllowsId(closed.unit_ids(), figure->unit_id()) || !AllowsId(closed.source_ids(), figure->source_id()))
      return InField("confirmed", Refuse(kInvalid, "closing.confirmed-of-others",
                                         "{unit}, {source} is not among what is closed", {unit(), source()}));
    const bool is_twice = std::any_of(confirmed.begin(), figure, [&](const auto& other) {
      return other.unit_id() == figure->unit_id() && other.source_id() == figure->source_id();
    });
    if (is_twice)
      return InField("confirmed", Refuse(kInvalid, "closing.confirmed-twice", "{unit}, {source} is confirmed twice",
                                         {unit(), source()}));
    if (figure->disbursed() < 0)
      return InField("confirmed", Refuse(kInvalid, "closing.confirmed-below-zero", "found {found}, wanted 0 or more",
                                         {AmountField("found", figure->disbursed())}));
  }
  return absl::OkStatus();
}

absl::Status Check(const v1::Event& command) {
  const v1::PeriodClosed& closed = command.period_closed();
  if (const absl::StatusOr<CivilDate> through = CivilDate::FromNumber(closed.through()); !through.ok())
    return InField("through", through.status());
  absl::Status checked = CheckIdList("unit_ids", closed.unit_ids());
  if (checked.ok()) checked = CheckIdList("source_ids", closed.source_ids());
  return checked.ok() ? CheckConfirmed(closed) : checked;
}

// One for each unit and source, so that whoever closes them must have a role for each; one without, if it is all.
EventLines Lines(const v1::Event& event) {
  const v1::PeriodClosed& closed = event.period_closed();
  EventLines lines;
  for (int unit = 0; unit < std::max(closed.unit_ids_size(), 1); ++unit) {
    for (int source = 0; source < std::max(closed.source_ids_size(), 1); ++source) {
      EventLine& line = lines.emplace_back();
      if (unit < closed.unit_ids_size()) line.line.unit = closed.unit_ids(unit);
      if (source < closed.source_ids_size()) line.line.source = closed.source_ids(source);
      line.line.fiscal_year = closed.fiscal_year();
    }
  }
  return lines;
}

}  // namespace

extern constinit const EventKind kPeriodClosed = {
    .number = v1::Event::kPeriodClosed,
    .name = "PeriodClosed",
    .english = "closing",
    .effect = Effect::kPeriod,
    .lines = &Lines,
    .check = &Check,
};

}  // namespace tranche::kinds
