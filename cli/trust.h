// What an auditor has obtained elsewhere, by the options of a command: --key, --witness and --checkpoint.
//
// Thread safety: functions of files.
#pragma once

#include "absl/status/status.h"
#include "cli/arguments.h"
#include "cli/field_files.h"
#include "proto/request.pb.h"

namespace tranche {

// Reads what the options name into `request`. Errors: those of FieldFiles::Read, at the field.
absl::Status ReadTrustInto(const Arguments& arguments, FieldFiles* files, v1::CheckProofRequest* request);

}  // namespace tranche
