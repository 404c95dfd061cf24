// The two forms of an exported history, and how an event is written in each.
// docs/backup.md has them as a grammar.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

enum class LogForm {
  kProtobuf,   // each event as a varint length and the stored bytes, whatever is in them
  kJsonLines,  // each event as its proto3 JSON mapping, on a line of its own
};

// "pb", "jsonl".
absl::string_view FormName(LogForm form);

// The form by the end of a file's name: kJsonLines for ".jsonl", kProtobuf for any other.
LogForm FormOf(absl::string_view file);

// Adds `event`, which was read from `stored_bytes`, to `*out`.
//
// Errors:
//   FAILED_PRECONDITION  in kJsonLines, FromJsonLine would not give back the same bytes: the
//                        event has fields that this program does not know.
absl::Status AppendEvent(LogForm form, const v1::Event& event, absl::string_view stored_bytes, std::string* out);

// The bytes of the event in `line`, which has no line feed: those that this program stores.
// Errors: DATA_LOSS  it is no event in JSON, or has a field that is unknown.
absl::Status FromJsonLine(absl::string_view line, std::string* stored_bytes);

}  // namespace tranche
