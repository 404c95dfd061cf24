// Several areas as people list them: "fairs|conferences", "fairs, conferences", or as tables print them, "Fairs and
// exhibitions; Conferences and workshops".
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// The ids of the areas in `text`, in its order, separated by "|", ";" or ","; none for a blank text. A name that has
// the last two in it is one area.
// Errors: those of ResolveArea, for the first that cannot be resolved.
absl::StatusOr<std::vector<std::string>> ReadAreas(const Catalogue& catalogue, absl::string_view text);

}  // namespace tranche
