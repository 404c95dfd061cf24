#include "server/server_watch.h"

namespace tranche {
namespace {

// What asks every few seconds whether all is well would hide everything else, as long as all is well.
bool IsProbe(const Exchange& exchange) {
  return exchange.code == "ok" && (exchange.call == "health" || exchange.call == "metrics");
}

}  // namespace

void ServerWatch::Done(const Exchange& exchange) {
  metrics_.Done(exchange);
  if (log_ != nullptr && !IsProbe(exchange)) log_->Add(exchange, clock_->Now());
}

}  // namespace tranche
