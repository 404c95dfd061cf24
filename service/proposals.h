// Four eyes: what is proposed, and what becomes of it.
//
// Thread safety: as Ledger::Append.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/batch.h"
#include "proto/event.pb.h"
#include "proto/request.pb.h"
#include "proto/service.pb.h"
#include "proto/view.pb.h"
#include "service/served_ledger.h"
#include "service/sink.h"

namespace tranche {

// What `options` say of a proposal.
// Errors: INVALID_ARGUMENT at "expires".
absl::StatusOr<ProposalTerms> ProposalTermsOf(const v1::RecordingOptions& options);

// The proposal of a receipt of Ledger::Propose, as it stands now, with its remarks (proposal_remarks.h); in a dry run,
// as it would. A new one has the open ones beside it (alongside.h).
absl::StatusOr<v1::ProposalRow> ReadProposed(const Receipt& first, bool dry_run, Ledger* ledger);

// What an actor with a key signs to approve `proposal` (ledger/proposals/approval_signature.h).
std::string TextToSign(const v1::ProposalRow& proposal, const std::string& ledger_id, const std::string& actor);

// Visits the proposals, by sequence, as known at the moment that `request` names.
// Errors: INVALID_ARGUMENT at "known_at", "states" or "proposal"; those of the sink; DATA_LOSS.
absl::Status ListProposals(const v1::ListProposalsRequest& request, const ServedLedger& open,
                           const Sink<v1::ListProposalsResponse>& sink);

// Approves, rejects or withdraws a proposal. On OK it is durable and visible, unless it was a rehearsal.
// Errors: INVALID_ARGUMENT at "digest" or "signature"; those of Ledger::Append.
absl::StatusOr<v1::ApproveProposalResponse> ApproveProposal(const v1::ApproveProposalRequest& request,
                                                            const ServedLedger& open);
absl::StatusOr<v1::RejectProposalResponse> RejectProposal(const v1::RejectProposalRequest& request,
                                                          const ServedLedger& open);

absl::StatusOr<v1::FourEyesReport> ReadFourEyes(const v1::GetFourEyesRequest& request, const ServedLedger& open);

// The command that `request` asks for.
// Errors: FAILED_PRECONDITION  four-eyes.four-persons: to be switched on, it needs two persons as administrators, an
// officer and another person as approver; those of reading the request.
absl::StatusOr<v1::Event> ReadSwitch(const v1::SetFourEyesRequest& request, const Moment& moment);

}  // namespace tranche
