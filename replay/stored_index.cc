#include "replay/stored_index.h"

#include <optional>

#include "absl/status/statusor.h"
#include "log/tree_rows.h"
#include "projections/index/index_format.h"

namespace tranche {

using storage::Family;

bool StoredIndex::MayBeOf(Sequence head) const {
  const absl::StatusOr<uint32_t> format = ReadIndexFormat(database_, Family::kIndex);
  const absl::StatusOr<TreeHead> tree = ReadTreeHead(database_, Family::kIndex);
  return format.ok() && *format == kIndexFormat && tree.ok() && tree->size == head;
}

bool StoredIndex::IsStored(absl::string_view key, absl::string_view value) const {
  const absl::StatusOr<std::optional<std::string>> stored = database_.Get(Family::kIndex, key);
  return stored.ok() && stored->has_value() && **stored == value;
}

bool StoredIndex::IsAbsent(absl::string_view key) const {
  const absl::StatusOr<std::optional<std::string>> stored = database_.Get(Family::kIndex, key);
  return stored.ok() && !stored->has_value();
}

absl::Status StoredIndex::Take(const storage::Batch& made) {
  bool is_same = true;
  made.Visit([&](Family family, absl::string_view key, std::optional<absl::string_view> value) {
    if (value && key == absl::string_view(TreeHeadKey())) {
      tree_head_.assign(value->data(), value->size());
      return true;
    }
    if (value) ++rows_;
    is_same = family == Family::kIndex && (value ? IsStored(key, *value) : IsAbsent(key));
    return is_same;
  });
  return is_same ? absl::OkStatus() : absl::CancelledError("the stored index is another one");
}

// No row is made twice: the key of each has the epoch, the event or the tile that it is of, and the tail of the last
// epoch is made once, when all events are there. Only the row of a reversal
// is keyed by another event, and the rows of two reversals of one event have different values. So as many rows as were
// taken are those that were taken.
bool StoredIndex::IsWhole() const {
  if (!IsStored(TreeHeadKey(), tree_head_)) return false;
  uint64_t stored = 0;
  const auto scan = database_.ScanAll(Family::kIndex, "");
  for (; scan->Valid(); scan->Next()) ++stored;
  return scan->status().ok() && stored == rows();
}

}  // namespace tranche
