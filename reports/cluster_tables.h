// Answers of `cluster`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/cluster.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One line for each property.
Table ClusterTable(const v1::ClusterReport& report, const Reader& reader);
Table ClusterStatusTable(const v1::ClusterStatus& status, const Reader& reader);

Table ClusterHandOverTable(const v1::ClusterHandOver& done, const Reader& reader);

// A row for each point, those that are wrong first; how many there are.
Table ClusterCheckTable(const v1::ClusterCheck& check, const Reader& reader);

}  // namespace tranche
