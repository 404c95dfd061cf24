#include "proof/running_balance_map.h"

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "proof/boundary_events.h"

namespace tranche {

absl::Status RunningBalanceMap::Add(const EventView& event, absl::Span<const PostingView> postings) {
  if (IsBoundaryEvent(event.kind)) {
    std::string leaf = BoundaryLeaf(event.sequence, event.stored_bytes);
    const Digest hash = LeafHash(leaf);
    boundaries_.emplace(std::move(leaf), hash);
  }
  if (postings.empty()) return absl::OkStatus();
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(event.effective_date);
  if (!date.ok()) return date.status();
  for (const PostingView& posting : postings) {
    Line& line = lines_[BalanceLeaf::Key(posting.line, posting.measure)];
    line.moved.Add(*date, posting.amount);
    line.has_changed = true;
  }
  return absl::OkStatus();
}

Digest RunningBalanceMap::Root(bool binds_order) {
  for (auto& [key, line] : lines_) {
    if (line.has_changed) line.hash = LeafHash(BalanceLeaf::Bytes(key, line.moved.Totals()));
    line.has_changed = false;
  }
  return binds_order ? RootInOrder() : RootWithoutOrder();
}

Digest RunningBalanceMap::RootInOrder() {
  uint64_t index = 0;
  absl::string_view before;
  const auto set = [&](absl::string_view key, const Digest& hash) {
    ordered_.Set(index, hash, index > 0 ? SeparatorOf(before, key) : "");
    before = key;
    ++index;
  };
  for (const auto& [leaf, hash] : boundaries_) set(leaf, hash);
  for (const auto& [key, line] : lines_) set(key, line.hash);
  return ordered_.Root();
}

Digest RunningBalanceMap::RootWithoutOrder() {
  uint64_t index = 0;
  for (const auto& [key, line] : lines_) unordered_.Set(index++, line.hash, "");
  return unordered_.Root();
}

}  // namespace tranche
