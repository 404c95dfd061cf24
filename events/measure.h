// The measures that money is counted on, as one table. A new measure is an enumerator and a line of the table here, a
// field of its name in the messages of answers (projections/measure_fields.h), and its words (reports/labels.cc,
// docs/glossary.md); tests/reports/measures_test.cc fails while one of them is missing.
//
// Thread safety: values and pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "events/money.h"

namespace tranche {

// What a posting counts. The numbers are stored in index rows (docs/storage_format.md) and never reused.
enum class Measure : uint8_t {
  kPlan = 1,
  kAllocated = 2,
  kCommitted = 3,  // contracts signed and not yet paid, released or carried over
  kDisbursed = 4,
  kExecuted = 5,
  kSettled = 6,     // payments approved as final
  kAdvances = 7,    // paid in advance and not yet cleared, recovered or carried over: a part of disbursed
  kCarried = 8,     // carried over to the line, less what was carried on from it: zero over all lines on every day
  kLapsed = 9,      // given up
  kCorrected = 10,  // found after the settlement
};

// A measure and its name: in answers, in the balance tree, in commands.
struct NamedMeasure {
  Measure measure;
  absl::string_view name;
  // Answers tell it of every line, as 0 where it has no posting; the others only where they have one.
  bool is_always_told = false;
};

// Ascending by number, which is also the order in which measures are shown.
inline constexpr NamedMeasure kMeasureTable[] = {
    {Measure::kPlan, "plan", true},         {Measure::kAllocated, "allocated", true},
    {Measure::kCommitted, "committed"},     {Measure::kDisbursed, "disbursed", true},
    {Measure::kExecuted, "executed", true}, {Measure::kSettled, "settled"},
    {Measure::kAdvances, "advances"},       {Measure::kCarried, "carried"},
    {Measure::kLapsed, "lapsed"},           {Measure::kCorrected, "corrected"},
};

inline constexpr size_t kMeasureCount = std::size(kMeasureTable);

inline constexpr std::array<Measure, kMeasureCount> kMeasures = [] {
  std::array<Measure, kMeasureCount> measures = {};
  for (size_t i = 0; i < kMeasureCount; ++i) measures[i] = kMeasureTable[i].measure;
  return measures;
}();

// The position of `measure` in the table.
size_t IndexOf(Measure measure);

// True for the number of a measure of the table.
bool IsMeasure(uint8_t number);

// "plan", "allocated" ...
absl::string_view MeasureName(Measure measure);

// The measure with this name, or nothing.
std::optional<Measure> MeasureNamed(absl::string_view name);

// An amount for each measure, in minor units. A measure without a posting is absent, and counts as 0.
class MeasureSums {
 public:
  // Adds to a measure, which is present from then on, even at 0.
  void Add(Measure measure, AmountSum amount);
  MeasureSums& operator+=(const MeasureSums& other);

  // 0 for an absent measure.
  AmountSum operator[](Measure measure) const { return sums_[IndexOf(measure)]; }
  bool Has(Measure measure) const { return has_[IndexOf(measure)]; }

  // What was given to be spent: allocated and carried over, less what lapsed.
  AmountSum Given() const {
    return (*this)[Measure::kAllocated] + (*this)[Measure::kCarried] - (*this)[Measure::kLapsed];
  }

  // True when the same measures are present with the same amounts.
  friend bool operator==(const MeasureSums&, const MeasureSums&) = default;

 private:
  std::array<AmountSum, kMeasureCount> sums_ = {};
  std::array<bool, kMeasureCount> has_ = {};
};

}  // namespace tranche
