// The words of spending rules in files and answers: what a rule looks at, and what becomes of an event that does not
// keep it.
//
// Thread safety: pure functions.
#pragma once

#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

// "advance-rate"; empty for what is not said, or not known here.
absl::string_view WordOf(v1::RuleWhat what);
// "refuse-without-decision"; likewise.
absl::string_view WordOf(v1::RuleAction action);

// The inverse; unspecified for a text that is no such word.
v1::RuleWhat RuleWhatNamed(absl::string_view word);
v1::RuleAction RuleActionNamed(absl::string_view word);

}  // namespace tranche
