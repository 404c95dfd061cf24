#include "events/posting.h"

#include <algorithm>

#include "events/check.h"

namespace tranche {

size_t IndexOf(Measure measure) {
  const auto number = static_cast<size_t>(measure);
  return number <= 2 ? number - 1 : number - 2;  // 3 is not in use
}

bool IsMeasure(uint8_t number) {
  return std::any_of(kMeasures.begin(), kMeasures.end(),
                     [&](Measure measure) { return static_cast<uint8_t>(measure) == number; });
}

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

BudgetLine ToBudgetLine(const LineView& line) {
  return {std::string(line.unit), std::string(line.source), line.fiscal_year, std::string(line.area),
          std::string(line.project)};
}

Posting ToPosting(const PostingView& posting) {
  return {ToBudgetLine(posting.line), posting.measure, posting.tranche_number, posting.amount};
}

}  // namespace tranche
