// Other open proposals about the same money: they do not count when one is made, so its maker is told of them.
//
// Thread safety: as Ledger::Append.
#pragma once

#include "absl/status/status.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// Adds to `*row`, which is of the new proposal `first`, the open proposals about money of the same unit, source and
// year, and whether all together would be accepted.
//
// Cost: every open proposal is read; then all of these are decided on. Errors: DATA_LOSS  one cannot be read.
absl::Status AddAlongside(const v1::Event& first, Ledger* ledger, v1::ProposalRow* row);

}  // namespace tranche
