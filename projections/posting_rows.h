// Builds the rows in which reports show postings.
//
// Thread safety: pure functions.
#pragma once

#include "events/posting.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// The row of `posting`, one of those of `event`; balance_after and approved_by are left to the caller.
// `because` joins what the event states with "; ": its reason; the document's type,
// number, issuer and date; the published figures and how exactly they were stated;
// the note.
v1::PostingRow MakePostingRow(const v1::Event& event, const Posting& posting);

// The row of an event that moves no money: as MakePostingRow, without line, measure
// and amount.
v1::PostingRow MakeEventRow(const v1::Event& event);

}  // namespace tranche
