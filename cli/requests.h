// From the options of a command to the request that it makes.
//
// Thread safety: pure functions, but for the random bytes.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "proto/request.pb.h"

namespace tranche {

v1::QuestionText QuestionOf(const Arguments& arguments);

// The key of the command is --key, or a random one.
// Errors: INVALID_ARGUMENT at "support".
absl::StatusOr<v1::RecordRequest> RecordRequestOf(const Arguments& arguments);
v1::ReverseRequest ReverseRequestOf(const Arguments& arguments);
v1::AdoptRulesRequest AdoptRulesRequestOf(const Arguments& arguments);
v1::RegisterActorRequest RegisterActorRequestOf(const Arguments& arguments);
v1::GrantRoleRequest GrantRoleRequestOf(const Arguments& arguments);
v1::RevokeRoleRequest RevokeRoleRequestOf(const Arguments& arguments);
// Errors: INVALID_ARGUMENT at "confirmed".
absl::StatusOr<v1::ClosePeriodRequest> ClosePeriodRequestOf(const Arguments& arguments);
v1::CarryOverYearRequest CarryOverYearRequestOf(const Arguments& arguments);
v1::HandOverRequest HandOverRequestOf(const Arguments& arguments);
v1::ReopenPeriodRequest ReopenPeriodRequestOf(const Arguments& arguments);
v1::ListClosingsRequest ListClosingsRequestOf(const Arguments& arguments);
v1::ApproveProposalRequest ApproveRequestOf(const Arguments& arguments);  // without its digest
v1::RejectProposalRequest RejectRequestOf(const Arguments& arguments);
v1::SetFourEyesRequest FourEyesRequestOf(const Arguments& arguments, bool on);

// Reads the file of --basis, if there is one.
// Errors: INVALID_ARGUMENT  it is no report, nor its basis; and those of reading the file.
absl::StatusOr<v1::GetBalanceRequest> BalanceRequestOf(const Arguments& arguments);
absl::StatusOr<v1::ExplainRequest> ExplainRequestOf(const Arguments& arguments);
absl::StatusOr<v1::ReconcileRequest> ReconcileRequestOf(const Arguments& arguments);

v1::RestateRequest RestateRequestOf(const Arguments& arguments);
v1::ListEventsRequest EventsRequestOf(const Arguments& arguments);
// kind  "commitment" or "advance".
v1::GetRulesRequest RulesRequestOf(const Arguments& arguments);
v1::ListExceptionsRequest ExceptionsRequestOf(const Arguments& arguments);
v1::ListOpenItemsRequest OpenItemsRequestOf(const Arguments& arguments, const std::string& kind);

// What --actor, --key, --expected-head and --dry-run say.
v1::RecordingOptions RecordingOptionsOf(const Arguments& arguments);

// `bytes` random bytes of the operating system, in lower-case hexadecimal.
std::string RandomHex(size_t bytes);

}  // namespace tranche
