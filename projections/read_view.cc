#include "projections/read_view.h"

namespace tranche {

absl::StatusOr<Sequence> ReadView::KnownAt(absl::Time instant) const { return log().LastRecordedAt(instant, head_); }

absl::StatusOr<std::shared_ptr<const Catalogue>> ReadView::CatalogueAt(Sequence known_at) const {
  return sources_.catalogues->At(known_at);
}

CivilDate ReadView::DateOf(absl::Time instant) const {
  const absl::Time local = instant + absl::Minutes(terms().utc_offset_minutes());
  return CivilDate::FromDaysSinceEpoch(absl::ToInt64Hours(absl::Floor(local - absl::UnixEpoch(), absl::Hours(24))) /
                                       24);
}

absl::Time ReadView::EndOfDay(CivilDate date) const {
  return absl::UnixEpoch() + absl::Hours(24) * (date.DaysSinceEpoch() + 1) -
         absl::Minutes(terms().utc_offset_minutes()) - absl::Microseconds(1);
}

}  // namespace tranche
