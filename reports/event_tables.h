// The events themselves, and what became of commands: the answers of `events`,
// `record`, `reverse` and `import`.
//
// Thread safety: pure functions.
#pragma once

#include <vector>

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each event; a tranche has one for each share, a transfer one for what is given and one for what is
// received. A reversal has no amount of its own: it names the event that it reverses.
Table EventsTable(const v1::EventList& list, const Reader& reader);

// One row for each command, in the order given.
Table ReceiptsTable(const std::vector<v1::Receipt>& receipts, const Reader& reader);

// One line for each count; the remarks on the file as notes.
Table ImportTable(const v1::ImportReport& report, const Reader& reader);

}  // namespace tranche
