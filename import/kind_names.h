// The kind of a row of money, however people call it: by its word, its event's name, or as tables show it in either
// language (reports/labels.h), with or without diacritics.
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

// The kind that `text` names, among those that a row can record: ParseKind, and the names above.
//
// Errors:
//   INVALID_ARGUMENT  it names none of them; the message lists their words, and says which one is near. For a kind that
//                     a command records, and no row, it says which command that is.
absl::StatusOr<v1::Event::KindCase> ReadKind(absl::string_view text);

}  // namespace tranche
