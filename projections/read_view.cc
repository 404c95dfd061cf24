#include "projections/read_view.h"

#include "events/instant.h"

namespace tranche {

absl::StatusOr<Sequence> ReadView::KnownAt(absl::Time instant) const { return log().LastRecordedAt(instant, head_); }

absl::StatusOr<std::shared_ptr<const Catalogue>> ReadView::CatalogueAt(Sequence known_at) const {
  return sources_.catalogues->At(known_at);
}

CivilDate ReadView::DateOf(absl::Time instant) const { return CivilDateAt(instant, terms().utc_offset_minutes()); }

absl::Time ReadView::EndOfDay(CivilDate date) const {
  return absl::UnixEpoch() + absl::Hours(24) * (date.DaysSinceEpoch() + 1) -
         absl::Minutes(terms().utc_offset_minutes()) - absl::Microseconds(1);
}

}  // namespace tranche
