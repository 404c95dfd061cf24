#include "ledger/rules/carry_over.h"

#include "events/civil_date.h"
#include "events/refusal.h"
#include "projections/catalogue/successions.h"

namespace tranche {

absl::Status CheckFollows(const Catalogue& catalogue, const EventView& command) {
  if (command.kind != v1::Event::kBalanceCarriedOver || command.line.unit == command.to.unit) return absl::OkStatus();
  const CivilDate day = CivilDate::FromNumber(command.effective_date).value_or(CivilDate());
  const Unit* const from = catalogue.FindUnit(command.line.unit);
  const Unit* const heir = from == nullptr || from->last_day >= day ? nullptr : HeirOn(catalogue, *from, day);
  if (heir != nullptr && heir->id == command.to.unit) return absl::OkStatus();
  const absl::Status refusal =
      InField("to_unit_id",
              Refuse(absl::StatusCode::kFailedPrecondition, "carry-over.not-follower",
                     "unit {to} does not follow {from} on {day}",
                     {TextField("to", command.to.unit), TextField("from", command.line.unit), DayField("day", day)}));
  if (heir == nullptr) return refusal;
  return Adding(refusal, "carry it over to {heir}", {TextField("heir", heir->id)});
}

}  // namespace tranche
