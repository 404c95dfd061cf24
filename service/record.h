// Recording: one command, a reversal, a file. With RecordingOptions.propose each is proposed instead.
//
// Thread safety: as Ledger::Append.
#pragma once

#include "absl/status/statusor.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"
#include "service/served_ledger.h"

namespace tranche {

// Records what `request` states. On OK it is durable and visible, unless it was a rehearsal.
// Errors: those of reading the request and of Ledger::Append.
absl::StatusOr<v1::RecordResponse> Record(const v1::RecordRequest& request, const ServedLedger& open);
absl::StatusOr<v1::Receipt> Reverse(const v1::ReverseRequest& request, const ServedLedger& open);

absl::StatusOr<v1::Receipt> AdoptRules(const v1::AdoptRulesRequest& request, const ServedLedger& open);

absl::StatusOr<v1::Receipt> RegisterActor(const v1::RegisterActorRequest& request, const ServedLedger& open);
absl::StatusOr<v1::Receipt> GrantRole(const v1::GrantRoleRequest& request, const ServedLedger& open);
absl::StatusOr<v1::Receipt> RevokeRole(const v1::RevokeRoleRequest& request, const ServedLedger& open);

absl::StatusOr<v1::Receipt> ClosePeriod(const v1::ClosePeriodRequest& request, const ServedLedger& open);
absl::StatusOr<v1::Receipt> ReopenPeriod(const v1::ReopenPeriodRequest& request, const ServedLedger& open);

// Record all that a year, or a unit that has ended, still has; receipts in the order of the events (carry_over.h).
absl::StatusOr<v1::CarryOverYearResponse> CarryOverYear(const v1::CarryOverYearRequest& request,
                                                        const ServedLedger& open);
absl::StatusOr<v1::HandOverResponse> HandOver(const v1::HandOverRequest& request, const ServedLedger& open);

absl::StatusOr<v1::Receipt> SetFourEyes(const v1::SetFourEyesRequest& request, const ServedLedger& open);

// Records a decision on a proposal (service/proposals.h).
absl::StatusOr<v1::Receipt> RecordDecision(v1::Event decision, const v1::RecordingOptions& options,
                                           const ServedLedger& open);

// Records the rows of a file, all or none. Errors: those of ImportText; INVALID_ARGUMENT at "notation" or "repeated".
absl::StatusOr<v1::ImportReport> ImportRows(const v1::ImportRequest& request, const ServedLedger& open);

}  // namespace tranche
