// The two forms of an exported history, and the encoding of an event in each. docs/backup.md
// has the grammar.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

enum class LogForm {
  kProtobuf,   // each event as a varint length and the stored bytes, unchanged
  kJsonLines,  // each event as its proto3 JSON mapping, on a line of its own
};

// "pb", "jsonl".
absl::string_view FormName(LogForm form);

// The form by file extension: kJsonLines for ".jsonl", kProtobuf for any other.
LogForm FormOf(absl::string_view file);

// Appends `event`, which was read from `stored_bytes`, to `*out`.
//
// Errors:
//   FAILED_PRECONDITION  in kJsonLines, FromJsonLine would not return the same bytes: the
//                        event has fields unknown to this program.
absl::Status AppendEvent(LogForm form, const v1::Event& event, absl::string_view stored_bytes, std::string* out);

// As AppendEvent in kJsonLines, from the bytes alone and several times as fast. False, with nothing added, for bytes of
// which AppendEvent has to judge.
bool AppendJsonLine(absl::string_view stored_bytes, std::string* out);

// The bytes of the event in `line`, which has no line feed: those that this program stores.
// Errors: DATA_LOSS  it is no event in JSON, or has a field that is unknown.
absl::Status FromJsonLine(absl::string_view line, std::string* stored_bytes);

}  // namespace tranche
