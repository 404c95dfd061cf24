// A ledger that a server has open (grpc_server.h), for callers who ask it as they would ask one in a directory.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/ledger_calls.h"

namespace tranche {

// How a caller comes in.
struct RemoteEntry {
  std::string token;      // goes with each call; empty: none
  std::string authority;  // the certificate in PEM that the server's must be signed by; empty: those of the system
  // How fresh each answer must be, as ReadFreshness reads it; empty: anything.
  std::string at_least;
  std::string max_age;
};

// Asks the server on `address`, which must answer within `wait`: "127.0.0.1:8081", an address and a port of this
// machine (listen_address.h), without TLS; or "https://ledger.example:8081", a name or an address and a port, with it.
// So a token never goes over a network that others can read.
//
// What the ledger refuses comes back as it was refused, with its data. Beside it any call may have these errors:
//   UNAVAILABLE         the server has too many calls; or the connection ended before the whole answer was there, and
//                       for a call that records the error says that it may have been recorded, and how to find out.
//   RESOURCE_EXHAUSTED  the request is longer than the server takes.
//   UNIMPLEMENTED       the server does not know the call.
//   UNAUTHENTICATED     the server asks who calls, and the token does not count.
// A sink that returns a status ends its stream there, too. No progress is told. Names asks for the events of the
// catalogue, each time. CheckClock is OK: whoever runs the server sees to its clock.
//
// Errors: UNAVAILABLE  no such server answers there; FAILED_PRECONDITION  it is another machine, without TLS; and those
// of ReadListenAddress.
//
// Thread safety: as LedgerCalls.
absl::StatusOr<std::unique_ptr<LedgerCalls>> ConnectToLedger(const std::string& address, absl::Duration wait,
                                                             const RemoteEntry& entry = {});

}  // namespace tranche
