#include "projections/catalogue/catalogue_versions.h"

#include <algorithm>
#include <utility>

#include "events/refusal.h"

namespace tranche {

CatalogueVersions::CatalogueVersions(const EventReader* log)
    : log_(*log), newest_(std::make_shared<const Catalogue>()) {}

absl::StatusOr<std::shared_ptr<const Catalogue>> CatalogueVersions::Fold(absl::Span<const Sequence> sequences) const {
  auto catalogue = std::make_shared<Catalogue>();
  for (const Sequence sequence : sequences) {
    const absl::StatusOr<v1::Event> event = log_.Read(sequence);
    if (!event.ok()) return event.status();
    const absl::Status applied = catalogue->Apply(*event);
    if (!applied.ok())
      return Within("events: sequence {sequence}", {NumberField("sequence", sequence)},
                    Within("the catalogue does not take it", {}, WithCode(absl::StatusCode::kDataLoss, applied)));
  }
  return catalogue;
}

absl::Status CatalogueVersions::Load(absl::Span<const Sequence> sequences) {
  auto folded = Fold(sequences);
  if (!folded.ok()) return folded.status();
  const MutexLock lock(mutex_);
  sequences_.assign(sequences.begin(), sequences.end());
  newest_ = *std::move(folded);
  return absl::OkStatus();
}

void CatalogueVersions::Add(absl::Span<const Sequence> sequences, std::shared_ptr<const Catalogue> catalogue) {
  const MutexLock lock(mutex_);
  sequences_.insert(sequences_.end(), sequences.begin(), sequences.end());
  newest_ = std::move(catalogue);
}

std::shared_ptr<const Catalogue> CatalogueVersions::Newest() const {
  const MutexLock lock(mutex_);
  return newest_;
}

// The cached version of `events` events, or null; a hit makes it the most
// recently used.
std::shared_ptr<const Catalogue> CatalogueVersions::FindOlder(size_t events) const {
  const auto found =
      std::find_if(older_.begin(), older_.end(), [events](const Version& version) { return version.events == events; });
  if (found == older_.end()) return nullptr;
  older_.splice(older_.begin(), older_, found);
  return found->catalogue;
}

absl::StatusOr<std::shared_ptr<const Catalogue>> CatalogueVersions::At(Sequence known_at) const {
  std::vector<Sequence> wanted;
  {
    const MutexLock lock(mutex_);
    const auto end = std::upper_bound(sequences_.begin(), sequences_.end(), known_at);
    if (end == sequences_.end()) return newest_;
    if (auto kept = FindOlder(static_cast<size_t>(end - sequences_.begin()))) return kept;
    wanted.assign(sequences_.begin(), end);
  }
  auto folded = Fold(wanted);
  if (!folded.ok()) return folded;
  const MutexLock lock(mutex_);
  if (FindOlder(wanted.size()) == nullptr) older_.push_front({wanted.size(), *folded});
  if (older_.size() > kOlderVersionsMax) older_.pop_back();
  return folded;
}

}  // namespace tranche
