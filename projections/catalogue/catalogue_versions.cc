#include "projections/catalogue/catalogue_versions.h"

#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "events/instant.h"
#include "events/refusal.h"

namespace tranche {
namespace {

absl::Status Apply(const v1::Event& event, Catalogue* catalogue) {
  const absl::Status applied = catalogue->Apply(event);
  if (applied.ok()) return applied;
  return Within("events: sequence {sequence}", {NumberField("sequence", event.sequence())},
                Within("the catalogue does not take it", {}, WithCode(absl::StatusCode::kDataLoss, applied)));
}

}  // namespace

CatalogueVersions::CatalogueVersions(const EventReader* log)
    : log_(*log), newest_(std::make_shared<const Catalogue>()), kept_({{0, newest_}}) {}

absl::Status CatalogueVersions::Load(absl::FunctionRef<absl::Status(Take take)> visit) {
  const MutexLock lock(mutex_);
  Catalogue catalogue;
  absl::Time last = absl::InfinitePast();
  const absl::Status visited = visit([&](const v1::Event& event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const absl::Time recorded_at = RecordedAt(event);
    if (recorded_at != last) Keep(sequences_.size(), std::make_shared<const Catalogue>(catalogue));
    last = recorded_at;
    sequences_.push_back(event.sequence());
    return Apply(event, &catalogue);
  });
  if (visited.ok()) newest_ = std::make_shared<const Catalogue>(std::move(catalogue));
  return visited;
}

void CatalogueVersions::Add(absl::Span<const Sequence> sequences, std::shared_ptr<const Catalogue> catalogue) {
  const MutexLock lock(mutex_);
  Keep(sequences_.size(), std::move(newest_));
  sequences_.insert(sequences_.end(), sequences.begin(), sequences.end());
  newest_ = std::move(catalogue);
}

// Keeps the version of the first `events`, unless that is too near to the last one kept.
void CatalogueVersions::Keep(size_t events, std::shared_ptr<const Catalogue> catalogue) {
  if (events < kept_.back().events + kept_apart_) return;
  kept_.push_back({events, std::move(catalogue)});
  if (kept_.size() <= kKeptMax) return;
  kept_apart_ *= 2;
  size_t i = 0;
  std::erase_if(kept_, [&i](const Version&) { return i++ % 2 == 1; });
}

std::shared_ptr<const Catalogue> CatalogueVersions::Newest() const {
  const MutexLock lock(mutex_);
  return newest_;
}

// The cached version of `events` events, or null; a hit makes it the most recently used.
std::shared_ptr<const Catalogue> CatalogueVersions::FindCached(size_t events) const {
  const auto found = std::find_if(cached_.begin(), cached_.end(),
                                  [events](const Version& version) { return version.events == events; });
  if (found == cached_.end()) return nullptr;
  cached_.splice(cached_.begin(), cached_, found);
  return found->catalogue;
}

absl::StatusOr<std::shared_ptr<const Catalogue>> CatalogueVersions::At(Sequence known_at) const {
  std::vector<Sequence> missing;
  Version before;
  size_t events = 0;
  {
    const MutexLock lock(mutex_);
    const auto end = std::upper_bound(sequences_.begin(), sequences_.end(), known_at);
    if (end == sequences_.end()) return newest_;
    events = static_cast<size_t>(end - sequences_.begin());
    before = *std::prev(std::upper_bound(kept_.begin(), kept_.end(), events,
                                         [](size_t wanted, const Version& kept) { return wanted < kept.events; }));
    if (before.events == events) return before.catalogue;
    if (auto cached = FindCached(events)) return cached;
    missing.assign(sequences_.begin() + static_cast<std::ptrdiff_t>(before.events), end);
  }
  auto folded = std::make_shared<Catalogue>(*before.catalogue);
  for (const Sequence sequence : missing) {
    const absl::StatusOr<v1::Event> event = log_.Read(sequence);
    if (!event.ok()) return event.status();
    if (absl::Status applied = Apply(*event, folded.get()); !applied.ok()) return applied;
  }
  const MutexLock lock(mutex_);
  if (FindCached(events) == nullptr) cached_.push_front({events, folded});
  if (cached_.size() > kCachedMax) cached_.pop_back();
  return folded;
}

}  // namespace tranche
