// The basis of a report that was printed earlier, from the file that it was kept in.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "proto/view.pb.h"

namespace tranche {

// Reads a report as `--format json` prints it, or the basis alone.
// Errors: INVALID_ARGUMENT  it is neither; and those of reading the file.
absl::StatusOr<v1::Basis> ReadBasisFile(const std::string& path);

}  // namespace tranche
