// Who watches a server at work: what it measures, and what it logs of each request (server/request_log.h). The doors
// tell it of every request, whatever became of it.
//
// Thread safety: all members may be called by several threads.
#pragma once

#include "server/exchange.h"
#include "server/metrics.h"

namespace tranche {

class ServerWatch {
 public:
  ServerWatch() = default;
  ServerWatch(const ServerWatch&) = delete;
  ServerWatch& operator=(const ServerWatch&) = delete;

  ServerMetrics& metrics() { return metrics_; }
  const ServerMetrics& metrics() const { return metrics_; }

  // Work on `exchange` begins; its door and its kind of work are known. Done is called once after it.
  void Begun(const Exchange& exchange) { metrics_.Begun(exchange.door, exchange.work); }

  // `exchange` was answered, or its caller is gone.
  void Done(const Exchange& exchange) { metrics_.Done(exchange); }

 private:
  ServerMetrics metrics_;
};

}  // namespace tranche
