#include "projections/catalogue/closings.h"

#include <algorithm>
#include <string>

#include "events/kinds/id_list.h"
#include "events/refusal.h"

namespace tranche {
namespace {

// The names under which a closing is found.
std::vector<std::string> UnitsOf(const v1::PeriodClosed& closed) {
  if (closed.unit_ids().empty()) return {""};
  return {closed.unit_ids().begin(), closed.unit_ids().end()};
}

}  // namespace

bool Closing::HasUnit(absl::string_view unit) const { return kinds::AllowsId(terms.unit_ids(), unit); }

bool Closing::HasSource(absl::string_view source) const { return kinds::AllowsId(terms.source_ids(), source); }

absl::Status Closings::Close(Sequence sequence, const v1::PeriodClosed& closed, CivilDate today) {
  const absl::StatusOr<CivilDate> through = CivilDate::FromNumber(closed.through());
  if (!through.ok()) return InField("through", through.status());
  if (*through > today)
    return InField("through", Refuse(absl::StatusCode::kFailedPrecondition, "closing.not-over",
                                     "found {found}, wanted {today}, the day of recording, or an earlier one: what has "
                                     "not come cannot be closed",
                                     {DayField("found", *through), DayField("today", today)}));
  all_[sequence] = {sequence, closed, *through, 0};
  ByUnit& of_year = in_force_[closed.fiscal_year()];
  for (const std::string& unit : UnitsOf(closed)) of_year[unit].push_back(sequence);
  return absl::OkStatus();
}

absl::Status Closings::Reopen(Sequence sequence, const v1::PeriodReopened& reopened) {
  const Closing* const found = all_.Find(reopened.closed_sequence());
  if (found == nullptr)
    return InField("closed_sequence",
                   Adding(Refuse(absl::StatusCode::kInvalidArgument, "closing.unknown", "event {event} is no closing",
                                 {NumberField("event", reopened.closed_sequence())}),
                          "`tranche closings` lists them"));
  const Closing& closing = *found;
  if (closing.reopening != 0)
    return InField("closed_sequence",
                   Refuse(absl::StatusCode::kFailedPrecondition, "closing.reopened",
                          "closing {closing} was opened again already, by event {event}",
                          {NumberField("closing", closing.sequence), NumberField("event", closing.reopening)}));
  const v1::PeriodClosed terms = closing.terms;
  all_[reopened.closed_sequence()].reopening = sequence;
  ByUnit& of_year = in_force_[terms.fiscal_year()];
  for (const std::string& unit : UnitsOf(terms)) {
    std::vector<Sequence>& of_unit = of_year[unit];
    std::erase(of_unit, reopened.closed_sequence());
    if (of_unit.empty()) of_year.Erase(unit);
  }
  if (of_year.empty()) in_force_.Erase(terms.fiscal_year());
  return absl::OkStatus();
}

absl::InlinedVector<const Closing*, 2> Closings::Of(const ScopeView& scope) const {
  absl::InlinedVector<const Closing*, 2> closings;
  const ByUnit* const of_year = in_force_.Find(scope.fiscal_year);
  if (of_year == nullptr) return closings;
  for (const absl::string_view unit : {scope.unit, absl::string_view()}) {
    const std::vector<Sequence>* const of_unit = of_year->Find(unit);
    if (of_unit == nullptr) continue;
    for (const Sequence sequence : *of_unit) {
      const Closing& closing = *all_.Find(sequence);
      if (closing.HasSource(scope.source)) closings.push_back(&closing);
    }
  }
  std::sort(closings.begin(), closings.end(),
            [](const Closing* a, const Closing* b) { return a->sequence > b->sequence; });
  return closings;
}

}  // namespace tranche
