#include "replay/index_comparison.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "log/tree_rows.h"
#include "projections/index/index_rows.h"

namespace tranche {
namespace {

using storage::Scan;

constexpr uint64_t kRowsBetweenAsking = 4096;

// `found` with the row that it is about.
absl::Status AtRow(const Scan& row, const absl::Status& found) {
  return Within("index: key {key} ({row})",
                {TextField("key", absl::BytesToHexString(row.key())), RowField("row", row.key())}, found);
}

absl::Status Extra() { return Refuse(absl::StatusCode::kDataLoss, "index.extra-row", "found the row, wanted none"); }

absl::Status Missing() { return Refuse(absl::StatusCode::kDataLoss, "index.missing-row", "the row is missing"); }

// A row of the index may have many thousand bytes: where two begin to differ is enough.
absl::Status Difference(absl::string_view stored, absl::string_view wanted) {
  const size_t common = std::min(stored.size(), wanted.size());
  const auto at = std::mismatch(stored.begin(), stored.begin() + common, wanted.begin()).first - stored.begin();
  return Refuse(absl::StatusCode::kDataLoss, "index.other-row",
                "found {found} byte{found:s} that differ from byte {at} on from the wanted {wanted}",
                {NumberField("found", stored.size()), NumberField("at", static_cast<uint64_t>(at)),
                 NumberField("wanted", wanted.size())});
}

// Negative: the stored row has no counterpart; positive: the wanted one has none.
int Order(const Scan& stored, const Scan& wanted) {
  if (!wanted.Valid()) return -1;
  if (!stored.Valid()) return 1;
  return stored.key().compare(wanted.key());
}

}  // namespace

IndexComparison CompareIndexes(const IndexRows& stored, const IndexRows& wanted, uint32_t epoch_events,
                               const DifferenceVisitor& visitor, const GoOnCallback& go_on) {
  IndexComparison comparison;
  const auto report = [&](const Scan& row, bool is_wanted, const absl::Status& what) {
    ++comparison.different;
    visitor({FirstSequenceOfRow(row.key(), epoch_events), is_wanted && IsTreeRow(row.key()), AtRow(row, what)});
  };
  const std::unique_ptr<Scan> found = stored.rows->ScanAll(stored.family, "");
  const std::unique_ptr<Scan> fresh = wanted.rows->ScanAll(wanted.family, "");
  for (uint64_t row = 0; found->Valid() || (fresh->Valid() && found->status().ok()); ++row) {
    if (go_on && row % kRowsBetweenAsking == 0) comparison.status = go_on();
    if (!comparison.status.ok()) return comparison;
    const int order = Order(*found, *fresh);
    if (order < 0) report(*found, false, Extra());
    if (order > 0) report(*fresh, true, Missing());
    if (order == 0 && found->value() != fresh->value())
      report(*found, true, Difference(found->value(), fresh->value()));
    if (order >= 0) ++comparison.rows;
    if (order >= 0) fresh->Next();
    if (order <= 0) found->Next();
  }
  if (!found->status().ok()) {
    ++comparison.different;
    visitor({0, false, Within("the rest of the index cannot be read", {}, found->status())});
  }
  for (; fresh->Valid(); fresh->Next()) ++comparison.rows;
  comparison.status = fresh->status();
  return comparison;
}

}  // namespace tranche
