// The calls of one ledger (proto/service.proto, service/call_list.h), with a message in and a message out, or a stream
// of them: what the command line, a server and any other face call, wherever the ledger is. LedgerService answers them
// from a directory, ConnectToLedger (server/remote_ledger.h) asks a server.
//
// A request is read and answered in one moment of the ledger. Refusals carry their data (events/refusal.h); what is
// wrong with a field of the request names it (request_field.h). A sink that returns a status ends its stream with it;
// it is also asked while there is no row to give (sink.h).
//
// Thread safety: calls may run concurrently.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/catalogue/catalogue.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "replay/progress_report.h"
#include "service/call_list.h"
#include "service/sink.h"

namespace tranche {

class LedgerCalls {
 public:
  LedgerCalls() = default;
  LedgerCalls(const LedgerCalls&) = delete;
  LedgerCalls& operator=(const LedgerCalls&) = delete;
  virtual ~LedgerCalls() = default;

  // One for each call.
#define ASK(Name) virtual TRANCHE_UNARY(Name) = 0;
#define STREAM(Name) virtual TRANCHE_STREAM(Name) = 0;
#define WATCHED(Name) virtual TRANCHE_WATCHED(Name) = 0;
  TRANCHE_EACH_CALL(ASK, ASK, STREAM, WATCHED)
#undef ASK
#undef STREAM
#undef WATCHED

  // The names of units, sources and areas as known now, for whoever shows answers.
  // Errors: DATA_LOSS  the catalogue cannot be read.
  virtual absl::StatusOr<std::shared_ptr<const Catalogue>> Names() const = 0;

  // Whether whoever has these calls may ask at all, for doors that answer beside them. Each call asks that by itself.
  // Errors: PERMISSION_DENIED  they may not; DATA_LOSS  who may cannot be read.
  virtual absl::Status CheckMayAsk() const = 0;

  // What to warn of before something is recorded (ledger/clock_check.h).
  // Errors: FAILED_PRECONDITION  the head lies in the future of the clock; DATA_LOSS  the head cannot be read.
  virtual absl::Status CheckClock() const = 0;
};

}  // namespace tranche
