// The basis of a report that was printed earlier, from the file that it was kept in.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/arguments.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Reads a report as `--format json` prints it, or the basis alone.
// Errors: INVALID_ARGUMENT  it is neither; and those of reading the file.
absl::StatusOr<v1::Basis> ReadBasisFile(const std::string& path);

// Checks that `ledger` still has the history that the report was made from.
// Errors:
//   FAILED_PRECONDITION  it is another ledger, or has fewer events.
//   DATA_LOSS            its root is another one: what was recorded was altered since.
absl::Status CheckBasis(const v1::Basis& basis, const ReadView& view);

// Asks what `basis` was asked. Errors: INVALID_ARGUMENT  an option says so too.
absl::Status ApplyBasis(const v1::Basis& basis, Arguments* arguments);

}  // namespace tranche
