// The options of the command line as refusals name them.
//
// Thread safety: pure functions.
#pragma once

#include "proto/refusal.pb.h"

namespace tranche {

// Puts the option ("--known-at") in the place of each name of a request field (service/request_field.h).
void NameOptions(v1::Refusal* refusal);

}  // namespace tranche
