// One question by HTTP/1.1, of a server beside this one, such as Patroni's.
//
// Thread safety: functions of the network.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tranche {

// The body that `url` ("http://db-1:8008/patroni") is answered with by GET, whatever the status of the answer is: a
// server that is not well says so with 503. Without TLS, so it is for what others may read.
//
// timeout  for the connection, and for the answer.
//
// Errors:
//   INVALID_ARGUMENT  it is no such URL.
//   UNAVAILABLE       nobody answers there, or not in time, or with what is not HTTP.
absl::StatusOr<std::string> HttpGet(const std::string& url, absl::Duration timeout);

}  // namespace tranche
