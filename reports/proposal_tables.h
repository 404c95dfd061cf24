// Four eyes: the answers of `proposals`, `approve`, `reject` and `four-eyes status`.
//
// Thread safety: pure functions.
#pragma once

#include "proto/service.pb.h"
#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// One row for each proposal.
Table ProposalsTable(const v1::ListProposalsResponse& part, const Reader& reader);

// One line for each property of a proposal.
Table ProposalTable(const v1::ProposalRow& proposal, const Reader& reader);

// The outcome of an approval: which events it recorded, or would.
Table ApprovalTable(const v1::ApproveProposalResponse& approved, const Reader& reader);

Table FourEyesTable(const v1::FourEyesReport& report, const Reader& reader);

}  // namespace tranche
