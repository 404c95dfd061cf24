// Which money counts for the support of a registered project: what is committed and paid on lines of its id, from its
// registration on (ProjectRegistered). What was recorded before belongs to a label, and so does what only takes that
// back: the release of a contract that was signed before, or the recovery of an advance that was paid before.
//
// Thread safety: pure functions.
#pragma once

#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/money.h"
#include "events/posting.h"
#include "events/sequence.h"

namespace tranche {

// What an event adds to what a project has used of its support; below zero for what gives it back.
struct ProjectUse {
  AmountSum committed = 0;
  AmountSum disbursed = 0;

  AmountSum total() const { return committed + disbursed; }
};

// Whether `event`, of a line of the project that the event `registration` registered, counts for it. A command, which
// has no sequence yet, is about to be recorded. Of other kinds than commitments, payments, and what takes them back,
// none does; nor does a reversal, which takes back what the event that it reverses has counted for.
bool CountsFor(Sequence registration, const EventView& event);

// What such an event counts for, of the source of its line.
//
// postings  of the event.
ProjectUse UseOf(Sequence registration, const EventView& event, absl::Span<const PostingView> postings);

}  // namespace tranche
