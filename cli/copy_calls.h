// The calls of the copy of a shared log in a directory, for a command that records: the node that decides is asked to,
// and what is asked is answered from the copy.
//
// Thread safety: as LedgerCalls.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "events/clock.h"
#include "server/forwarding.h"
#include "service/ledger_service.h"
#include "storage/shared_log.h"

namespace tranche {

// What they are made of.
struct CopyParts {
  std::unique_ptr<storage::SharedLog> log;
  std::unique_ptr<LedgerService> here;
  Forwarding forwarding;
};

class CopyCalls final : private CopyParts, public ForwardingCalls {
 public:
  // Opens the copy `arguments.ledger`, whose log is `log`, for reading. The clock must outlive the calls.
  //
  // token      with which the node that decides is asked; empty: none.
  // authority  as HttpAsk has it.
  // Errors: those of LedgerService::Open.
  static absl::StatusOr<std::unique_ptr<CopyCalls>> Open(const Arguments& arguments, Clock* clock,
                                                         std::unique_ptr<storage::SharedLog> log,
                                                         const std::string& token, const std::string& authority);

 private:
  CopyCalls(CopyParts parts, const Caller& caller);
};

}  // namespace tranche
