// The options of the command line as refusals name them.
//
// Thread safety: pure functions.
#pragma once

#include "absl/strings/string_view.h"
#include "proto/refusal.pb.h"

namespace tranche {

// Puts the option ("--known-at") in the place of each name of a request field (service/request_field.h), and, for a
// command whose options are the fields of one event, of a field of that event (events/refusal.h). A field without an
// option stays, and that of an operand goes.
//
// command  the words of the command that was refused: "record", "rules adopt".
void NameOptions(absl::string_view command, v1::Refusal* refusal);

}  // namespace tranche
