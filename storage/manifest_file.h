// RocksDB's MANIFEST, the list of its files. RocksDB treats a last record that runs past
// the end of the file as an incomplete write and drops it: after one changed byte in that
// record's length, a table with acknowledged events is forgotten and, if the database is
// open for writing, deleted. So we check the MANIFEST before RocksDB opens it; a reader,
// which deletes nothing, can compare with HEAD to see whether anything is missing.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace tranche::storage {

// Checks that the records of the MANIFEST that `path`/CURRENT names end exactly where the file ends. Their content has
// checksums, which RocksDB verifies. May run concurrently with a writer.
//
// A record truncated by a power cut while tables were being written is refused too: the two cases cannot be told apart
// here. See ledger/opening.h.
//
// Errors:
//   DATA_LOSS  the last record runs past the end, or the MANIFEST cannot be read; the message names the file.
absl::Status CheckManifest(const std::string& path);

// Identifies a state of the MANIFEST by its name and length. A writer changes it before
// deleting any file of the previous state, so a database opened between two equal stamps
// is a consistent snapshot.
std::string ManifestStamp(const std::string& path);

}  // namespace tranche::storage
