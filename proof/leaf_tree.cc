#include "proof/leaf_tree.h"

#include <utility>

#include "absl/status/statusor.h"
#include "events/check.h"

namespace tranche {

void LeafTree::Set(uint64_t index, const Digest& hash) {
  std::vector<Digest>& leaves = levels_.front();
  TRANCHE_CHECK(index <= leaves.size() && (changed_.empty() || changed_.back() < index), "leaf ", index, " of ",
                leaves.size());
  if (index < leaves.size() && leaves[index] == hash) return;
  if (index == leaves.size()) leaves.emplace_back();
  leaves[index] = hash;
  changed_.push_back(index);
}

Digest LeafTree::Root() {
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
      nodes[parent] = NodeHash(below[2 * parent], below[2 * parent + 1]);
      above.push_back(parent);
    }
    changed = std::move(above);
  }
  return RootOf(size(), Nodes()).value();
}

NodeReader LeafTree::Nodes() const {
  return [this](int level, uint64_t index) -> absl::StatusOr<Digest> {
    return levels_[static_cast<size_t>(level)][index];
  };
}

}  // namespace tranche
