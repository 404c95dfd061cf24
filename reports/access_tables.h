// Who may come in through the doors of a server: the answer of `token list`.
//
// Thread safety: pure functions.
#pragma once

#include "absl/time/time.h"
#include "proto/access.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each token and certificate, with what is so of it at `now`.
Table CredentialsTable(const v1::CredentialList& list, absl::Time now, const Reader& reader);

}  // namespace tranche
