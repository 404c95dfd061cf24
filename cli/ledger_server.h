// The ledger that a command names, served through its doors.
//
// Thread safety: for the thread of the command.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "access/access_control.h"
#include "access/tls_keys.h"
#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/served_copy.h"
#include "cli/serving.h"
#include "cli/session.h"
#include "server/calls.h"
#include "server/grpc_server.h"
#include "server/http_server.h"
#include "server/request_log.h"
#include "server/server_watch.h"

namespace tranche {

// How callers come in, through every door.
struct Entry {
  std::unique_ptr<AccessControl> access;  // null: nobody is asked
  std::string directory;                  // of its credentials
  std::optional<TlsKeys> tls;
};

class LedgerServer {
 public:
  // Opens the ledger in the directory that `arguments` name, to write, and answers at --listen, and by gRPC if --grpc
  // asks for it. Both must outlive the server. A clock that is behind the ledger is warned of.
  // Errors: those of Session::Open, HttpServer::Listen and GrpcServer::Start; of an address, key or directory of
  // credentials, at its flag.
  static absl::StatusOr<std::unique_ptr<LedgerServer>> Open(const Arguments& arguments, const Console& console);

  ~LedgerServer() { Stop(); }

  Locale locale() const { return session_->reader().locale; }

  // "serving LEDGER at ADDRESS", by which doors, and who may come: some lines.
  std::string ServingText() const;

  // What was acknowledged is recorded. Does nothing the second time.
  void Stop();

  // Why it has asked to be stopped (SIGTERM), as the copy must be opened again (cluster/node.h); OK if it has not.
  absl::Status status() const { return copy_ == nullptr ? absl::OkStatus() : copy_->status(); }

 private:
  LedgerServer(const Arguments& arguments, const Console& console);
  void TellOfClock(const absl::Status& clock) const;

  const Arguments& arguments_;
  const Console& console_;
  const IgnoredBrokenPipes ignored_;
  std::unique_ptr<RequestLog> log_;
  ServerWatch watch_;
  std::unique_ptr<ServedCopy> copy_;  // null for a ledger that is none
  std::optional<Session> session_;
  Entry entry_;
  std::optional<Calls> calls_;
  std::unique_ptr<HttpServer> http_;
  std::unique_ptr<GrpcServer> grpc_;
  bool is_stopped_ = false;
};

}  // namespace tranche
