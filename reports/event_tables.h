// The events themselves, and what became of commands: the answers of `events`,
// `record`, `reverse` and `import`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each event; a tranche has one for each share, a transfer one for what is given and one for what is
// received. A reversal has no amount of its own: it names the event that it reverses.
Table EventsTable(const v1::EventList& list, const Reader& reader);

// What became of a command, one line for each property.
Table ReceiptTable(const v1::Receipt& receipt, const Reader& reader);

// What was understood and what it moves: a row for each line of the event; for a reversal, those of the event that it
// reverses with the amounts taken back.
Table MovesTable(const v1::Receipt& receipt, const Reader& reader);

// One line for each count; the remarks on the file as notes.
Table ImportTable(const v1::ImportReport& report, const Reader& reader);

}  // namespace tranche
