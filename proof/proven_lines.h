// The part of the balance tree that shows all lines of some units and hides the rest behind hashes: made
// from the tree, and checked against its root (docs/proofs.md, "Checking the balance lines").
//
// Thread safety: const members may run concurrently, functions are pure.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "log/merkle_tree.h"
#include "proof/ordered_tree.h"
#include "proto/proof.pb.h"

namespace tranche {

// The leaves in question: those that begin with one of some prefixes.
class LinePrefixes {
 public:
  // prefixes  ascending, none the beginning of another; each ends with a byte 00, but for a single empty one, which all
  //           leaves begin with.
  explicit LinePrefixes(std::vector<std::string> prefixes);

  bool Begin(absl::string_view leaf) const { return Meet(leaf, std::string(leaf) + '\0'); }

  // True if a text that is at least `from` and less than `to`, if there is a `to`, may begin with one of them. Cost: a
  // binary search.
  bool Meet(absl::string_view from, const std::optional<std::string>& to) const;

 private:
  struct Range {
    std::string begin;
    std::optional<std::string> end;  // exclusive
  };
  std::vector<Range> ranges_;
};

using LineNodes = google::protobuf::RepeatedPtrField<v1::LineNode>;

// The tree that a proof is taken from, of the shape of OrderedTree; its nodes are asked for from left to right. An
// error of any member ends the proof.
class LineTree {
 public:
  virtual ~LineTree() = default;

  // The number of leaves.
  virtual uint64_t size() const = 0;

  // The node over the leaves from `first` to before `end`; what lies between the leaf at `index`, from 1, and the one
  // before it; the bytes of that leaf.
  virtual absl::StatusOr<Digest> Node(uint64_t first, uint64_t end) = 0;
  virtual absl::StatusOr<std::string> Separator(uint64_t index) = 0;
  virtual absl::StatusOr<std::string> Leaf(uint64_t index) = 0;
};

// A tree in memory; both must outlive it.
class LinesInMemory final : public LineTree {
 public:
  // tree  over `leaves`, as of its last Root.
  LinesInMemory(const OrderedTree& tree, const std::vector<std::string>& leaves) : tree_(tree), leaves_(leaves) {}

  uint64_t size() const override { return leaves_.size(); }
  absl::StatusOr<Digest> Node(uint64_t first, uint64_t end) override { return tree_.Node(first, end); }
  absl::StatusOr<std::string> Separator(uint64_t index) override { return tree_.separator(index); }
  absl::StatusOr<std::string> Leaf(uint64_t index) override { return leaves_[index]; }

 private:
  const OrderedTree& tree_;
  const std::vector<std::string>& leaves_;
};

// Adds to `nodes` the part of `*tree` with the leaves in question.
//
// Cost: a step for each of these leaves and for each node above them. Errors: those of `*tree`.
absl::Status ProveLines(LineTree* tree, const LinePrefixes& prefixes, LineNodes* nodes);

// Returns the leaves in question, in order: all that can be shown under `root` by anyone, so that no other list of them
// passes. They point into `nodes`.
//
// Errors:
//   FAILED_PRECONDITION  the nodes are no tree with that root; a leaf is not on its side of a separator; or a part that
//                        may hold such leaves is hidden.
absl::StatusOr<std::vector<absl::string_view>> CheckLines(const LineNodes& nodes, const Digest& root,
                                                          const LinePrefixes& prefixes);

}  // namespace tranche
