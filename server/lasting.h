// Answers that are the same for ever (service/lasting.h), as a browser knows them: an answer to an address may be kept.
// `lasting=1` in the address of a call asks for one, as the field `lasting` of its message does.
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/message.h>

#include "absl/strings/string_view.h"

namespace tranche {

// For who has asked, and for no cache that others share: there, nobody asks again whether the caller may have it.
inline constexpr absl::string_view kKeptForEver = "private, max-age=31536000, immutable";

// Likewise where anybody may ask, and who asks makes no difference.
inline constexpr absl::string_view kKeptByAll = "public, max-age=31536000, immutable";

// What the answer rests on beside its address: that of another caller is not served in its place.
inline constexpr absl::string_view kKeptFor = "Authorization, Cookie";

// Asks for an answer that lasts.
//
// request  of any call; one that has no such answer is left as it is.
void AskToLast(google::protobuf::Message* request);

// Whether an answer is the same for ever.
//
// response  of any call.
bool Lasts(const google::protobuf::Message& response);

}  // namespace tranche
