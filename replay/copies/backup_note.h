// The metadata of a backup, stored with its files: which ledger it is of, and what a
// restore must produce.
//
// Thread safety: a value.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "events/sequence.h"
#include "log/merkle_tree.h"

namespace tranche {

struct BackupNote {
  std::string ledger_id;
  Sequence head = 0;
  Digest root = {};  // of the events up to the head
  absl::Time taken_at;
  std::string shared_log = "";  // of a copy: where its log is (storage/shared_address.h); empty: it is none
};

// The note as text, one line for each member:
//   ledger 5f0c...            the id
//   head 1043
//   root 3q2+7w...            base64
//   taken 2026-11-22T03:00:00Z
//   log postgresql://db-1/tranche    of a copy alone
std::string ToText(const BackupNote& note);

// Errors: DATA_LOSS  the text is malformed.
absl::StatusOr<BackupNote> ParseBackupNote(absl::string_view text);

}  // namespace tranche
