// The tail in a row of its own, which an open reads in place of the events.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "events/check.h"
#include "projections/index/balance_index.h"
#include "projections/index/index_rows.h"
#include "projections/index/tail_row.h"

namespace tranche {
namespace {

// An open reads up to this many events from the log, as it does for the open tile of the tree; they take it a few
// tenths of a millisecond. In a ledger of small epochs the tail is written more often.
constexpr uint32_t kEventsLeft = 256;
constexpr uint32_t kTailsOfAnEpoch = 256;

}  // namespace

absl::Status BalanceIndex::LoadTail(Sequence head) {
  const std::string key = TailRowKey(epochs_);
  absl::StatusOr<std::optional<std::string>> stored = database_.Get(family_, key);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return absl::OkStatus();
  const auto value = std::make_shared<const std::string>(**std::move(stored));
  TailRow row;
  if (!row.Parse(*value) || row.events() >= epoch_events_) return DamagedRow(key);
  is_tail_stored_ = true;
  const Sequence first = FirstOf(epochs_);
  const Sequence last = first - 1 + row.events();
  if (last > head) return absl::OkStatus();
  std::vector<uint64_t> fingerprints(row.events());
  for (size_t i = 0; i < fingerprints.size(); ++i) fingerprints[i] = row.FingerprintAt(i);
  keys_.AddAll(fingerprints, first);
  for (const auto& [scope, part] : row.scopes())
    scopes_.At(scope).part = std::make_shared<const TailPart>(value, part, first);
  kept_ = stored_tail_ = last_ = last;
  return absl::OkStatus();
}

Sequence BalanceIndex::StoredTail(const storage::Database& database, storage::Family family, uint32_t epoch_events,
                                  Sequence head) {
  const auto epoch = static_cast<uint32_t>(head / epoch_events);
  const auto stored = database.Get(family, TailRowKey(epoch));
  if (!stored.ok() || !stored->has_value()) return 0;
  TailRow row;
  const Sequence before = Sequence{epoch} * epoch_events;
  return row.Parse(**stored) && row.events() <= head - before ? before + row.events() : 0;
}

Sequence BalanceIndex::loaded() const {
  const ReaderLock lock(mutex_);
  return std::max(Sequence{epochs_} * epoch_events_, kept_);
}

bool BalanceIndex::IsTailDue(Sequence last) const {
  const uint32_t left = std::clamp<uint32_t>(epoch_events_ / kTailsOfAnEpoch, 1, kEventsLeft);
  const ReaderLock lock(mutex_);
  const Sequence kept = std::max(Sequence{epochs_} * epoch_events_, stored_tail_);
  return last % epoch_events_ != 0 && last >= kept + left;
}

bool BalanceIndex::IsTailStored() const {
  const ReaderLock lock(mutex_);
  return is_tail_stored_;
}

// The scopes of the tail up to `last`, ascending.
std::vector<BalanceIndex::EpochPart> BalanceIndex::PartsOfTail(Sequence last) const {
  std::vector<EpochPart> parts;
  const ReaderLock lock(mutex_);
  TRANCHE_CHECK(last / epoch_events_ == epochs_ && last >= kept_ && last <= last_, "a tail of events up to ", last,
                " in epoch ", epochs_);
  for (const auto& [scope, entry] : scopes_.entries()) {
    const size_t count = UpTo(entry->tail, last).size();
    if (count > 0 || entry->part != nullptr) parts.push_back({entry.get(), 0, count, nullptr});
  }
  return parts;
}

absl::Status BalanceIndex::StageTail(Sequence last, storage::Batch* batch) {
  const auto epoch = static_cast<uint32_t>(last / epoch_events_);
  if (last < FirstOf(epoch)) return absl::OkStatus();
  std::vector<EpochPart> parts = PartsOfTail(last);
  std::vector<ScopeInTail> scopes;
  for (EpochPart& part : parts) {
    Material material = MaterialOf(part);
    material.sources.clear();
    if (material.postings.empty()) {
      scopes.emplace_back(std::move(material.scope), material.part->value());
      continue;
    }
    absl::StatusOr<SharedRow> row = BuildRow(epoch, &material);
    if (!row.ok()) return row.status();
    part.row = *std::move(row);
    scopes.emplace_back(std::move(material.scope), part.row->value());
  }
  batch->Put(family_, TailRowKey(epoch), BuildTailRow(keys_.Newest(FirstOf(epoch), last), scopes));
  const WriterLock lock(mutex_);
  is_tail_stored_ = true;
  stored_tail_ = last;
  return absl::OkStatus();
}

}  // namespace tranche
