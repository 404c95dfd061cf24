// A checkpoint: the size and the root of a log at one moment, in the form that the log signs and publishes
// (https://c2sp.org/tlog-checkpoint, 1.0.0). Its holder can verify that nothing before it has been altered or removed
// since.
//
// Thread safety: values.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "log/merkle_tree.h"
#include "proto/event.pb.h"

namespace tranche {

struct Checkpoint {
  std::string origin;  // which log; see OriginOf
  uint64_t size = 0;   // events
  Digest root = {};

  // Reads the text of a note. Lines after the third are allowed by the standard, and ignored.
  // Errors: INVALID_ARGUMENT  it is not a checkpoint; the message says which line is wrong.
  static absl::StatusOr<Checkpoint> Parse(absl::string_view text);

  // The text, ending with a newline.
  std::string ToText() const;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The origin of a ledger, and the name of its key: its name, in which each space and plus
// sign becomes "-", a slash, and its id.
std::string OriginOf(const v1::LedgerCreated& terms);

}  // namespace tranche
