// Lists of projects and of outputs, page by page.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "service/served_ledger.h"

namespace tranche {

// The most rows of a page.
inline constexpr uint32_t kProjectRowsMax = 10'000;

// A page of the projects, by id. Memory: the page.
// Errors: those of AnswerPage::Of and ReadQuestion; DATA_LOSS  what was recorded cannot be read.
absl::StatusOr<v1::ListProjectsResponse> AskProjects(const v1::ListProjectsRequest& request, const ServedLedger& open);

// Errors: as above; INVALID_ARGUMENT at "indicator".
absl::StatusOr<v1::ListOutputsResponse> AskOutputs(const v1::ListOutputsRequest& request, const ServedLedger& open);

}  // namespace tranche
