// The Merkle tree over the log: leaf n - 1 is the stored bytes of event n, so that the
// root of n events is a promise about every byte of them. It grows in the batch that
// writes the events.
//
// On disk it is kept in tiles of 256 hashes: those of the leaves, those of the roots of
// 256 leaves, those of 256 of them, and so on. A full tile is one row of the index that
// never changes; what is not in a full tile is found again from the events and the tiles
// when the ledger is opened. One more row has the size and the root, and is written with
// every batch: it tells whether the last few events are still those that were recorded.
//
// Thread safety: all members may be called by several threads. Leaves are in the order of the calls of Add, and a
// batch of Stage is to be written before that of a later call, so both belong to whoever writes the log.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/mutex.h"
#include "events/sequence.h"
#include "log/event_log.h"
#include "log/merkle_tree.h"
#include "log/tree_edge.h"
#include "log/tree_rows.h"
#include "storage/database.h"

namespace tranche {

class EventTree {
 public:
  // `database` must outlive the tree. `family` is kIndex, or kIndexAside while rebuilding.
  EventTree(const storage::Database* database, storage::Family family) : database_(*database), family_(family) {}

  // Takes up the tree of the first `head` events, whose last ones are read from `log`.
  // Called once, before anything else, so without the lock. Cost: at most 255 events and 255 tiles of each level.
  //
  // Errors:
  //   DATA_LOSS  an event or a tile cannot be read; the tree is not of `head` events; or
  //              its root is not that of the events: some of those that it names were altered.
  absl::Status Load(const EventLog& log, Sequence head) ABSL_NO_THREAD_SAFETY_ANALYSIS;

  // Adds the next event by the hash of its leaf. Cost: one hash on average.
  void Add(const Digest& leaf);

  // Adds the tiles that were completed since the last call, and the size and root, to
  // `batch`, which must be written before any later one. Returns that root.
  Digest Stage(storage::Batch* batch);

  // Every batch with an event up to `last` has been written.
  void Written(Sequence last);

  // The events that were added.
  Sequence size() const;

  // The root of the first `size` events, which were all added. Cost: none for those that were
  // staged last; otherwise as RootOf.
  // Errors: DATA_LOSS  a tile cannot be read; the message names its row.
  absl::StatusOr<Digest> Root(Sequence size) const;

  // See log/merkle_tree.h; the leaf of event n is that at n - 1. Errors: as Root.
  absl::StatusOr<Digest> Leaf(Sequence sequence) const;
  absl::StatusOr<std::vector<Digest>> ProveInclusion(Sequence sequence, Sequence size) const;
  absl::StatusOr<std::vector<Digest>> ProveConsistency(Sequence from, Sequence to) const;

  // The hashes of a full tile, by level and place. Errors: as Root.
  using Tile = std::vector<Digest>;
  absl::StatusOr<Tile> FullTile(int level, uint64_t place) const;

 private:
  using TileName = std::pair<int, uint64_t>;  // level, place

  absl::StatusOr<Tile> ReadOpenTile(int level, uint64_t hashes, const EventLog& log) const;
  absl::Status CheckStoredRoot(const TreeHead& found) const;
  const Tile* FindTile(TileName name) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Digest> Node(int level, uint64_t index) const;
  NodeReader Nodes() const;
  void AddToTile(int level, const Digest& hash) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const storage::Database& database_;
  storage::Family family_;

  mutable SharedMutex mutex_;
  TreeEdge edge_ ABSL_GUARDED_BY(mutex_);
  std::vector<Tile> open_tiles_ ABSL_GUARDED_BY(mutex_);        // by level, the last one, not full
  std::vector<TileName> unstaged_ ABSL_GUARDED_BY(mutex_);      // full ones that no batch has yet
  std::map<TileName, Tile> unwritten_ ABSL_GUARDED_BY(mutex_);  // full ones that are not known to be written
  // As staged, by size: of the last that is known to be written, and of later ones.
  std::map<uint64_t, Digest> roots_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
