// What there is: the ledger itself, how it is doing, its units, sources and areas.
//
// Thread safety: pure functions on an open ledger.
#pragma once

#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "service/served_ledger.h"

namespace tranche {

v1::GetLedgerResponse DescribeLedger(const ServedLedger& open);

// Errors: DATA_LOSS  a part of it cannot be read.
absl::StatusOr<v1::StatusReport> ReadStatus(const ServedLedger& open);

// The versions of the rules, and the one in force. Errors: DATA_LOSS  the catalogue cannot be read.
absl::StatusOr<v1::RulesReport> ReadRules(const v1::GetRulesRequest& request, const ServedLedger& open);

// By id. Errors: INVALID_ARGUMENT  a date or moment cannot be read; OUT_OF_RANGE  a moment past the head.
absl::StatusOr<v1::UnitList> ListUnits(const v1::ListUnitsRequest& request, const ServedLedger& open);
absl::StatusOr<v1::TermList> ListSources(const v1::ListSourcesRequest& request, const ServedLedger& open);
absl::StatusOr<v1::TermList> ListAreas(const v1::ListAreasRequest& request, const ServedLedger& open);

}  // namespace tranche
