// What an event does to the books: amounts on measures of budget lines.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace tranche {

// What a posting counts. The numbers are stored in index rows (docs/storage_format.md).
enum class Measure : uint8_t {
  kPlan = 1,
  kAllocated = 2,
  kDisbursed = 4,
  kExecuted = 5,
};

inline constexpr std::array<Measure, 4> kMeasures = {Measure::kPlan, Measure::kAllocated, Measure::kDisbursed,
                                                     Measure::kExecuted};

// The place of `measure` in kMeasures.
size_t IndexOf(Measure measure);

// True for the number of a measure.
bool IsMeasure(uint8_t number);

// "plan", "allocated", "disbursed" or "executed".
absl::string_view MeasureName(Measure measure);

// What money is planned, given and spent for. Ids as the catalogue defines them; `area` is empty
// when the money is for no one area, and holds several ids in ascending order
// joined by "|" when it may be spent in any of them; `project` may be empty.
struct BudgetLine {
  std::string unit;
  std::string source;
  int32_t fiscal_year = 0;
  std::string area;
  std::string project;

  friend auto operator<=>(const BudgetLine&, const BudgetLine&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const BudgetLine& line) {
    return H::combine(std::move(state), line.unit, line.source, line.fiscal_year, line.area, line.project);
  }
};

// One movement. `tranche_number` is 0 for plan and executed.
struct Posting {
  BudgetLine line;
  Measure measure = Measure::kPlan;
  uint32_t tranche_number = 0;
  int64_t amount = 0;  // minor units; negative lowers the measure

  friend auto operator<=>(const Posting&, const Posting&) = default;
};

}  // namespace tranche
