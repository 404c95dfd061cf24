// The doors of a ledger: its calls (server/connect.h), new events (server/event_source.h), the log for its monitors
// (server/log_paths.h), the page (server/page_door.h), its sessions (server/session_door.h), /metrics
// (server/metrics_door.h), /openapi.json (server/openapi.h), /healthz and /readyz.
//
// Where callers are asked who they are, only the page itself, its sessions, /openapi.json, /healthz and /readyz are
// open to everybody. HEAD is GET without the body, wherever there is a GET.
//
// Thread safety: immutable.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "access/access_control.h"
#include "server/calls.h"
#include "server/doors.h"
#include "server/http_message.h"
#include "server/metrics.h"
#include "server/plan.h"

namespace tranche {

// What is behind the doors, and who may come in. It must outlive the plans.
struct House {
  const Calls* calls;
  // Null: nobody is asked who calls.
  AccessControl* access = nullptr;
  // Names of the server beside loopback addresses (listen_address.h).
  std::vector<std::string> names;
  // Whether TLS takes certificates of clients.
  bool takes_certificates = false;
  // What is measured of the server; null: nothing, and there is no /metrics.
  const ServerMetrics* metrics = nullptr;
};

class LedgerDoors final : public Doors {
 public:
  explicit LedgerDoors(House house) : house_(std::move(house)) {}

  std::variant<Opening, HttpAnswer> Open(const HttpRequest& head) const override;

  std::variant<HttpAnswer, Plan> PlanOf(const HttpRequest& request, const Entrant& entrant) const override;

  // The name of a call, or "page", "session", "events", "checkpoint", "tile", "health", "metrics", "openapi", and
  // "other" for all that is not there.
  std::string CallOf(const HttpRequest& request) const override;

  uint64_t news() const override { return house_.calls->head(); }

 private:
  const House house_;
};

}  // namespace tranche
