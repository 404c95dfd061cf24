#include "events/measure.h"

#include <algorithm>
#include <limits>

#include "events/check.h"

namespace tranche {
namespace {

constexpr uint8_t kNone = std::numeric_limits<uint8_t>::max();

// Maps each number to the position of its measure in the table.
constexpr auto kPositions = [] {
  std::array<uint8_t, 256> positions = {};
  for (uint8_t& position : positions) position = kNone;
  for (size_t i = 0; i < kMeasureCount; ++i)
    positions[static_cast<uint8_t>(kMeasureTable[i].measure)] = static_cast<uint8_t>(i);
  return positions;
}();

constexpr bool Ascends() {
  for (size_t i = 1; i < kMeasureCount; ++i) {
    if (kMeasures[i - 1] >= kMeasures[i]) return false;
  }
  return true;
}
static_assert(Ascends(), "kMeasureTable ascends by number: index rows and answers are in its order");
static_assert(kMeasureCount < kNone);

}  // namespace

size_t IndexOf(Measure measure) {
  const uint8_t position = kPositions[static_cast<uint8_t>(measure)];
  TRANCHE_CHECK(position != kNone, "measure ", static_cast<int>(measure), " is not in the table");
  return position;
}

bool IsMeasure(uint8_t number) { return kPositions[number] != kNone; }

absl::string_view MeasureName(Measure measure) { return kMeasureTable[IndexOf(measure)].name; }

std::optional<Measure> MeasureNamed(absl::string_view name) {
  for (const NamedMeasure& each : kMeasureTable) {
    if (each.name == name) return each.measure;
  }
  return std::nullopt;
}

void MeasureSums::Add(Measure measure, AmountSum amount) {
  const size_t index = IndexOf(measure);
  sums_[index] += amount;
  has_[index] = true;
}

MeasureSums& MeasureSums::operator+=(const MeasureSums& other) {
  for (const Measure measure : kMeasures) {
    if (other.Has(measure)) Add(measure, other[measure]);
  }
  return *this;
}

}  // namespace tranche
