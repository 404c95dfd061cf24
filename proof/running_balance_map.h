// An incremental balance map (proof/balance_map.h): its roots at many sequences from a single fold of the log. It
// cannot produce proofs.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "log/merkle_tree.h"
#include "proof/balance_map.h"
#include "proof/ordered_tree.h"

namespace tranche {

class RunningBalanceMap {
 public:
  // Adds the next event, which has its stored bytes, and its postings. Cost: one tree search per posting.
  // Errors: INVALID_ARGUMENT  its effective date is no day.
  absl::Status Add(const EventView& event, absl::Span<const PostingView> postings);

  // As BalanceMap::lines.
  uint64_t lines() const { return lines_.size(); }

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

  Digest RootInOrder();
  Digest RootWithoutOrder();

  absl::btree_map<std::string, Line> lines_;         // by BalanceLeaf::Key
  absl::btree_map<std::string, Digest> boundaries_;  // the hashes of leaves, by leaf
  OrderedTree ordered_;
  OrderedTree unordered_;  // as older balance roots have it
};

}  // namespace tranche
