// What a backup says about itself, kept beside its files: whose it is, and what must come
// out when it is restored.
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
};

// As text, a line for each:
//   ledger 5f0c...            the id
//   head 1043
//   root 3q2+7w...            base64
//   taken 2026-11-22T03:00:00Z
std::string ToText(const BackupNote& note);

// Errors: DATA_LOSS  it is not such a text.
absl::StatusOr<BackupNote> ParseBackupNote(absl::string_view text);

}  // namespace tranche
