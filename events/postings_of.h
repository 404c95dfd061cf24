// What an event means for the books, as its kind says (events/kinds/). Guards, balances,
// explanations and exports all read postings; none of them reads event kinds.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/posting.h"
#include "events/posting_list.h"
#include "proto/event.pb.h"

namespace tranche {

// The postings of `event`, in the order of the message's fields; none for the
// catalogue and for statements. A pure function: no clock, no input or output.
//
// event     an event of the log, or one that is about to be appended, with its tranche and
//           area limits filled in.
// reversed  the event that an EventReversed names; otherwise null.
// postings  appended to; must be empty. Valid until Clear, and while the data that `event` and
//           `reversed` point into lives.
//
// Errors:
//   INVALID_ARGUMENT  an amount cannot be negated in 64 bits, `reversed` is missing
//                     or itself a reversal.
absl::Status PostingsOf(const EventView& event, const EventView* reversed, PostingList* postings);

// As above, as owning values.
absl::StatusOr<std::vector<Posting>> PostingsOf(const v1::Event& event, const v1::Event* reversed);

// "PlanApproved", "TrancheAllocated" ...; empty if the event has no kind, or an unknown one.
std::string KindName(const v1::Event& event);

v1::BudgetLine LineToProto(const BudgetLine& line);

}  // namespace tranche
