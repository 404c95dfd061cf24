// Questions about money: balances, and what is behind them.
//
// Thread safety: pure functions on an open ledger.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

// The most rows of a balance in one message; 63 provinces by 5 sources in 10 years are 3,150.
inline constexpr uint32_t kBalanceRowsMax = 10'000;

// Errors of all: those of ReadQuestion; of the streams also those of PostingPage::Of and of the sink.

// A page of the rows, of at most kBalanceRowsMax; with the first one the subtotals that are asked for.
// Errors: also RESOURCE_EXHAUSTED  the subtotals are more than kBalanceRowsMax.
absl::StatusOr<v1::GetBalanceResponse> AskBalance(const v1::GetBalanceRequest& request, const ServedLedger& open);

// First basis and total, then the postings. Once the last one was given, DATA_LOSS says that they do not add up.
absl::Status AskExplanation(const v1::ExplainRequest& request, const ServedLedger& open,
                            const Sink<v1::ExplainResponse>& sink);

// First the basis, then the items; those that were reversed as of the date are left out.
absl::Status AskOpenItems(const v1::ListOpenItemsRequest& request, const ServedLedger& open,
                          const Sink<v1::ListOpenItemsResponse>& sink);

// First the balances, then the postings that make the change, as above.
absl::Status AskRestatement(const v1::RestateRequest& request, const ServedLedger& open,
                            const Sink<v1::RestateResponse>& sink);

// Errors: also those of MakeTimeline.
absl::StatusOr<v1::Timeline> AskTimeline(const v1::GetTimelineRequest& request, const ServedLedger& open);

absl::StatusOr<v1::Reconciliation> AskReconciliation(const v1::ReconcileRequest& request, const ServedLedger& open);

}  // namespace tranche
