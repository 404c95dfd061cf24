// The newest published checkpoint, with its signatures and cosignatures, beside the database: DIR/PUBLISHED, a signed
// note. RocksDB drops a damaged end of its log as an incomplete write; HEAD shows when events went with it, and this
// file when a checkpoint or a cosignature did, which was shown to others already.
//
// It is replaced, durably, after the database has the same, so it is never ahead of it. A ledger without it, from
// before the file or restored, remembers nothing here.
//
// Thread safety: functions of the files on disk; one thread at a time writes.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proof/signed_note.h"

namespace tranche {

// The note in `directory`/PUBLISHED, or nothing when there is no such file.
// Errors: DATA_LOSS  it is no note. PERMISSION_DENIED, UNAVAILABLE  it cannot be read.
absl::StatusOr<std::optional<SignedNote>> ReadPublishedFile(const std::string& directory);

// Replaces it. On OK that is durable.
// Errors: RESOURCE_EXHAUSTED, PERMISSION_DENIED, UNAVAILABLE.
absl::Status WritePublishedFile(const std::string& directory, const SignedNote& note);

}  // namespace tranche
