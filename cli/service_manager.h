// Says to the service manager that started this process how it is doing: systemd's protocol (sd_notify(3)), for units
// of Type=notify.
//
// Thread safety: free function; the environment must not change meanwhile.
#pragma once

#include "absl/strings/string_view.h"

namespace tranche {

// state  "READY=1" or "STOPPING=1".
// Nothing happens without $NOTIFY_SOCKET, or when nobody listens there: whoever serves goes on.
void TellServiceManager(absl::string_view state);

}  // namespace tranche
