// Where a server listens, and whether a request was meant for it. Without actors, tokens and TLS that is this machine
// alone: loopback addresses.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

struct ListenAddress {
  std::string ip;  // "127.0.0.1", "::1"
  uint16_t port = 0;

  // "127.0.0.1:8080", "[::1]:8080".
  std::string ToText() const;
};

// Reads "127.0.0.1:8080", "[::1]:8080" or "localhost:8080" (127.0.0.1); port 0 is any that is free.
// Errors: INVALID_ARGUMENT  it is malformed; FAILED_PRECONDITION  others than this machine could reach it.
absl::StatusOr<ListenAddress> ReadListenAddress(absl::string_view text);

// True if `host`, the header of a request, names this machine and `port`. A page of elsewhere whose name was made to
// mean this machine (DNS rebinding) has its own name there. Without a port it is that of HTTP, 80.
bool IsOwnHost(absl::string_view host, uint16_t port);

}  // namespace tranche
