// The balance map (proof/balance_map.h) while events are added to it: its root at many sequences for one fold of the
// log. It has no proofs.
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
#include "proof/leaf_tree.h"

namespace tranche {

class RunningBalanceMap {
 public:
  // Adds the postings of the next event. Cost: a search for each of them.
  void Add(CivilDate effective_date, absl::Span<const PostingView> postings);

  // How many leaves there are.
  uint64_t size() const { return lines_.size(); }

  // The root of BalanceMap::Make for the same postings.
  // Cost: a step for each line, and a hash for each day of those that have changed since the last call. A line that is
  // new moves those after it, so the nodes above all of them are hashed again.
  Digest Root();

 private:
  struct Line {
    MovedByDay moved;
    Digest hash = {};  // of its leaf, unless it has changed
    bool has_changed = false;
  };

  absl::btree_map<std::string, Line> lines_;  // by BalanceLeaf::Key
  LeafTree tree_;
};

}  // namespace tranche
