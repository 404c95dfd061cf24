// The stored Merkle tree beside the one that the events make. Where they differ, the
// stored hashes tell which is to blame: those of a tree that holds together up to its
// root were not damaged by chance, so it is the event that is not what was recorded.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "events/sequence.h"
#include "log/event_tree.h"
#include "storage/database.h"

namespace tranche {

struct TreeDifference {
  // The first event that it concerns.
  Sequence sequence = 0;
  // True when an event is to blame, which nothing can rebuild; false when rows of the tree are.
  bool is_altered_event = false;
  // What was found, what was wanted, what to do.
  absl::Status found;
};

using TreeDifferenceVisitor = std::function<void(const TreeDifference& difference)>;

// Calls `visitor` for each event and tile that differs, by level, then by place.
//
// stored  the database with the tree in its index.
// events  that of all events of its log, made from them.
//
// Cost: both trees are read once.
// Errors: those of reading `events`.
absl::Status CompareTrees(const storage::Database& stored, const EventTree& events,
                          const TreeDifferenceVisitor& visitor);

}  // namespace tranche
