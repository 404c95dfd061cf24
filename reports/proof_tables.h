// What was proved, and what was published: the answers of `check-proof` and `checkpoint`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/proof.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One line for each statement that was proved; below, what does not follow from the
// proof.
Table ProofTable(const v1::ProofReport& report, const Reader& reader);

// One row for each checkpoint.
Table CheckpointsTable(const v1::CheckpointList& list, const Reader& reader);

}  // namespace tranche
