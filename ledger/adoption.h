// The versions of the rules as callers see them: what is in force, and how a newer one is taken up (docs/rules.md).
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "projections/catalogue/catalogue.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// The versions that this program knows, and which one is in force after the events of `catalogue`.
v1::RulesReport DescribeRules(const Catalogue& catalogue);

// What an event says that adopts `version`; the envelope is the caller's.
// Errors: FAILED_PRECONDITION  this program does not know the version.
absl::StatusOr<v1::RulesAdopted> AdoptionOf(uint32_t version);

}  // namespace tranche
