#include "projections/index/key_index.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "projections/index/index_rows.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using storage::PackedColumn;
using storage::PackedReader;

// 64-bit XXH3 is stable: the same on every machine and in every later version.
uint64_t FingerprintOf(absl::string_view event_id) { return XXH3_64bits(event_id.data(), event_id.size()); }

size_t PartOf(uint64_t fingerprint) { return fingerprint & 0xff; }
uint32_t RestOf(uint64_t fingerprint) { return static_cast<uint32_t>(fingerprint >> 32); }

// A row: how many keys, their fingerprints ascending, and the place of each event in its epoch.
struct KeyRow {
  PackedColumn fingerprints;
  PackedColumn places;

  bool Read(absl::string_view value) {
    PackedReader reader(value);
    uint64_t count = 0;
    return reader.ReadVarint(&count) && reader.ReadColumn(count, &fingerprints) && reader.ReadColumn(count, &places) &&
           reader.AtEnd();
  }
};

// Stored as a signed number: four bytes, where an unsigned one would take five.
uint32_t FingerprintAt(const KeyRow& row, size_t index) {
  return static_cast<uint32_t>(static_cast<int64_t>(row.fingerprints.At(index)));
}

}  // namespace

// Adds the fingerprint of a key whose row is now in the database.
void KeyIndex::Remember(uint64_t fingerprint) {
  Part& part = parts_[PartOf(fingerprint)];
  if (!part.is_loaded) return;
  remembered_ -= part.fingerprints.size();
  part.fingerprints.Add(RestOf(fingerprint));
  remembered_ += part.fingerprints.size();
}

// Evicts parts round-robin while memory is full.
void KeyIndex::Trim() {
  constexpr size_t kFingerprintBytes = 6;
  for (size_t i = 0; i < kParts && remembered_ * kFingerprintBytes > kKeyMemoryBytes; ++i) {
    remembered_ -= parts_[next_evicted_].fingerprints.size();
    parts_[next_evicted_] = Part();
    next_evicted_ = (next_evicted_ + 1) % kParts;
  }
}

void KeyIndex::Install(size_t part, FingerprintSet fingerprints) {
  Trim();
  parts_[part].fingerprints = std::move(fingerprints);
  parts_[part].is_loaded = true;
  remembered_ += parts_[part].fingerprints.size();
}

absl::Status KeyIndex::ReadFingerprints(size_t part, uint32_t from_epoch, FingerprintSet* fingerprints) const {
  KeyRow row;
  std::vector<uint32_t> read;
  const auto number = static_cast<uint8_t>(part);
  const auto scan = database_.ScanFrom(family_, KeysRowPrefix(number), KeysRowKey(number, from_epoch));
  for (; scan->Valid(); scan->Next()) {
    if (!row.Read(scan->value())) return DamagedRow(scan->key());
    for (size_t i = 0; i < row.fingerprints.size(); ++i) read.push_back(FingerprintAt(row, i));
  }
  fingerprints->AddAll(std::move(read));
  return scan->status();
}

// Whether a key of a written epoch may have this fingerprint, judged by 40 of its bits. A part that is not in memory is
// read without the lock; epochs written in the meantime are read too before the part is used.
absl::StatusOr<bool> KeyIndex::MayBePacked(uint64_t fingerprint) {
  const size_t part = PartOf(fingerprint);
  FingerprintSet fingerprints;
  bool is_read = false;
  for (uint32_t from = 0, to = 0;; from = to) {
    {
      const MutexLock lock(mutex_);
      if (is_read && !parts_[part].is_loaded && written_epochs_ == to) Install(part, std::move(fingerprints));
      if (parts_[part].is_loaded) return parts_[part].fingerprints.Contains(RestOf(fingerprint));
      to = written_epochs_;
    }
    if (absl::Status read = ReadFingerprints(part, from, &fingerprints); !read.ok()) return read;
    is_read = true;
  }
}

// The events of written epochs whose keys may have this fingerprint, judged by 40 of its bits.
absl::Status KeyIndex::ReadCandidates(uint64_t fingerprint, std::vector<Sequence>* candidates) const {
  KeyRow row;
  const auto scan = database_.ScanAll(family_, KeysRowPrefix(static_cast<uint8_t>(PartOf(fingerprint))));
  for (; scan->Valid(); scan->Next()) {
    uint32_t epoch = 0;
    if (!ReadEpochOfRow(scan->key(), &epoch) || !row.Read(scan->value())) return DamagedRow(scan->key());
    for (size_t i = 0; i < row.fingerprints.size(); ++i) {
      if (FingerprintAt(row, i) == RestOf(fingerprint))
        candidates->push_back(Sequence{epoch} * epoch_events_ + 1 +
                              static_cast<Sequence>(row.places.At(i) + kPlaceZero));
    }
  }
  return scan->status();
}

std::vector<Sequence> KeyIndex::FindRecent(uint64_t fingerprint) const {
  std::vector<Sequence> candidates;
  const MutexLock lock(mutex_);
  if (const auto found = by_fingerprint_.find(fingerprint); found != by_fingerprint_.end())
    candidates.push_back(found->second);
  for (const auto& [collided, sequence] : collisions_) {
    if (collided == fingerprint) candidates.push_back(sequence);
  }
  return candidates;
}

// Recent keys first: keys only ever move from recent to written, so none is missed in between.
absl::StatusOr<std::optional<Sequence>> KeyIndex::Find(absl::string_view event_id, const EventReader& events) {
  const uint64_t fingerprint = FingerprintOf(event_id);
  std::vector<Sequence> candidates = FindRecent(fingerprint);
  const absl::StatusOr<bool> may_be_packed = MayBePacked(fingerprint);
  if (!may_be_packed.ok()) return may_be_packed.status();
  if (*may_be_packed) {
    if (absl::Status read = ReadCandidates(fingerprint, &candidates); !read.ok()) return read;
  }
  for (const Sequence candidate : candidates) {
    const absl::StatusOr<v1::Event> event = events.Read(candidate);
    if (!event.ok()) return event.status();
    if (event->event_id() == event_id) return std::optional<Sequence>(candidate);
  }
  return std::optional<Sequence>();
}

void KeyIndex::PrefetchTables(absl::string_view event_id) const {
  const uint64_t fingerprint = FingerprintOf(event_id);
  const MutexLock lock(mutex_);
  by_fingerprint_.prefetch(fingerprint);
  parts_[PartOf(fingerprint)].fingerprints.PrefetchTables(RestOf(fingerprint));
}

void KeyIndex::PrefetchBucket(absl::string_view event_id) const {
  const uint64_t fingerprint = FingerprintOf(event_id);
  const MutexLock lock(mutex_);
  parts_[PartOf(fingerprint)].fingerprints.PrefetchBucket(RestOf(fingerprint));
}

void KeyIndex::Add(absl::string_view event_id, Sequence sequence) {
  const uint64_t fingerprint = FingerprintOf(event_id);
  const MutexLock lock(mutex_);
  recent_.emplace_back(fingerprint, sequence);
  if (!by_fingerprint_.emplace(fingerprint, sequence).second) collisions_.emplace_back(fingerprint, sequence);
}

void KeyIndex::Retract(Sequence first) {
  const MutexLock lock(mutex_);
  while (!recent_.empty() && recent_.back().second >= first) {
    const auto found = by_fingerprint_.find(recent_.back().first);
    if (found != by_fingerprint_.end() && found->second >= first) by_fingerprint_.erase(found);
    recent_.pop_back();
  }
  std::erase_if(collisions_, [&](const auto& collision) { return collision.second >= first; });
}

void KeyIndex::StageEpoch(uint32_t epoch, storage::Batch* batch) const {
  const Sequence first = Sequence{epoch} * epoch_events_ + 1;
  std::array<std::vector<std::pair<uint32_t, Sequence>>, kParts> parts;
  {
    const MutexLock lock(mutex_);
    for (const auto& [fingerprint, sequence] : recent_) {
      if (sequence >= first && sequence < first + epoch_events_)
        parts[PartOf(fingerprint)].emplace_back(RestOf(fingerprint), sequence - first);
    }
  }
  for (size_t part = 0; part < kParts; ++part) {
    if (parts[part].empty()) continue;
    std::sort(parts[part].begin(), parts[part].end());
    std::vector<absl::int128> fingerprints;
    std::vector<absl::int128> places;
    for (const auto& [fingerprint, place] : parts[part]) {
      fingerprints.push_back(static_cast<int32_t>(fingerprint));
      places.push_back(absl::int128(place) - kPlaceZero);
    }
    std::string value;
    storage::AppendVarint(fingerprints.size(), &value);
    storage::AppendColumn(fingerprints, &value);
    storage::AppendColumn(places, &value);
    batch->Put(family_, KeysRowKey(static_cast<uint8_t>(part), epoch), value);
  }
}

void KeyIndex::MarkWritten(uint32_t epoch) {
  const Sequence last = Sequence{epoch} * epoch_events_;
  const MutexLock lock(mutex_);
  for (; !recent_.empty() && recent_.front().second <= last; recent_.pop_front()) {
    const uint64_t fingerprint = recent_.front().first;
    Remember(fingerprint);
    const auto found = by_fingerprint_.find(fingerprint);
    if (found != by_fingerprint_.end() && found->second <= last) by_fingerprint_.erase(found);
  }
  std::erase_if(collisions_, [&](const auto& collision) { return collision.second <= last; });
  written_epochs_ = std::max(written_epochs_, epoch);
  Trim();
}

}  // namespace tranche
