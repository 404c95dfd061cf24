// A ledger that is open for one command, and how its user reads answers.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "proto/event.pb.h"
#include "reports/labels.h"
#include "reports/table.h"
#include "service/ledger_calls.h"
#include "service/ledger_service.h"
#include "service/timed_log.h"

namespace tranche {

class Session {
 public:
  // Opens the ledger in the directory that `arguments` name, or asks the server that they name. Both must outlive the
  // session.
  // access    of the directory; a server has it open.
  // appended  told of each append to the ledger in a directory; null: nobody is.
  // log       of the directory that is a copy; null: it is a ledger of its own.
  // What is recorded in a copy, without its log, is sent on to the node that decides.
  // Errors: those of LedgerService::Open, or of ConnectToLedger; of CopyCalls::Open.
  static absl::StatusOr<Session> Open(const Arguments& arguments, const Console& console, Ledger::Access access,
                                      const TimedAppendVisitor& appended = nullptr, storage::SharedLog* log = nullptr);

  const LedgerCalls& service() const { return *service_; }
  // The same of a ledger in a directory; null if a server answers, or records.
  const LedgerService* local() const { return local_; }
  // How its user reads tables. Points to names that live as long as the session.
  Reader reader() const;
  TableStyle style() const;

 private:
  Session(const Arguments& arguments, const Console& console) : arguments_(arguments), console_(console) {}

  const Arguments& arguments_;
  const Console& console_;
  std::unique_ptr<LedgerCalls> service_;
  const LedgerService* local_ = nullptr;
  v1::LedgerCreated terms_;
  std::shared_ptr<const Catalogue> names_;
};

// Prints a warning when the head of the ledger lies in the future of the clock.
// Errors: DATA_LOSS  the head cannot be read.
absl::Status WarnOfClock(const Session& session, const Console& console);

// What --lang says; Vietnamese without it.
Locale LanguageOf(const Arguments& arguments);

// How the user of the ledger that `arguments` name reads tables. A ledger that is not there,
// damaged, or on a server that does not answer, cannot say; then it is by --lang alone, and in UTC. It has no names.
Reader ReaderOf(const Arguments& arguments);

// `status` as that user reads it, with the names of options in the place of those of request fields.
// names  those of units, sources and areas, and the terms of the ledger; null: ids are shown, and the ledger is asked.
std::string ErrorText(const absl::Status& status, const Arguments& arguments, const Catalogue* names);

// The name of the user who runs the command, unless `arguments` say who records.
std::string ActorOf(const Arguments& arguments);

}  // namespace tranche
