#include "ledger/posting.h"

#include "ledger/check.h"

namespace tranche {

absl::string_view MeasureName(Measure measure) {
  switch (measure) {
    case Measure::kPlan:
      return "plan";
    case Measure::kAllocated:
      return "allocated";
    case Measure::kDisbursed:
      return "disbursed";
    case Measure::kExecuted:
      return "executed";
  }
  TRANCHE_CHECK(false, "measure ", static_cast<int>(measure), " is not one of the enumerators");
}

}  // namespace tranche
