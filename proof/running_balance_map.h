// An incremental balance map (proof/balance_map.h): its roots at many sequences from a single fold of the log. It
// cannot produce proofs.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/posting.h"
#include "log/merkle_tree.h"
#include "proof/balance_map.h"
#include "proof/ordered_tree.h"

namespace tranche {

class RunningBalanceMap {
 public:
  // Adds the postings of the next event. Cost: one tree search per posting.
  void Add(CivilDate effective_date, absl::Span<const PostingView> postings);

  // The number of leaves.
  uint64_t size() const { return lines_.size(); }

  // The same root as BalanceMap::Make for the same postings and `binds_order`.
  // Cost: a step for each line, and hashing each day of the lines changed since the last call. A new line shifts those
  // after it, so the nodes above all of them are rehashed.
  Digest Root(bool binds_order = true);

 private:
  struct Line {
    MovedByDay moved;
    Digest hash = {};  // of its leaf, unless it has changed
    bool has_changed = false;
  };

  absl::btree_map<std::string, Line> lines_;  // by BalanceLeaf::Key
  OrderedTree tree_;
};

}  // namespace tranche
