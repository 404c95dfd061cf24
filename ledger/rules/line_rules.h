// Whether a command is right by itself and against the catalogue: its amounts have the
// sign that its kind wants, and its lines name units, sources and areas that exist on the
// date. What its lines are, its kind says (events/kinds/). Nothing recorded before is
// looked at but the catalogue.
#pragma once

#include "absl/status/status.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks the amounts, lines and statement fields of `command`. A pure function.
//
// Errors:
//   INVALID_ARGUMENT     a field is missing, malformed or names something unknown; the
//                        message names it, what was found and what was wanted.
//   FAILED_PRECONDITION  a unit does not exist on the effective date.
absl::Status CheckLines(const v1::Event& command, const Catalogue& catalogue);

}  // namespace tranche
