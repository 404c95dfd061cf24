// Why the operating system refused something, as a field of a refusal.
//
// Thread safety: a pure function.
#pragma once

#include "absl/strings/string_view.h"
#include "events/refusal.h"

namespace tranche {

// The reason `error`, an errno, gives: "permission denied", "there is no space left on the disk". What is rare is the
// system's own text in quotes.
v1::RefusalField SystemReason(absl::string_view name, int error);

}  // namespace tranche
