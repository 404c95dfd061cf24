// What gRPC says of the other end of a call, as text.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// The address in "ipv4:203.0.113.5:4711", "ipv6:[::1]:4711" or "ipv6:%5B::1%5D:4711"; another text as it is.
std::string AddressOfPeer(absl::string_view peer);

}  // namespace tranche
