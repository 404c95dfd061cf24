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
  const auto found = all_.find(reopened.closed_sequence());
  if (found == all_.end())
    return InField("closed_sequence",
                   Adding(Refuse(absl::StatusCode::kInvalidArgument, "closing.unknown", "event {event} is no closing",
                                 {NumberField("event", reopened.closed_sequence())}),
                          "`tranche closings` lists them"));
  Closing& closing = found->second;
  if (closing.reopening != 0)
    return InField("closed_sequence",
                   Refuse(absl::StatusCode::kFailedPrecondition, "closing.reopened",
                          "closing {closing} was opened again already, by event {event}",
                          {NumberField("closing", closing.sequence), NumberField("event", closing.reopening)}));
  closing.reopening = sequence;
  const auto of_year = in_force_.find(closing.terms.fiscal_year());
  for (const std::string& unit : UnitsOf(closing.terms)) {
    const auto of_unit = of_year->second.find(unit);
    std::erase(of_unit->second, closing.sequence);
    if (of_unit->second.empty()) of_year->second.erase(of_unit);
  }
  if (of_year->second.empty()) in_force_.erase(of_year);
  return absl::OkStatus();
}

const Closing* Closings::Find(Sequence sequence) const {
  const auto found = all_.find(sequence);
  return found == all_.end() ? nullptr : &found->second;
}

absl::InlinedVector<const Closing*, 2> Closings::Of(const ScopeView& scope) const {
  absl::InlinedVector<const Closing*, 2> closings;
  const auto of_year = in_force_.find(scope.fiscal_year);
  if (of_year == in_force_.end()) return closings;
  for (const absl::string_view unit : {scope.unit, absl::string_view()}) {
    const auto of_unit = of_year->second.find(unit);
    if (of_unit == of_year->second.end()) continue;
    for (const Sequence sequence : of_unit->second) {
      const Closing& closing = all_.at(sequence);
      if (closing.HasSource(scope.source)) closings.push_back(&closing);
    }
  }
  std::sort(closings.begin(), closings.end(),
            [](const Closing* a, const Closing* b) { return a->sequence > b->sequence; });
  return closings;
}

}  // namespace tranche
