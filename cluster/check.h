// What could lose or alter what a shared log has: settings, versions, rights and clocks of its servers, looked at
// before the log is trusted and whenever something was changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cluster/check_patroni.h"
#include "cluster/log_address.h"
#include "events/clock.h"
#include "proto/cluster.pb.h"

namespace tranche::cluster {

// Looks at each server of the log that answers, at the log itself on its primary and, where `patroni` says where it is,
// at Patroni. A server that does not answer is a point of the answer, and so is all that cannot be seen.
//
// clock  of this machine, which is compared with those of the servers.
// Errors: those of OpenLog.
absl::StatusOr<v1::ClusterCheck> Check(const LogAddress& log, const PatroniPlaces& patroni, Clock* clock);

}  // namespace tranche::cluster
