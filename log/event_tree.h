// The Merkle tree over the log: leaf n - 1 is the stored bytes of event n, so the root of
// n events commits to every byte of them. It grows in the batch that writes the events.
//
// On disk it is stored in tiles of 256 hashes: leaf hashes on level 0, roots of 256 leaves
// on level 1, and so on. A full tile is one immutable row of the index; hashes outside full
// tiles are recomputed from events and tiles at open. One more row holds the size and the
// root and is overwritten with every batch: it shows whether the last few events are still
// those that were recorded.
//
// Thread safety: all members may be called by several threads. Leaves are in the order of the calls to Add, and the
// batch of each Stage must be written before that of a later one, so both belong to the thread that writes the log.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
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

  // Loads the tree of the first `head` events; leaves outside full tiles are hashed from `log`. Called once, before any
  // other member, hence without the lock. Cost: at most 255 events and 255 tiles of each level.
  //
  // Errors:
  //   DATA_LOSS  an event or a tile cannot be read; the stored tree is not of `head` events; or its root differs from
  //              that of the events, so some events were altered.
  absl::Status Load(const EventLog& log, Sequence head) ABSL_NO_THREAD_SAFETY_ANALYSIS;

  // Appends the leaf hashes of the next events, or of the next event. Cost: one hash each on average, those of many
  // side by side (NodeHashes).
  void Add(absl::Span<const Digest> leaves);
  void Add(const Digest& leaf) { Add(absl::MakeConstSpan(&leaf, 1)); }

  // The same, given the stored bytes of the events. Cost: that of LeafHashes besides.
  void AddEvents(absl::Span<const absl::string_view> stored_bytes);

  // Adds the tiles completed since the last call, and the size and root, to `batch`, which must be written before any
  // later one. Returns that root.
  Digest Stage(storage::Batch* batch);

  // Tells the tree that every batch with an event up to `last` (inclusive) has been written.
  void MarkWritten(Sequence last);

  // The number of events added.
  Sequence size() const;

  // The root of the first `size` events, at most size(). Cost: none for the size staged last; otherwise as RootOf.
  // Errors: DATA_LOSS  a tile cannot be read; the message names its row.
  absl::StatusOr<Digest> Root(Sequence size) const;

  // See log/merkle_tree.h; event n is the leaf at index n - 1. Errors: as Root.
  absl::StatusOr<Digest> Leaf(Sequence sequence) const;
  absl::StatusOr<std::vector<Digest>> ProveInclusion(Sequence sequence, Sequence size) const;
  absl::StatusOr<std::vector<Digest>> ProveConsistency(Sequence from, Sequence to) const;

  // Reads nodes of the first size() events. If it is asked from left to right on each level, it reads each tile once,
  // and keeps one of each level. For one thread, not after the tree is gone. Errors: as Root.
  NodeReader NodesInOrder() const;

  // The hashes of the tile at a level and place: kTreeTileHashes, or those that there are yet. Errors: as Root.
  using Tile = std::vector<Digest>;
  absl::StatusOr<Tile> ReadTile(int level, uint64_t place) const;

 private:
  using TileName = std::pair<int, uint64_t>;  // level, place

  absl::StatusOr<Tile> ReadOpenTile(int level, uint64_t hashes, const EventLog& log) const;
  absl::Status CheckStoredRoot(const TreeHead& found) const;
  const Tile* FindTile(TileName name) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<Digest> Node(int level, uint64_t index) const;
  NodeReader Nodes() const;
  void AddToTiles(int level, uint64_t first, absl::Span<const Digest> hashes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const storage::Database& database_;
  storage::Family family_;

  mutable SharedMutex mutex_;
  TreeEdge edge_ ABSL_GUARDED_BY(mutex_);
  std::vector<Tile> open_tiles_ ABSL_GUARDED_BY(mutex_);        // by level: the last tile, not full
  std::vector<TileName> unstaged_ ABSL_GUARDED_BY(mutex_);      // full tiles not in any batch yet
  std::map<TileName, Tile> unwritten_ ABSL_GUARDED_BY(mutex_);  // full tiles not known to be written
  // Staged roots by size: the last one known to be written, and all later ones.
  std::map<uint64_t, Digest> roots_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tranche
