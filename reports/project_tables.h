// Projects and outputs as tables.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// A row for each project and source, with the basis above.
Table ProjectsTable(const v1::ProjectList& list, const Reader& reader);

// A row for each unit, budget year and indicator, with the basis above.
Table OutputsTable(const v1::OutputList& list, const Reader& reader);

}  // namespace tranche
