// When a copy last heard from its log, as answers say it.
//
// Thread safety: pure functions.
#pragma once

#include "absl/time/time.h"
#include "ledger/log_contact.h"
#include "proto/view.pb.h"

namespace tranche {

// now  of the answer; a contact that has no age then (AgeOf) is left out.
v1::LogContact ViewOf(const LogContact& contact, absl::Time now);

}  // namespace tranche
