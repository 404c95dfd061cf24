// Parses messages in the proto3 JSON mapping, accepting only the canonical spelling: anything that two parsers could
// interpret differently is refused. protobuf's own parser accepts duplicate names (the last one wins), single quotes,
// null and more.
//
// Thread safety: a pure function on values.
#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"

namespace tranche {

// Reads `json` into `*message`, whose fields, and theirs, are texts, bytes, int32, uint64, bool and messages.
//
// Refused: anything but JSON of RFC 8259; a name that occurs twice in an object, or that is not a field of the message
// in lowerCamelCase; two fields of one oneof; null; true and false in place of anything else; numbers that are not
// integers, that overflow the field's type, or that are quoted in any but their shortest form; base64 other than that
// of RFC 4648, section 4, with padding.
//
// Errors: INVALID_ARGUMENT  the message gives the byte offset, and quotes at most an expected name, never the text;
//                           `*message` is then unspecified.
absl::Status ReadStrictJson(const std::string& json, google::protobuf::Message* message);

}  // namespace tranche
