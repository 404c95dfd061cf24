// A budget line and a measure as one integer: an index needs one comparison instead of
// comparing five columns in turn. One year of a measure of a province is a single range of
// 32.
#pragma once

#include <cstdint>

#include "bench/peers/peer.h"

namespace tranche {

inline constexpr int32_t kLinesOfProvince = 32;
inline constexpr int32_t kMeasuresOfProvince = 16;

// Year, unit, measure, source and area from the highest bits to the lowest.
inline constexpr int32_t PackedProvince(const PeerProvince& province) {
  return ((province.year * 64 + province.unit) * kMeasuresOfProvince + province.measure) * kLinesOfProvince;
}

inline constexpr int32_t PackedLine(const PeerLine& line) {
  return PackedProvince({line.unit, line.year, line.measure}) + line.source * 16 + line.area;
}

inline constexpr int32_t UnitOfPacked(int32_t line) { return line / (kLinesOfProvince * kMeasuresOfProvince) % 64; }
inline constexpr int32_t MeasureOfPacked(int32_t line) { return line / kLinesOfProvince % kMeasuresOfProvince; }

}  // namespace tranche
