// Commitments and advances as a table: the answers of `commitments` and `advances`.
//
// Thread safety: a pure function. Amounts in the message must be decimal digits.
#pragma once

#include "proto/event.pb.h"
#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// A row for each item, by sequence.
//
// kind  v1::Event::kCommitmentMade or kAdvancePaid: of which kind they are, and so which columns there are.
Table OpenItemsTable(const v1::OpenItems& items, v1::Event::KindCase kind, const Reader& reader);

}  // namespace tranche
