// Postings as reports print them.
//
// Thread safety: pure functions.
#pragma once

#include "events/posting.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// The row of `posting`, one of those that `event` makes; balance_after is left to
// the caller. `because` has what the event says of: its reason; the document's type,
// number, issuer and date; the published figures and how exactly they were stated;
// the note; joined by "; ".
v1::PostingRow MakePostingRow(const v1::Event& event, const Posting& posting);

// The row of an event that moves no money: the same without line, measure and amount.
v1::PostingRow MakeEventRow(const v1::Event& event);

}  // namespace tranche
