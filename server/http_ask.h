// Asks another server over HTTP/1.1: one request, on a connection of its own. What a node sends on to the one that
// decides (server/forwarding.h) goes this way.
//
// Thread safety: a function of the network, which waits.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/http_message.h"

namespace tranche {

struct HttpAsk {
  // "https://hanoi-1.example:8443", whose certificate is checked; or "http://127.0.0.1:8080", an address and a port of
  // this machine. So what is asked never goes over a network that others can read, unless it is said that they may.
  std::string address;
  bool others_may_read = false;
  std::string authority;  // the certificate in PEM that the server's must be signed by; empty: those of the system
  std::string target;     // "/tranche.v1.LedgerService/Record"
  bool reads = false;     // GET, without a content; otherwise POST
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;  // beside those of the content and the connection
  std::string body;
};

// Codes of refusals: nothing was sent; or it was, and no answer came, so that it may have been done.
inline constexpr char kNotThere[] = "server.not-there";
inline constexpr char kLostAnswer[] = "server.lost";

// Sends `ask`, and returns what is answered, whatever its status is; of its headers, under their names as they came.
//
// connect_max  for the connection and TLS, each.
// answer_max   from the first byte that is sent to the last one of the answer.
// Errors:
//   UNAVAILABLE          kNotThere, kLostAnswer.
//   FAILED_PRECONDITION  server.not-encrypted: it is another machine, without TLS.
//   INVALID_ARGUMENT     the address is none, or the authority no certificate.
absl::StatusOr<HttpAnswer> AskHttp(const HttpAsk& ask, absl::Duration connect_max, absl::Duration answer_max);

}  // namespace tranche
