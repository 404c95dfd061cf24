// How far two texts are apart by typing mistakes.
//
// Thread safety: a pure function.
#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace tranche {

// How many changes make `b` of `a`: a byte more, less or other, or two neighbours that change places (optimal string
// alignment). `most` + 1 if the lengths alone need more than `most`; otherwise exact.
// Cost: the product of the lengths; memory for the shorter one.
size_t EditDistance(absl::string_view a, absl::string_view b, size_t most);

}  // namespace tranche
