// Where a server listens, and whether a request was meant for it. Without TLS, and without asking who calls, that is
// this machine alone: loopback addresses.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace tranche {

struct ListenAddress {
  std::string ip;  // "127.0.0.1", "::1"
  uint16_t port = 0;

  // "127.0.0.1:8080", "[::1]:8080".
  std::string ToText() const;
  // True if no other machine can reach it.
  bool IsLoopback() const;
};

// Reads "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:8080" or "localhost:8080" (127.0.0.1); port 0 is any that is free.
// Errors: INVALID_ARGUMENT  it is malformed.
absl::StatusOr<ListenAddress> ReadListenAddress(absl::string_view text);

// Whether a server may listen on `address`.
// Errors: FAILED_PRECONDITION  others than this machine could reach it, and it is not encrypted or nobody is asked who
// calls.
absl::Status CheckReach(const ListenAddress& address, bool is_encrypted, bool asks_who_calls);

// Whether `name` can be one of a server, for IsOwnHost: a name or address, with or without a port.
// Errors: INVALID_ARGUMENT  it cannot, such as an address with a path.
absl::Status CheckHostName(absl::string_view name);

// True if `host`, the header of a request, names this server: a loopback address, localhost or one of `names`, with
// `port`; or one of `names` that has a port of its own, "ledger.example:443". A page of elsewhere whose name was made
// to mean this machine (DNS rebinding) has its own name there. Without a port it is that of HTTP, 80, or with TLS 443.
bool IsOwnHost(absl::string_view host, uint16_t port, const std::vector<std::string>& names = {},
               bool is_encrypted = false);

}  // namespace tranche
