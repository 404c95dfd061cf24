// The part of the tree of committed lines that shows all lines of some units and hides the rest behind hashes: made
// from the tree, and checked against its root (docs/proofs.md, "Checking the committed lines").
//
// Thread safety: const members may run concurrently, functions are pure.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <functional>
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

// Adds to `nodes` the part of `tree` with the leaves in question.
//
// leaf  the bytes of the leaf at an index.
// Cost: a step for each of these leaves and for each node above them.
void ProveLines(const OrderedTree& tree, const std::function<const std::string&(uint64_t index)>& leaf,
                const LinePrefixes& prefixes, LineNodes* nodes);

// Returns the leaves in question, in order: all that can be shown under `root` by anyone, so that no other list of them
// passes. They point into `nodes`.
//
// Errors:
//   FAILED_PRECONDITION  the nodes are no tree with that root; a leaf is not on its side of a separator; or a part that
//                        may hold such leaves is hidden.
absl::StatusOr<std::vector<absl::string_view>> CheckLines(const LineNodes& nodes, const Digest& root,
                                                          const LinePrefixes& prefixes);

}  // namespace tranche
