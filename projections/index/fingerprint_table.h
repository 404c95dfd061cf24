// A compact multiset of 32-bit fingerprints, in one open-addressing table. Each is at the place that its value has
// among all values, or as near behind it as those before it allow: so all are in ascending order, with gaps, a look-up
// ends at the first greater one, and a larger table is filled from a smaller one in one pass over both.
//
// Memory: 5 to 6.3 bytes each when there are many; 11 while the table grows.
//
// Thread safety: not synchronized.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace tranche {

class FingerprintTable {
 public:
  FingerprintTable() = default;

  // Of `fingerprints`, in any order. Cost: sorting them.
  explicit FingerprintTable(std::vector<uint32_t> fingerprints);

  // Cost: a cache line or two, if the fingerprints are uniformly distributed as those of a hash are, and five steps on
  // average for growing; otherwise a step for each that is near it.
  void Add(uint32_t fingerprint);

  // Removes one that was added, of several that are equal. Cost: as Add, without growing.
  void Remove(uint32_t fingerprint);

  // False if it is not there. True if it is; 0 is also found when only 1 is there. Cost: as Remove.
  bool MayContain(uint32_t fingerprint) const;

  // Prefetches what MayContain will read.
  void Prefetch(uint32_t fingerprint) const { __builtin_prefetch(slots_.data() + HomeOf(Kept(fingerprint))); }

  size_t size() const { return size_; }

  // The memory that the table uses.
  size_t bytes() const { return slots_.capacity() * sizeof(uint32_t); }

 private:
  static constexpr uint32_t kNone = 0;  // in an empty slot

  static uint32_t Kept(uint32_t fingerprint) { return fingerprint == kNone ? 1 : fingerprint; }
  size_t HomeOf(uint32_t kept) const { return static_cast<size_t>((uint64_t{kept} * homes_) >> 32); }
  void Fill(absl::Span<const uint32_t> ascending, size_t homes);
  size_t FirstFrom(uint32_t kept) const;

  size_t size_ = 0;
  size_t homes_ = 0;             // one for each of as many ranges of values
  std::vector<uint32_t> slots_;  // the homes, and a few more for what the last ones have no place for
};

}  // namespace tranche
