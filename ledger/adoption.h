// The versions of the rules as callers see them: which one is in force, and how to adopt a newer one (docs/rules.md).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// The versions known to this program, and the one in force after the events of `catalogue`.
v1::RulesReport DescribeRules(const Catalogue& catalogue);

// The content of an event that adopts `version`; the caller fills in the envelope.
// Errors: FAILED_PRECONDITION  this program does not know the version.
absl::StatusOr<v1::RulesAdopted> AdoptionOf(uint32_t version);

}  // namespace tranche
