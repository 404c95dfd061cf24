// What the commands that record one event have in common.
#pragma once

#include <vector>

#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/session.h"
#include "cli/speaker.h"
#include "google/protobuf/message.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// How the ledger is opened: a dry run also works on one that is read-only.
Ledger::Access AccessFor(const Arguments& arguments);

// Prints the receipt. A command whose receipt cannot be printed was recorded all the same, and the error has its key.
Outcome PrintReceipt(const v1::Receipt& receipt, const Session& session, const Arguments& arguments,
                     const Console& console);

// As PrintReceipt, of a payment that was split, or is proposed so: its parts as a table, and what is left after the
// last of them.
Outcome PrintSplit(const v1::RecordResponse& answer, const Session& session, const Arguments& arguments,
                   const Console& console);

// As PrintReceipt, of a batch that was recorded or proposed: `answer` has `receipts`, at least one.
Outcome PrintReceipts(const google::protobuf::Message& answer, const std::vector<v1::Receipt>& receipts,
                      const Session& session, const Arguments& arguments, const Console& console);

// Opens the ledger, warns of its clock, makes the call `member` and prints the receipt in its answer.
template <typename Request, typename Response>
Outcome RecordOne(absl::StatusOr<Response> (LedgerCalls::*member)(const Request&) const, const Request& request,
                  const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  Request spoken = request;
  if (absl::Status known = Speak(*session, arguments, console, spoken.mutable_options()); !known.ok()) return known;
  const absl::StatusOr<Response> answer = (session->service().*member)(spoken);
  if (!answer.ok()) return answer.status();
  return PrintReceipt(answer->receipt(), *session, arguments, console);
}

// The same of a call that records a batch: prints its events, and the receipt of the last one.
template <typename Request, typename Response>
Outcome RecordAll(absl::StatusOr<Response> (LedgerCalls::*member)(const Request&) const, const Request& request,
                  const Arguments& arguments, const Console& console) {
  const absl::StatusOr<Session> session = Session::Open(arguments, console, AccessFor(arguments));
  if (!session.ok()) return session.status();
  if (absl::Status warned = WarnOfClock(*session, console); !warned.ok()) return warned;
  Request spoken = request;
  if (absl::Status known = Speak(*session, arguments, console, spoken.mutable_options()); !known.ok()) return known;
  const absl::StatusOr<Response> answer = (session->service().*member)(spoken);
  if (!answer.ok()) return answer.status();
  const std::vector<v1::Receipt> receipts(answer->receipts().begin(), answer->receipts().end());
  return PrintReceipts(*answer, receipts, *session, arguments, console);
}

}  // namespace tranche
