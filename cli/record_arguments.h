// From the options of `record` and `reverse` to a command for the ledger.
#pragma once

#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "cli/session.h"
#include "proto/event.pb.h"

namespace tranche {

// The command that `arguments` state. Without --key it gets a random one.
//
// Errors:
//   INVALID_ARGUMENT  an option is missing or cannot be read, or does not belong to
//                     the kind; the message begins with its name.
absl::StatusOr<v1::Event> ReadRecord(const Arguments& arguments, const Session& session);
absl::StatusOr<v1::Event> ReadReversal(const Arguments& arguments);
absl::StatusOr<v1::Event> ReadAdoption(const Arguments& arguments, const Session& session);

// --actor, or the name of the user who runs the command.
std::string ActorOf(const Arguments& arguments);

// `bytes` random bytes of the operating system, in lower-case hexadecimal.
std::string RandomHex(size_t bytes);

}  // namespace tranche
