// Questions about money: balances, and what is behind them.
//
// Thread safety: pure functions on an open ledger.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

// Errors of all: those of ReadQuestion; of the streams also those of AnswerPage::Of and of the sink.

absl::StatusOr<v1::BalanceReport> AskBalance(const v1::GetBalanceRequest& request, const ServedLedger& open);

// First basis and total, then the postings. Once the last one was given, DATA_LOSS says that they do not add up.
absl::Status AskExplanation(const v1::ExplainRequest& request, const ServedLedger& open,
                            const Sink<v1::ExplainResponse>& sink);

// First the balances, then the postings that make the change, as above.
absl::Status AskRestatement(const v1::RestateRequest& request, const ServedLedger& open,
                            const Sink<v1::RestateResponse>& sink);

absl::StatusOr<v1::Reconciliation> AskReconciliation(const v1::ReconcileRequest& request, const ServedLedger& open);

}  // namespace tranche
