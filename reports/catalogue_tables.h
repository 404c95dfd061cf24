// What there is in the catalogue: the answers of `units`, `sources` and `areas`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each unit.
Table UnitsTable(const v1::UnitList& list, const Reader& reader);

// One row for each source or area.
Table TermsTable(const v1::TermList& list, const Reader& reader);

}  // namespace tranche
