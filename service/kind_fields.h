// Which fields of a request to record belong to a kind.
//
// Thread safety: a pure function.
#pragma once

#include "absl/strings/string_view.h"
#include "events/kinds/kind.h"

namespace tranche {

// True if a RecordRequest of `kind` may say `field`, by its name there ("to_unit", "project_terms"); true as well for a
// field that all kinds have.
bool MayHaveField(const EventKind& kind, absl::string_view field);

}  // namespace tranche
