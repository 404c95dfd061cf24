// A ledger that a server has open (grpc_server.h), for callers who ask it as they would ask one in a directory.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "service/ledger_calls.h"

namespace tranche {

// Asks the server on `address`, an address and a port of this machine (listen_address.h), which must answer within
// `wait`.
//
// What the ledger refuses comes back as it was refused, with its data. Beside it any call may have these errors:
//   UNAVAILABLE         the server has too many calls; or the connection ended before the whole answer was there, and
//                       for a call that records the error says that it may have been recorded, and how to find out.
//   RESOURCE_EXHAUSTED  the request is longer than the server takes.
//   UNIMPLEMENTED       the server does not know the call.
// A sink that returns a status ends its stream there, too. No progress is told. Names asks for the events of the
// catalogue, each time. CheckClock is OK: whoever runs the server sees to its clock.
//
// Errors: UNAVAILABLE  no such server answers there; and those of ReadListenAddress.
//
// Thread safety: as LedgerCalls.
absl::StatusOr<std::unique_ptr<LedgerCalls>> ConnectToLedger(const std::string& address, absl::Duration wait);

}  // namespace tranche
