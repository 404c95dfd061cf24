// Another node is to decide, before its machine is taken down or a fast one is wanted in its place.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "proto/cluster.pb.h"
#include "storage/shared_log.h"

namespace tranche::cluster {

// Asks that `node` decides next, and waits until it does. Whoever decides goes on until that node has shown that it is
// ready to, finishes what is in flight, and gives the lease back. Nothing happens where it decides already.
//
// within  how long the wish holds, and is waited for.
// Errors: those of SharedLog::State and HandOver, and
//   FAILED_PRECONDITION  `node` has not taken the lease in that time; the message says who decides, and whether it was
//                        ready.
absl::StatusOr<v1::ClusterHandOver> HandOver(storage::SharedLog* log, const std::string& node, absl::Duration within);

}  // namespace tranche::cluster
