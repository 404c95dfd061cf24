// Who watches a server at work: what it measures, and what it logs of each request. The doors tell it of every request,
// whatever became of it.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "events/clock.h"
#include "server/exchange.h"
#include "server/metrics.h"
#include "server/request_id.h"
#include "server/request_log.h"

namespace tranche {

class ServerWatch {
 public:
  // server  see RequestIds.
  // log     of the requests, by `clock`; both must outlive the watch. Null: nothing is logged.
  explicit ServerWatch(uint64_t server = 0, RequestLog* log = nullptr, Clock* clock = nullptr)
      : ids_(server), log_(log), clock_(clock) {}
  ServerWatch(const ServerWatch&) = delete;
  ServerWatch& operator=(const ServerWatch&) = delete;

  ServerMetrics& metrics() { return metrics_; }
  const ServerMetrics& metrics() const { return metrics_; }

  // The id of a request whose caller calls it `given`, which is empty if it does not.
  std::string RequestIdOf(absl::string_view given) { return ids_.For(given); }

  // Work on `exchange` begins; its door and its kind of work are known. Done is called once after it.
  void Begun(const Exchange& exchange) { metrics_.Begun(exchange.door, exchange.work); }

  // `exchange` was answered, or its caller is gone.
  void Done(const Exchange& exchange);

 private:
  ServerMetrics metrics_;
  RequestIds ids_;
  RequestLog* const log_;
  Clock* const clock_;
};

}  // namespace tranche
