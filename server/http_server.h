// The doors of a ledger over HTTP/1.1 (server/doors.h). One thread
// reads and writes all sockets; the calls themselves run in lanes of their own (server/work_lane.h).
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/calls.h"
#include "server/http_limits.h"

namespace tranche {

class HttpServer {
 public:
  // Listens and answers from now on.
  //
  // calls    must outlive the server.
  // address  "127.0.0.1:8080"; only of this machine (server/listen_address.h).
  // Errors: those of ReadListenAddress; UNAVAILABLE  the address is taken, or not of this machine.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Listen(const Calls* calls, absl::string_view address,
                                                            const HttpLimits& limits = {});

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
