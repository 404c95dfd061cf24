// Measures and verdicts, however people call them: by their name ("executed", "within-rounding"), or as tables show
// them in either language (reports/labels.h), with or without diacritics, and with or without the remark in brackets
// that a heading adds ("executed (reported)").
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/measure.h"
#include "proto/view.pb.h"

namespace tranche {

// What `text` names.
//
// Errors:
//   INVALID_ARGUMENT  it names none; the message lists them, and says which one is near.
absl::StatusOr<Measure> ReadMeasure(absl::string_view text);
absl::StatusOr<v1::Verdict> ReadVerdict(absl::string_view text);

}  // namespace tranche
