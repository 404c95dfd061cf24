// Compares the stored Merkle tree with the one computed from the events. Where they differ, the
// stored hashes show which is at fault: hashes that are consistent up to the stored root were
// not damaged by chance, so it is the event that is not what was recorded.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "events/sequence.h"
#include "log/event_tree.h"
#include "storage/database.h"

namespace tranche {

struct TreeDifference {
  // The first event concerned.
  Sequence sequence = 0;
  // True if an event is at fault, which cannot be rebuilt; false if rows of the tree are.
  bool is_altered_event = false;
  // What was found, what was wanted, what to do.
  absl::Status found;
};

using TreeDifferenceVisitor = std::function<void(const TreeDifference& difference)>;

// Calls `visitor` for each event and tile that differs, by level, then by place.
//
// stored  the database with the tree in its index.
// events  the tree of all events of its log, computed from them.
//
// Cost: both trees are read once.
// Errors: those of reading `events`.
absl::Status CompareTrees(const storage::Database& stored, const EventTree& events,
                          const TreeDifferenceVisitor& visitor);

}  // namespace tranche
