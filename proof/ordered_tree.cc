#include "proof/ordered_tree.h"

#include <algorithm>
#include <utility>

#include "absl/numeric/bits.h"
#include "absl/strings/str_cat.h"
#include "events/check.h"

namespace tranche {

Digest SplitHash(const Digest& left, const Digest& right, absl::string_view separator) {
  return Sha256(absl::StrCat("\x01", ToBytes(left), ToBytes(right), separator));
}

absl::string_view SeparatorOf(absl::string_view before, absl::string_view after) {
  TRANCHE_CHECK(before < after, "leaves do not ascend: \"", before, "\", \"", after, "\"");
  const auto [end, differs] = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  return after.substr(0, static_cast<size_t>(differs - after.begin()) + 1);
}

void OrderedTree::Set(uint64_t index, const Digest& hash, absl::string_view separator) {
  std::vector<Digest>& leaves = levels_.front();
  TRANCHE_CHECK(index <= leaves.size() && (changed_.empty() || changed_.back() < index), "leaf ", index, " of ",
                leaves.size());
  if (index < leaves.size() && leaves[index] == hash && separators_[index] == separator) return;
  if (index == leaves.size()) {
    leaves.emplace_back();
    separators_.emplace_back();
  }
  leaves[index] = hash;
  separators_[index] = std::string(separator);
  changed_.push_back(index);
}

Digest OrderedTree::Root() {
  std::vector<uint64_t> changed = std::exchange(changed_, {});
  for (size_t level = 0; levels_[level].size() > 1; ++level) {
    if (level + 1 == levels_.size()) levels_.emplace_back();
    const std::vector<Digest>& below = levels_[level];
    std::vector<Digest>& nodes = levels_[level + 1];
    nodes.resize(below.size() / 2);
    std::vector<uint64_t> above;
    for (const uint64_t index : changed) {
      const uint64_t parent = index / 2;
      if (parent >= nodes.size() || (!above.empty() && above.back() == parent)) continue;
      const uint64_t middle = (2 * parent + 1) << level;
      nodes[parent] = SplitHash(below[2 * parent], below[2 * parent + 1], separators_[middle]);
      above.push_back(parent);
    }
    changed = std::move(above);
  }
  return size() == 0 ? Sha256("") : Node(0, size());
}

uint64_t OrderedTree::SplitOf(uint64_t first, uint64_t end) { return first + LeftSize(end - first); }

Digest OrderedTree::Node(uint64_t first, uint64_t end) const {
  const uint64_t leaves = end - first;
  if (absl::has_single_bit(leaves)) return levels_[static_cast<size_t>(absl::countr_zero(leaves))][first / leaves];
  const uint64_t middle = SplitOf(first, end);
  return SplitHash(Node(first, middle), Node(middle, end), separators_[middle]);
}

}  // namespace tranche
