// Fingerprints that were seen: a set of 32-bit numbers that only grows, close in memory.
// Most are in one sorted array, in buckets of some dozen that their first bits find; the
// latest are in a hash set, which goes into the array when it has an eighth of its size.
//
// Memory: at most 6 bytes for each, of many; while the array is made anew, twice that.
//
// Thread safety: none of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace tranche {

class FingerprintSet {
 public:
  // Cost: a put into a hash table, and now and then, on average eight steps of a merge.
  void Add(uint32_t fingerprint);

  // As Add, of many at once, in any order.
  void AddAll(std::vector<uint32_t> fingerprints);

  // Cost: a look into each of a hash table, a table of buckets and a bucket, when the
  // fingerprints are spread evenly as those of a hash are; otherwise log2 of their number.
  bool Contains(uint32_t fingerprint) const;

  size_t size() const { return sorted_.size() + latest_.size(); }

 private:
  size_t BucketOf(uint32_t fingerprint) const;
  void FindBuckets();

  std::vector<uint32_t> sorted_;
  int bucket_bits_ = 0;
  std::vector<uint32_t> begins_ = {0, 0};  // of each bucket in sorted_, and the end of the last
  absl::flat_hash_set<uint32_t> latest_;   // none of them is in sorted_
};

}  // namespace tranche
