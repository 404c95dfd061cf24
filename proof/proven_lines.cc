#include "proof/proven_lines.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "proof/does_not_hold.h"

namespace tranche {
namespace {

// No tree of a ledger is deeper: it would have 2^64 leaves.
constexpr int kDepthMax = 64;

// What the separators above a node say of its leaves: at least `from`, and less than `to` if there is one.
struct Bounds {
  std::string from;
  std::optional<std::string> to;

  bool Have(absl::string_view leaf) const { return leaf >= from && (!to || leaf < *to); }
};

class LineProver {
 public:
  LineProver(LineTree* tree, const LinePrefixes& prefixes, LineNodes* nodes)
      : tree_(*tree), prefixes_(prefixes), nodes_(*nodes) {}

  absl::Status Add(uint64_t first, uint64_t end, const Bounds& bounds) {
    v1::LineNode* node = nodes_.Add();
    if (!prefixes_.Meet(bounds.from, bounds.to)) {
      const absl::StatusOr<Digest> hash = tree_.Node(first, end);
      if (hash.ok()) node->set_hash(std::string(ToBytes(*hash)));
      return hash.status();
    }
    if (end - first == 1) {
      absl::StatusOr<std::string> leaf = tree_.Leaf(first);
      if (leaf.ok()) node->set_leaf(*std::move(leaf));
      return leaf.status();
    }
    const uint64_t middle = OrderedTree::SplitOf(first, end);
    const absl::StatusOr<std::string> separator = tree_.Separator(middle);
    if (!separator.ok()) return separator.status();
    node->set_separator(*separator);
    const absl::Status left = Add(first, middle, {bounds.from, *separator});
    return left.ok() ? Add(middle, end, {*separator, bounds.to}) : left;
  }

 private:
  LineTree& tree_;
  const LinePrefixes& prefixes_;
  LineNodes& nodes_;
};

class LineChecker {
 public:
  LineChecker(const LineNodes& nodes, const LinePrefixes& prefixes) : nodes_(nodes), prefixes_(prefixes) {}

  // The hash of the next node, below `depth` others.
  absl::StatusOr<Digest> Read(const Bounds& bounds, int depth) {
    if (next_ == nodes_.size()) return DoesNotHold("the tree of its balance lines is cut off");
    if (depth > kDepthMax) return DoesNotHold("the tree of its balance lines is too deep");
    const v1::LineNode& node = nodes_.Get(next_++);
    switch (node.node_case()) {
      case v1::LineNode::kSeparator:
        return ReadHalves(node.separator(), bounds, depth);
      case v1::LineNode::kLeaf:
        if (!bounds.Have(node.leaf())) return DoesNotHold("its balance lines are not in order");
        if (prefixes_.Begin(node.leaf())) leaves_.push_back(node.leaf());
        return LeafHash(node.leaf());
      case v1::LineNode::kHash:
        if (prefixes_.Meet(bounds.from, bounds.to)) return DoesNotHold("it leaves out lines that may count");
        return ToDigest(node.hash());
      case v1::LineNode::NODE_NOT_SET:
        break;
    }
    return DoesNotHold("a node of its balance lines is empty");
  }

  bool is_at_end() const { return next_ == nodes_.size(); }
  std::vector<absl::string_view>& leaves() { return leaves_; }

 private:
  absl::StatusOr<Digest> ReadHalves(const std::string& separator, const Bounds& bounds, int depth) {
    if (separator == bounds.from || !bounds.Have(separator))
      return DoesNotHold("the separators of its balance lines are not in order");
    const absl::StatusOr<Digest> left = Read({bounds.from, separator}, depth + 1);
    if (!left.ok()) return left;
    const absl::StatusOr<Digest> right = Read({separator, bounds.to}, depth + 1);
    if (!right.ok()) return right;
    return SplitHash(*left, *right, separator);
  }

  const LineNodes& nodes_;
  const LinePrefixes& prefixes_;
  int next_ = 0;
  std::vector<absl::string_view> leaves_;
};

}  // namespace

LinePrefixes::LinePrefixes(std::vector<std::string> prefixes) {
  for (std::string& prefix : prefixes) {
    std::optional<std::string> end;
    if (!prefix.empty()) end = prefix.substr(0, prefix.size() - 1) + '\x01';
    ranges_.push_back({std::move(prefix), std::move(end)});
  }
}

bool LinePrefixes::Meet(absl::string_view from, const std::optional<std::string>& to) const {
  const auto first = std::partition_point(ranges_.begin(), ranges_.end(),
                                          [&](const Range& range) { return range.end && *range.end <= from; });
  return first != ranges_.end() && (!to || first->begin < *to);
}

absl::Status ProveLines(LineTree* tree, const LinePrefixes& prefixes, LineNodes* nodes) {
  return tree->size() > 0 ? LineProver(tree, prefixes, nodes).Add(0, tree->size(), {}) : absl::OkStatus();
}

absl::StatusOr<std::vector<absl::string_view>> CheckLines(const LineNodes& nodes, const Digest& root,
                                                          const LinePrefixes& prefixes) {
  LineChecker checker(nodes, prefixes);
  const absl::StatusOr<Digest> found = nodes.empty() ? Sha256("") : checker.Read({}, 0);
  if (!found.ok()) return found.status();
  if (!checker.is_at_end()) return DoesNotHold("more nodes follow the tree of its balance lines");
  if (*found != root) return DoesNotHold("the tree of its balance lines has another root than the balance root");
  return std::move(checker.leaves());
}

}  // namespace tranche
