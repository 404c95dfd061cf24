// The log by place, for monitors that follow its tree: the newest checkpoint, tiles of hashes and bundles of entries,
// as https://c2sp.org/tlog-tiles lays them out. What is acknowledged can be read, also after the newest checkpoint.
//
// Thread safety: as safe as the ledger.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "service/served_ledger.h"

namespace tranche {

// The newest checkpoint that was published, a signed note.
// Errors: NOT_FOUND  there is none; DATA_LOSS  it cannot be read.
absl::StatusOr<std::string> ReadNewestCheckpoint(const ServedLedger& open);

// The first `width` hashes, 1 to 256, of the tile at `level` and `place`, 32 bytes each. On level 0 they are those of
// the events 256 * place + 1 and on, on level n + 1 the roots of full tiles of level n.
// Errors: NOT_FOUND  the log is not that long yet; DATA_LOSS  the tile cannot be read.
absl::StatusOr<std::string> ReadHashTile(int level, uint64_t place, uint32_t width, const ServedLedger& open);

// The stored bytes of the events 256 * place + 1 and on, `width` of them, each after its length in two bytes
// (big-endian): the bytes whose hashes are on level 0.
// Errors: as ReadHashTile; UNIMPLEMENTED  an event has more bytes than two bytes can say.
absl::StatusOr<std::string> ReadEntryBundle(uint64_t place, uint32_t width, const ServedLedger& open);

}  // namespace tranche
