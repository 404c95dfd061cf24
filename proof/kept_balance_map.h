// The tree of the balance map whose root the newest checkpoint published, stored beside the published checkpoints: the
// hash and the key of each leaf, and the nodes above them, in tiles. With it a proof costs what it shows. It is not
// believed: the leaves are made from the postings, and what is taken from it leads to the balance root, or is not
// used. docs/storage_format.md has the rows.
//
// Thread safety: that of the database; only one thread at a time may keep.
#pragma once

#include "absl/status/status.h"
#include "events/sequence.h"
#include "projections/read_view.h"
#include "proof/balance_map.h"
#include "proof/proven_lines.h"
#include "proto/event.pb.h"
#include "storage/database.h"

namespace tranche {

// Replaces what is kept by the tree of `map`, of the balances known at `known_at`. On OK that is durable; a process
// that is killed before leaves nothing that counts as kept.
//
// Cost: a read of each tile of 256 leaves, and a write of those that differ from what was kept before.
// Errors: those of reading and writing the database.
absl::Status KeepBalanceMap(const BalanceMap& map, Sequence known_at, storage::Database* database);

// As BalanceMap::Prove of the map that has `balance_root`, from what is kept. False, with `nodes` empty, if that
// is of another map, cannot be read, or does not lead to the balance root: then the map itself has to be made, to
// prove from it or to learn what is wrong.
//
// nodes  empty.
// Cost: the postings of the scopes of the leaves that are shown; at most a read of a tile for each node on their edge.
bool ProveFromKeptMap(const ReadView& view, const storage::Database& database, const v1::Event& balance_root,
                      const LinePrefixes& prefixes, LineNodes* nodes);

}  // namespace tranche
