// Lists of projects and of outputs.
//
// Thread safety: pure functions.
#pragma once

#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/view.pb.h"
#include "service/served_ledger.h"

namespace tranche {

// Errors: those of ReadQuestion; DATA_LOSS  what was recorded cannot be read.
absl::StatusOr<v1::ProjectList> AskProjects(const v1::ListProjectsRequest& request, const ServedLedger& open);

// Errors: as above; INVALID_ARGUMENT at "indicator".
absl::StatusOr<v1::OutputList> AskOutputs(const v1::ListOutputsRequest& request, const ServedLedger& open);

}  // namespace tranche
