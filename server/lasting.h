// Answers that are the same for ever, which whoever asked may keep. `lasting=1` in the address of a call asks for one.
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/message.h>

#include "absl/strings/string_view.h"

namespace tranche {

// For who has asked, and for no cache that others share: there, nobody asks again whether the caller may have it.
inline constexpr absl::string_view kKeptForEver = "private, max-age=31536000, immutable";

// What the answer rests on beside its address: that of another caller is not served in its place.
inline constexpr absl::string_view kKeptFor = "Authorization, Cookie";

// Makes of the answer to `request` one that lasts, in place: without the head and the root of its basis, which change
// with every event. Only a balance can last, a whole one, as of a date and known at a sequence that both stand in the
// question.
//
// request   of any call.
// response  what answers it.
// Returns   false, with the response as it was, if the answer to the same request may be another one later.
bool MakeLasting(const google::protobuf::Message& request, google::protobuf::Message* response);

}  // namespace tranche
