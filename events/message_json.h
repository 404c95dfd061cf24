// An event in the proto3 JSON mapping, byte for byte as protobuf prints it and many times as fast: protobuf asks for
// the type of each message by its name whenever it prints one.
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace tranche {

// Adds `message` to `*out`, on one line. Its texts are UTF-8, as proto3 parses no others, and its instants lie in the
// years 1 to 9999. It has no maps, no floating point and of the well-known types Timestamp alone; another schema is our
// own bug.
//
// False, with nothing added, when it has fields that this program does not know: JSON would lose them.
bool AppendJson(const google::protobuf::Message& message, std::string* out);

}  // namespace tranche
