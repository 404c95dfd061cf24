// GET /metrics: what is measured of this server, for Prometheus (server/metrics.h).
//
// Thread safety: pure functions.
#pragma once

#include "absl/strings/string_view.h"
#include "access/access_control.h"
#include "server/calls.h"
#include "server/metrics.h"
#include "server/plan.h"

namespace tranche {

inline constexpr absl::string_view kMetricsPath = "/metrics";

// All must outlive the plan.
// access  whose failed attempts are told; null: nobody is asked who calls.
Plan PlanMetrics(const Calls& calls, const ServerMetrics& metrics, const AccessControl* access);

}  // namespace tranche
