// The idempotency keys that the program makes itself. Callers' keys share one namespace with these; without this rule
// one could take the key of an event that is yet to come.
//
// Asked of new commands only: a history that was recorded before, or elsewhere, keeps the keys it has.
//
// Thread safety: a pure function.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/event.pb.h"

namespace tranche {

enum class KeyMaker {
  kCaller,    // named it, or the program made it of what the event says
  kRowOfFile  // an import made it of the row (import/row_keys.h)
};

// True if any event may have the key: it has none of the prefixes below, or the one for keys of this maker.
bool IsFreeKey(absl::string_view key, KeyMaker maker);

// True for a key that the command line or the page made at random ("cli:...", "page:..."), because whoever records
// named none: it says nothing of what is recorded.
bool IsRandomKey(absl::string_view key);

// Checks that the key of `event` has none of the program's prefixes (`ledger:`, `unit:`, `rename:`, `merge:`,
// `source:`, `area:`, `figure:`, `grouping:`, `balances:`, `proposal:`, `row:`), or is the very key that the program
// gives this event: for the figure F1, "figure:F1". `row:` is for keys of kRowOfFile, `balances:` for balance roots,
// and `proposal:` for proposals.
//
// Errors: INVALID_ARGUMENT  key.reserved, with the prefix.
absl::Status CheckReservedKey(const v1::Event& event, KeyMaker maker);

}  // namespace tranche
