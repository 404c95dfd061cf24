// Publishes the balance root of a ledger, and signs the size and root of its log.
//
// Thread safety: one publisher of a ledger at a time, beside those who record in it.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "ledger/ledger.h"
#include "proof/note_key.h"
#include "proof/published_checkpoints.h"
#include "proof/signed_note.h"

namespace tranche {

// What the publisher of a copy (proof/copied_ledger.h) says about what the original has published. At most one is set.
struct PublishedBefore {
  std::optional<SignedNote> newest;     // the newest checkpoint that was published
  std::optional<std::string> given_up;  // why to go on without it; becomes the reason of the event
};

// Publishes a checkpoint of the ledger as it is now: publishes the root of its balances as known at the head (by
// appending an event, unless the head already is one), signs the size and root of the log that ends with this event,
// stores the note, and keeps the tree of the balances to prove from (proof/kept_balance_map.h). Others may record
// concurrently: events between that head and the balance root are covered by this checkpoint, and their balances by the
// root of the next one. Idempotent: if nothing was recorded since the last one, the result is the
// same checkpoint.
//
// ledger  open for writing.
// actor   who publishes, as for any event.
// date    the effective date of the balance root: the day on which it is published.
// before  of a copy, once. A newest checkpoint is checked against the log, and kept as one of its own; one that is
// given up
//         is an event of the log: a balance root of its own, whose reason begins with "published checkpoints given up".
// is_clock_right  as AppendOptions, for the event of the balance root.
// within_grants   the event is refused unless the grants of `actor` allow it.
//
// On OK the checkpoint is durable. Cost: a step for each posting of the ledger, without blocking writers.
//
// Errors: those of Ledger::Append, and
//   FAILED_PRECONDITION  the ledger is a copy and `before` says nothing; or what it says is no checkpoint of this
//                        ledger by this key, or older than one that is known; or there is nothing to give up. Nothing
//                        is signed.
//   INVALID_ARGUMENT     it is given up without a reason.
//   DATA_LOSS  the tree is not an extension of the last signed one, or the balance root at the head differs from the
//              balances of the events: nothing is signed.
absl::StatusOr<PublishedCheckpoint> PublishCheckpoint(const SigningKey& key, const std::string& actor, CivilDate date,
                                                      Ledger* ledger, const PublishedBefore& before = {},
                                                      bool is_clock_right = false, bool within_grants = false);

}  // namespace tranche
