#include "projections/index/fingerprint_table.h"

#include <algorithm>
#include <utility>

#include "events/check.h"

namespace tranche {
namespace {

constexpr size_t kHomesMin = 8;

// At most four fifths of the homes are taken: beyond that, runs without a gap get long.
size_t HomesFor(size_t fingerprints) { return fingerprints + fingerprints / 4 + kHomesMin; }

}  // namespace

FingerprintTable::FingerprintTable(std::vector<uint32_t> fingerprints) {
  for (uint32_t& each : fingerprints) each = Kept(each);
  std::sort(fingerprints.begin(), fingerprints.end());
  size_ = fingerprints.size();
  Fill(fingerprints, HomesFor(HomesFor(size_)));
}

// `ascending` may have empty slots in between.
void FingerprintTable::Fill(absl::Span<const uint32_t> ascending, size_t homes) {
  std::vector<uint32_t> slots;
  slots.reserve(homes + homes / 64 + kHomesMin);
  slots.resize(homes, kNone);
  homes_ = homes;
  size_t next = 0;
  for (const uint32_t each : ascending) {
    if (each == kNone) continue;
    next = std::max(next, HomeOf(each));
    if (next == slots.size()) slots.push_back(kNone);
    slots[next++] = each;
  }
  slots_ = std::move(slots);
}

// The first slot, from the home of `kept` on, that is empty or has no smaller one.
size_t FingerprintTable::FirstFrom(uint32_t kept) const {
  size_t at = HomeOf(kept);
  while (at < slots_.size() && slots_[at] != kNone && slots_[at] < kept) ++at;
  return at;
}

void FingerprintTable::Add(uint32_t fingerprint) {
  if (HomesFor(size_ + 1) > homes_) Fill(slots_, HomesFor(homes_));
  const uint32_t kept = Kept(fingerprint);
  const size_t at = FirstFrom(kept);
  size_t end = at;
  while (end < slots_.size() && slots_[end] != kNone) ++end;
  if (end == slots_.size()) slots_.push_back(kNone);
  const auto begin = slots_.begin();
  std::copy_backward(begin + static_cast<ptrdiff_t>(at), begin + static_cast<ptrdiff_t>(end),
                     begin + static_cast<ptrdiff_t>(end) + 1);
  slots_[at] = kept;
  ++size_;
}

void FingerprintTable::Remove(uint32_t fingerprint) {
  const uint32_t kept = Kept(fingerprint);
  size_t hole = FirstFrom(kept);
  TRANCHE_CHECK(hole < slots_.size() && slots_[hole] == kept, "fingerprint ", fingerprint, " was never added");
  // Those after it move up, but none before its home.
  for (size_t next = hole + 1; next < slots_.size() && slots_[next] != kNone && HomeOf(slots_[next]) < next; ++next)
    slots_[hole++] = slots_[next];
  slots_[hole] = kNone;
  --size_;
}

bool FingerprintTable::MayContain(uint32_t fingerprint) const {
  const uint32_t kept = Kept(fingerprint);
  const size_t at = FirstFrom(kept);
  return at < slots_.size() && slots_[at] == kept;
}

}  // namespace tranche
