// The JSON of an event from its stored bytes, without a message of it: several times as fast as AppendJson
// (message_json.h), with the same result.
//
// Thread safety: a pure function.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// Adds the event to `*out`, on one line.
//
// canonical  in canonical form (canonical_form.h); of other bytes, what is added is of no use.
//
// False, with nothing added, when the event has fields that this program does not know, or an instant that JSON cannot
// say.
bool AppendStoredJson(absl::string_view canonical, std::string* out);

}  // namespace tranche
