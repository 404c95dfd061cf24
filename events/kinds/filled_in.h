// What the ledger fills in when an event draws on a tranche: chosen by ledger/rules, ignored when a retry or the
// meaning of two commands is compared, removed by verify before it decides again, shown in a receipt. Each kind says
// which fields these are (EventKind::filled_in).
//
// Thread safety: pure functions.
#pragma once

#include "events/kinds/kind.h"
#include "proto/event.pb.h"

namespace tranche {

// Empty for a kind that draws on no tranche, and for an event without a kind.
FilledIn FilledInOf(const v1::Event& event);

// Overwrites what is filled in. No-op for a kind that draws on no tranche.
void SetFilledIn(const FilledIn& filled_in, v1::Event* event);

// Reduces it to what the caller sent: a chosen tranche becomes unnamed, and limits become unstated.
FilledIn AsAsked(const FilledIn& filled_in);

// As AsAsked, except that a chosen tranche becomes a named one, so that deciding again cannot choose another.
FilledIn AsNamed(const FilledIn& filled_in);

}  // namespace tranche
