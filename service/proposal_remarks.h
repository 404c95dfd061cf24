// Why to look twice at a proposal: what whoever records at once is told of an event, the proposer and the approver are
// told of a command.
//
// Thread safety: as Ledger::Append.
#pragma once

#include "absl/status/status.h"
#include "ledger/ledger.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// Adds to `*row`, which is of the proposal `first` as known now, the remarks on its commands: events that say the same,
// and the spending rules that question them. Of an open one they are decided on again; if that refuses one of them, no
// rule questions any. Of an approved one the events that they became are read. Of others, and of a proposal in several
// parts that is only rehearsed, there are none.
//
// Cost: the decision on all commands, and FindEqualBefore for each. Errors: DATA_LOSS  one cannot be read.
absl::Status AddRemarks(const v1::Event& first, Ledger* ledger, v1::ProposalRow* row);

}  // namespace tranche
