// One question by HTTP/1.1, of a server beside this one, such as Patroni's.
//
// Thread safety: functions of the network.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace tranche {

// The body that `url` ("http://db-1:8008/patroni") is answered with by GET, of at most 1 MiB; whatever the status of
// the answer is if it is 200 to 599, as a server that is not well says so with 503. Without TLS.
//
// Errors:
//   INVALID_ARGUMENT  it is no such URL.
//   UNAVAILABLE       nobody answers there, or not in `timeout`, or with what is not HTTP.
absl::StatusOr<std::string> HttpGet(const std::string& url, absl::Duration timeout);

}  // namespace tranche
