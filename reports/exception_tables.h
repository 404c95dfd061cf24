// Exceptions as a table.
//
// Thread safety: pure functions. Amounts in the messages must be decimal digits.
#pragma once

#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// Rows by what they are, then by sequence.
Table ExceptionsTable(const v1::ExceptionList& list, const Reader& reader);

}  // namespace tranche
