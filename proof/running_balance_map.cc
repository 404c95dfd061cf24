#include "proof/running_balance_map.h"

#include "absl/strings/string_view.h"

namespace tranche {

void RunningBalanceMap::Add(CivilDate effective_date, absl::Span<const PostingView> postings) {
  for (const PostingView& posting : postings) {
    Line& line = lines_[BalanceLeaf::Key(posting.line, posting.measure)];
    line.moved.Add(effective_date, posting.amount);
    line.has_changed = true;
  }
}

Digest RunningBalanceMap::Root(bool binds_order) {
  uint64_t index = 0;
  absl::string_view before;
  for (auto& [key, line] : lines_) {
    if (line.has_changed) line.hash = LeafHash(BalanceLeaf::Bytes(key, line.moved.Totals()));
    line.has_changed = false;
    tree_.Set(index, line.hash, binds_order && index > 0 ? SeparatorOf(before, key) : "");
    before = key;
    ++index;
  }
  return tree_.Root();
}

}  // namespace tranche
