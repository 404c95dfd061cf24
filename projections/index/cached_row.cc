#include "projections/index/cached_row.h"

#include <utility>

namespace tranche {

std::shared_ptr<const CachedRow> CachedRow::Parse(std::string value, Sequence first) {
  const auto kept = std::make_shared<CachedRow>(std::move(value));
  return kept->row_.Parse(kept->value_, first) ? kept : nullptr;
}

const LinePlaces& CachedRow::Lines() const {
  absl::call_once(lines_asked_for_, [this] { are_lines_read_ = row_.ListLines(&lines_); });
  return lines_;
}

void CachedRow::ExpectLine(absl::string_view line) const { Lines().prefetch(line); }

bool CachedRow::FindLine(absl::string_view line, AccountPlaces* places) const {
  const auto found = Lines().find(line);
  *places = found == lines_.end() ? AccountPlaces() : found->second;
  return are_lines_read_;
}

size_t CachedRow::bytes() const {
  // A line has one account for each measure, and one more for each tranche.
  constexpr size_t kLineBytesOfAccount = 16;
  return sizeof(CachedRow) + value_.size() + row_.accounts().end * kLineBytesOfAccount;
}

}  // namespace tranche
