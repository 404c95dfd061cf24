// Why to look twice at a proposal, in words.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/table.h"
#include "reports/texts.h"

namespace tranche {

// Adds a note for each remark of `proposal`, and one that says how many are not shown.
void AddRemarkNotes(const v1::ProposalRow& proposal, Locale locale, Table* table);

}  // namespace tranche
