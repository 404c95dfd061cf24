// What the ledger fills in when an event draws on a tranche: chosen by ledger/rules, left out when a retry or the
// meaning of two commands is compared, taken off again by verify, shown in a receipt. Which fields they are, each kind
// says (EventKind::filled_in).
//
// Thread safety: pure functions.
#pragma once

#include "events/kinds/kind.h"
#include "proto/event.pb.h"

namespace tranche {

// Of a kind that draws on no tranche, and of an event without a kind: nothing.
FilledIn FilledInOf(const v1::Event& event);

// Replaces what is filled in. Does nothing to a kind that draws on no tranche.
void SetFilledIn(const FilledIn& filled_in, v1::Event* event);

// Leaves what the caller sent: what was chosen is not named, and limits are not stated.
FilledIn AsAsked(const FilledIn& filled_in);

// The same, but what was chosen is named, so that deciding again chooses nothing else.
FilledIn AsNamed(const FilledIn& filled_in);

}  // namespace tranche
