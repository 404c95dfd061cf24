// Reads messages in the proto3 JSON mapping, in the one spelling that is written: what two readers could take for two
// things is refused. protobuf's own reader takes a name twice (the last one counts), single quotes, null and more.
//
// Thread safety: a pure function on values.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"

namespace tranche {

// Reads `json` into `*message`, whose fields, and theirs, are texts, bytes, int32, uint64 and messages.
//
// Refused: anything but JSON of RFC 8259; a name that occurs twice in an object, or that the message does not have in
// lowerCamelCase; two fields of one oneof; null, true and false; numbers that are not whole, or beyond the field's
// type, or in quotation marks otherwise than in their shortest form; base64 that is not that of RFC 4648, section 4,
// with padding.
//
// Errors: INVALID_ARGUMENT  the message says at which byte, and of the text at most a name that was wanted; `*message`
//                           is then unspecified.
absl::Status ReadStrictJson(const std::string& json, google::protobuf::Message* message);

}  // namespace tranche
