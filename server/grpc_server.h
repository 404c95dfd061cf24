// The door for programs that speak gRPC: every call of proto/service.proto, and beside them the standard services for
// health and reflection.
//
// A refusal is the status of its call: the same code, the English text, and in `grpc-status-details-bin` its data
// (proto/status.proto), with a text in the language that the metadata `accept-language` asks for
// (server/localized.h). A caller that goes away, or whose deadline passes, ends its stream at the next part; a
// recording whose deadline has passed before it began is not begun.
//
// Thread safety: members may be called by any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "access/access_control.h"
#include "access/tls_keys.h"
#include "server/server_watch.h"
#include "service/calls_of_caller.h"
#include "service/ledger_calls.h"

namespace tranche {

struct GrpcServerOptions {
  // How many calls and how many streams are answered at the same time; those beyond are refused at once. A stream has a
  // thread for as long as its caller reads it, so slow readers never take the threads of the other calls.
  int calls_max = 64;
  int streams_max = 64;
  // How many calls that are turned away wait for their answer at the same time, beside the others; those beyond are
  // answered at once.
  int held_back_max = 16;
  // Of a request: 64 MiB are a file of some 300,000 rows.
  int request_bytes_max = 64 << 20;
  // What connections and the requests that are being received may take of memory together, of callers who are not known
  // yet, too: gRPC reads a request before it shows anybody who calls. Beyond it gRPC waits, or ends calls. An idle
  // connection takes some 50 KiB of it.
  size_t receiving_bytes_max = size_t{1} << 30;
};

// How callers come in.
struct GrpcEntry {
  // Null: nobody is asked who calls. Else a call has a token in its metadata (`authorization: Bearer ...`), or its
  // connection a client certificate, and is UNAUTHENTICATED without; health and reflection are for everybody. It must
  // outlive the server. A call that is turned away is held back for as long as AccessControl says.
  AccessControl* access = nullptr;
  CallsOfCaller calls_of;      // what each may do; null: the same for all
  std::optional<TlsKeys> tls;  // nothing: no TLS, on loopback alone
  // Told of every call; null: nobody. It must outlive the server.
  ServerWatch* watch = nullptr;
  // Waits on the thread of a call for `delay`, or until `is_over`, which is asked often; null: by the clock.
  std::function<void(absl::Duration delay, const std::function<bool()>& is_over)> hold_back;
};

class GrpcServer {
 public:
  // Listens on `address`, an address and a port (listen_address.h), and answers from `calls`, which must outlive the
  // server. An address that other machines can reach needs TLS and access control.
  //
  // Errors: UNAVAILABLE  nobody can listen there: another program does; and those of ReadListenAddress and CheckReach.
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(const LedgerCalls* calls, const std::string& address,
                                                           const GrpcServerOptions& options = {},
                                                           const GrpcEntry& entry = {});

  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;
  // Stops without grace.
  ~GrpcServer();

  // Where it listens, with the port: "127.0.0.1:8081".
  const std::string& address() const;

  // Takes no more calls, waits until those that it has are answered, and returns. Streams that go on after `grace` are
  // cut; what is being recorded is always recorded and acknowledged, or refused. Health says NOT_SERVING from the
  // beginning. Once is enough.
  void Stop(absl::Duration grace);

 private:
  class Service;
  class Listener;

  GrpcServer(std::unique_ptr<Service> service, std::unique_ptr<Listener> listener);

  std::unique_ptr<Service> service_;
  std::unique_ptr<Listener> listener_;
};

}  // namespace tranche
