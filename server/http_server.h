// A server of HTTP/1.1, for the doors of a ledger (server/ledger_doors.h) or others (server/doors.h). One thread reads
// and writes all sockets; what is asked runs in lanes of its own (server/work_lane.h).
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "access/access_control.h"
#include "access/tls_keys.h"
#include "server/calls.h"
#include "server/doors.h"
#include "server/http_limits.h"
#include "server/listen_address.h"
#include "server/server_watch.h"

namespace tranche {

// How callers come in to a ledger.
struct HttpEntry {
  AccessControl* access = nullptr;  // null: nobody is asked who calls; else it must outlive the server
  std::optional<TlsKeys> tls;       // nothing: no TLS, on loopback alone
  std::vector<std::string> names;   // of the server, beside loopback addresses (server/listen_address.h)
  // Told of every request, and gives what /metrics says; null: nobody. It must outlive the server.
  ServerWatch* watch = nullptr;
};

class HttpServer {
 public:
  // Listens and answers for a ledger from now on.
  //
  // calls    must outlive the server.
  // address  "127.0.0.1:8080"; one that other machines can reach needs TLS and access control.
  // Errors: those of ReadListenAddress and CheckReach; UNAVAILABLE  the address is taken, or not of this machine;
  // INVALID_ARGUMENT  TLS does not take the keys.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(const Calls* calls, absl::string_view address,
                                                            const HttpLimits& limits = {}, const HttpEntry& entry = {});

  // Likewise for any doors, as soon as it listens: who may come in is for them to say.
  //
  // tls    nothing: no TLS.
  // watch  told of every request; null: nobody. It must outlive the server.
  // Errors: UNAVAILABLE  the address is taken, or not of this machine; INVALID_ARGUMENT  TLS does not take the keys.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Open(std::unique_ptr<const Doors> doors,
                                                          const ListenAddress& address, const HttpLimits& limits,
                                                          const std::optional<TlsKeys>& tls, ServerWatch* watch);

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();  // as Stop

  // Where it listens, with the port: "127.0.0.1:8080".
  const std::string& address() const;

  // Takes no more connections and no more requests, waits until what is in flight is done and answered, for streams and
  // slow readers at most HttpLimits::stop_time, and closes all connections. Later calls have no effect.
  void Stop();

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tranche
