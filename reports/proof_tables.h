// What was proved, and what was published: the answers of `check-proof`, `checkpoint`, `key` and `witness`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/proof.pb.h"
#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One line for each statement that was proved; below, what does not follow from the
// proof.
Table ProofTable(const v1::ProofReport& report, const Reader& reader);

// One row for each checkpoint.
Table CheckpointsTable(const v1::CheckpointList& list, const Reader& reader);

// What a witness watches: one row for each log.
Table WitnessTable(const v1::WitnessReport& report, const Reader& reader);

// A key: its file and its public half. For CSV.
Table KeyTable(const v1::KeyReport& report);

}  // namespace tranche
