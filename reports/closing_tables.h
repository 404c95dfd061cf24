// Closed periods as a table.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/names.h"
#include "reports/table.h"

namespace tranche {

Table ClosingsTable(const v1::ClosingList& list, const Reader& reader);

}  // namespace tranche
