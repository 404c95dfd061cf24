// The events themselves, and the outcomes of commands: the answers of `events`, `record`, `reverse` and `import`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each event; a tranche has one for each share, a transfer one for the giver and one for the receiver. A
// reversal has no amount of its own: it names the event that it reverses.
Table EventsTable(const v1::EventList& list, const Reader& reader);

// The outcome of a command, one line for each property.
Table ReceiptTable(const v1::Receipt& receipt, const Reader& reader);

// How the command was interpreted and what it moves: a row for each line of the event; for a reversal, those of the
// reversed event with negated amounts.
Table MovesTable(const v1::Receipt& receipt, const Reader& reader);

// One line for each count; the remarks on the file as notes.
Table ImportTable(const v1::ImportReport& report, const Reader& reader);

}  // namespace tranche
