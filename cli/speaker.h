// Who is speaking: while four eyes is on, the actor whose login is the user of the operating system.
#pragma once

#include "absl/status/status.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/session.h"
#include "proto/request.pb.h"

namespace tranche {

// Sets who records in `*options`, if four eyes is on in the ledger of `session`. A server finds out by itself.
// Errors: PERMISSION_DENIED  speaker.no-login: no actor has the login; INVALID_ARGUMENT  speaker.actor: --actor was
// given.
absl::Status Speak(const Session& session, const Arguments& arguments, const Console& console,
                   v1::RecordingOptions* options);

}  // namespace tranche
