#include "projections/index/fingerprint_set.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace tranche {
namespace {

constexpr size_t kLatestMin = 64;
constexpr size_t kShareOfLatest = 8;
// A bucket has 16 to 31 fingerprints on average: one or two cache lines.
constexpr int kBucketSizeBits = 4;

}  // namespace

size_t FingerprintSet::BucketOf(uint32_t fingerprint) const {
  return static_cast<size_t>(uint64_t{fingerprint} >> (32 - bucket_bits_));
}

void FingerprintSet::FindBuckets() {
  bucket_bits_ = std::max(0, static_cast<int>(std::bit_width(sorted_.size())) - 1 - kBucketSizeBits);
  begins_.assign((size_t{1} << bucket_bits_) + 1, 0);
  for (const uint32_t fingerprint : sorted_) ++begins_[BucketOf(fingerprint) + 1];
  for (size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
}

void FingerprintSet::AddAll(std::vector<uint32_t> fingerprints) {
  fingerprints.insert(fingerprints.end(), latest_.begin(), latest_.end());
  latest_ = {};
  std::sort(fingerprints.begin(), fingerprints.end());
  fingerprints.erase(std::unique(fingerprints.begin(), fingerprints.end()), fingerprints.end());
  std::vector<uint32_t> merged;
  merged.reserve(sorted_.size() + fingerprints.size());
  std::set_union(sorted_.begin(), sorted_.end(), fingerprints.begin(), fingerprints.end(), std::back_inserter(merged));
  sorted_ = std::move(merged);
  FindBuckets();
}

void FingerprintSet::Add(uint32_t fingerprint) {
  if (Contains(fingerprint)) return;
  latest_.insert(fingerprint);
  if (latest_.size() > kLatestMin && latest_.size() > sorted_.size() / kShareOfLatest) AddAll({});
}

void FingerprintSet::PrefetchTables(uint32_t fingerprint) const {
  latest_.prefetch(fingerprint);
  __builtin_prefetch(&begins_[BucketOf(fingerprint)]);
}

void FingerprintSet::PrefetchBucket(uint32_t fingerprint) const {
  if (sorted_.empty()) return;
  constexpr size_t kFingerprintsOfACacheLine = 16;
  const size_t begin = begins_[BucketOf(fingerprint)];
  const size_t last = sorted_.size() - 1;
  __builtin_prefetch(&sorted_[std::min(begin, last)]);
  __builtin_prefetch(&sorted_[std::min(begin + kFingerprintsOfACacheLine, last)]);
}

bool FingerprintSet::Contains(uint32_t fingerprint) const {
  if (latest_.contains(fingerprint)) return true;
  const size_t bucket = BucketOf(fingerprint);
  return std::binary_search(sorted_.begin() + begins_[bucket], sorted_.begin() + begins_[bucket + 1], fingerprint);
}

}  // namespace tranche
