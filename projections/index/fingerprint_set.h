// A compact, grow-only set of 32-bit fingerprints. Most are in one sorted array, in
// buckets of about a dozen found by their leading bits; the latest are in a hash set that
// is merged into the array when it reaches an eighth of the array's size.
//
// Memory: at most 6 bytes each when there are many; twice that during a merge.
//
// Thread safety: not synchronized.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace tranche {

class FingerprintSet {
 public:
  // Cost: a hash table insert, plus merging, amortized to eight steps per fingerprint.
  void Add(uint32_t fingerprint);

  // As Add, of many at once, in any order.
  void AddAll(std::vector<uint32_t> fingerprints);

  // Cost: one look-up each in a hash table, a table of buckets and a bucket, if the
  // fingerprints are uniformly distributed as those of a hash are; otherwise log2 of their
  // number.
  bool Contains(uint32_t fingerprint) const;

  // Prefetch what Contains will read: first the tables; later, when those are in the cache, the bucket.
  void PrefetchTables(uint32_t fingerprint) const;
  void PrefetchBucket(uint32_t fingerprint) const;

  size_t size() const { return sorted_.size() + latest_.size(); }

 private:
  size_t BucketOf(uint32_t fingerprint) const;
  void FindBuckets();

  std::vector<uint32_t> sorted_;
  int bucket_bits_ = 0;
  std::vector<uint32_t> begins_ = {0, 0};  // where each bucket begins in sorted_, and the end of the last
  absl::flat_hash_set<uint32_t> latest_;   // none of them is in sorted_
};

}  // namespace tranche
