// Kinds of events, however people call them: by their word ("plan"), their event's name ("PlanApproved"), or as tables
// show them in either language (reports/labels.h), with or without diacritics.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/kinds/kind.h"

namespace tranche {

// Which kinds are wanted: all, those that `record` records, or those that a row of money records.
enum class KindsTaken { kAll, kRecorded, kRows };

// The one of `taken` that `text` names; never null.
//
// Errors:
//   INVALID_ARGUMENT  it names none of them; the message lists them, and says which one is near. For a kind that a
//                     command records, and no row, it says which command that is.
absl::StatusOr<const EventKind*> ReadKind(absl::string_view text, KindsTaken taken);

}  // namespace tranche
