#include "projections/index/key_index.h"

#include <xxhash.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "events/check.h"
#include "projections/index/index_rows.h"
#include "storage/encoding/packed.h"

namespace tranche {
namespace {

using storage::PackedColumn;
using storage::PackedReader;

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

// The first of `candidates` whose key is `event_id`.
absl::StatusOr<std::optional<Sequence>> FirstWithKey(absl::string_view event_id, absl::Span<const Sequence> candidates,
                                                     const EventReader& events) {
  for (const Sequence candidate : candidates) {
    const absl::StatusOr<v1::Event> event = events.Read(candidate);
    if (!event.ok()) return event.status();
    if (event->event_id() == event_id) return std::optional<Sequence>(candidate);
  }
  return std::optional<Sequence>();
}

}  // namespace

// 64-bit XXH3 is stable: the same on every machine and in every later version.
uint64_t FingerprintOf(absl::string_view event_id) { return XXH3_64bits(event_id.data(), event_id.size()); }

// Evicts parts round-robin while memory is full.
void KeyIndex::Trim() {
  for (size_t i = 0; i < kParts && bytes_ > bytes_max_; ++i) {
    Part& part = parts_[next_evicted_];
    bytes_ -= part.fingerprints.bytes();
    part.fingerprints = FingerprintTable();
    part.is_loaded = false;
    next_evicted_ = (next_evicted_ + 1) % kParts;
  }
}

// `written` are the fingerprints of all keys that are not among the newest.
void KeyIndex::Install(std::vector<uint32_t> written, Part* part) {
  Trim();
  for (const NewKey& key : part->newest) written.push_back(key.rest);
  part->fingerprints = FingerprintTable(std::move(written));
  part->is_loaded = true;
  bytes_ += part->fingerprints.bytes();
}

// Those of the epochs from `from_epoch` on, before `to_epoch`.
absl::Status KeyIndex::ReadFingerprints(size_t part, uint32_t from_epoch, uint32_t to_epoch,
                                        std::vector<uint32_t>* fingerprints) const {
  if (from_epoch == to_epoch) return absl::OkStatus();
  KeyRow row;
  const auto number = static_cast<uint8_t>(part);
  const auto scan = database_.ScanFrom(family_, KeysRowPrefix(number), KeysRowKey(number, from_epoch));
  for (; scan->Valid(); scan->Next()) {
    uint32_t epoch = 0;
    if (!ReadEpochOfRow(scan->key(), &epoch)) return DamagedRow(scan->key());
    if (epoch >= to_epoch) return absl::OkStatus();
    if (!row.Read(scan->value())) return DamagedRow(scan->key());
    for (size_t i = 0; i < row.fingerprints.size(); ++i) fingerprints->push_back(FingerprintAt(row, i));
  }
  return scan->status();
}

// Whether a key may have this fingerprint, judged by 40 of its bits; if so, adds those of the newest events whose keys
// may have it. A part that is not in memory is read without the lock; epochs written in the meantime are read too
// before the part is used.
absl::StatusOr<bool> KeyIndex::MayBeUsed(uint64_t fingerprint, std::vector<Sequence>* newest) {
  const size_t number = PartOf(fingerprint);
  const uint32_t rest = RestOf(fingerprint);
  std::vector<uint32_t> written;
  bool is_read = false;
  for (uint32_t from = 0, to = 0;; from = to) {
    {
      const MutexLock lock(mutex_);
      Part& part = parts_[number];
      if (is_read && !part.is_loaded && written_epochs_ == to) Install(std::exchange(written, {}), &part);
      if (part.is_loaded) {
        if (!part.fingerprints.MayContain(rest)) return false;
        for (const NewKey& key : part.newest) {
          if (key.rest == rest) newest->push_back(key.sequence);
        }
        return true;
      }
      to = written_epochs_;
    }
    if (absl::Status read = ReadFingerprints(number, from, to, &written); !read.ok()) return read;
    is_read = true;
  }
}

// The events of written epochs whose keys may have this fingerprint, judged by 40 of its bits.
absl::Status KeyIndex::ReadWritten(uint64_t fingerprint, std::vector<Sequence>* candidates) const {
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

// The newest keys first: keys only ever move from these to written ones, so none is missed in between.
absl::StatusOr<std::optional<Sequence>> KeyIndex::Find(absl::string_view event_id, uint64_t fingerprint,
                                                       const EventReader& events) {
  std::vector<Sequence> candidates;
  const absl::StatusOr<bool> may_be_used = MayBeUsed(fingerprint, &candidates);
  if (!may_be_used.ok()) return may_be_used.status();
  if (!*may_be_used) return std::optional<Sequence>();
  absl::StatusOr<std::optional<Sequence>> found = FirstWithKey(event_id, candidates, events);
  if (!found.ok() || found->has_value()) return found;
  candidates.clear();
  if (absl::Status read = ReadWritten(fingerprint, &candidates); !read.ok()) return read;
  return FirstWithKey(event_id, candidates, events);
}

void KeyIndex::Prefetch(uint64_t fingerprint) const {
  const MutexLock lock(mutex_);
  parts_[PartOf(fingerprint)].fingerprints.Prefetch(RestOf(fingerprint));
}

void KeyIndex::Add(uint64_t fingerprint, Sequence sequence) {
  const MutexLock lock(mutex_);
  AddLocked(fingerprint, sequence);
}

void KeyIndex::AddAll(absl::Span<const uint64_t> fingerprints, Sequence first) {
  const MutexLock lock(mutex_);
  for (const uint64_t fingerprint : fingerprints) AddLocked(fingerprint, first++);
}

std::vector<uint64_t> KeyIndex::Newest(Sequence first, Sequence last) const {
  std::vector<uint64_t> fingerprints(last + 1 - first);
  size_t found = 0;
  const MutexLock lock(mutex_);
  for (size_t part = 0; part < kParts; ++part) {
    for (const NewKey& key : parts_[part].newest) {
      if (key.sequence < first || key.sequence > last) continue;
      fingerprints[key.sequence - first] = uint64_t{key.rest} << 32 | part;
      ++found;
    }
  }
  TRANCHE_CHECK(found == fingerprints.size(), found, " new keys of the events ", first, " to ", last);
  return fingerprints;
}

void KeyIndex::AddLocked(uint64_t fingerprint, Sequence sequence) {
  Part& part = parts_[PartOf(fingerprint)];
  part.newest.push_back({RestOf(fingerprint), sequence});
  if (!part.is_loaded) return;
  bytes_ -= part.fingerprints.bytes();
  part.fingerprints.Add(RestOf(fingerprint));
  bytes_ += part.fingerprints.bytes();
}

void KeyIndex::Retract(uint64_t fingerprint, Sequence sequence) {
  const MutexLock lock(mutex_);
  Part& part = parts_[PartOf(fingerprint)];
  TRANCHE_CHECK(!part.newest.empty() && part.newest.back().sequence == sequence, "the key of event ", sequence,
                " is taken back that was not added last");
  part.newest.pop_back();
  if (part.is_loaded) part.fingerprints.Remove(RestOf(fingerprint));
}

void KeyIndex::StageEpoch(uint32_t epoch, storage::Batch* batch) const {
  const Sequence first = Sequence{epoch} * epoch_events_ + 1;
  std::array<std::vector<std::pair<uint32_t, Sequence>>, kParts> parts;
  {
    const MutexLock lock(mutex_);
    for (size_t part = 0; part < kParts; ++part) {
      for (const NewKey& key : parts_[part].newest) {
        if (key.sequence >= first && key.sequence < first + epoch_events_)
          parts[part].emplace_back(key.rest, key.sequence - first);
      }
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
  if (epoch <= written_epochs_) return;
  written_epochs_ = epoch;
  for (Part& part : parts_) {
    const auto is_later = [last](const NewKey& key) { return key.sequence > last; };
    part.newest.erase(part.newest.begin(), std::find_if(part.newest.begin(), part.newest.end(), is_later));
  }
  Trim();
}

}  // namespace tranche
