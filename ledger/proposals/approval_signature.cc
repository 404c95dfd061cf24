#include "ledger/proposals/approval_signature.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "log/ed25519.h"

namespace tranche {
namespace {

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;

}  // namespace

std::string ApprovalText(const ApprovedContent& content) {
  return absl::StrCat("tranche approval v1\n", content.ledger_id, "\n", content.proposal, "\n",
                      absl::BytesToHexString(content.digest), "\n", content.actor, "\n");
}

absl::Status CheckApprovalSignature(const Actor& approver, const ApprovedContent& content,
                                    absl::string_view signature) {
  const auto actor = [&] { return TextField("actor", approver.id); };
  if (approver.public_key.empty() && signature.empty()) return absl::OkStatus();
  if (approver.public_key.empty())
    return InField("signature",
                   Refuse(kDenied, "approval.no-key",
                          "actor \"{actor}\" is registered without a public key, and signs nothing", {actor()}));
  if (signature.empty())
    return Adding(InField("signature",
                          Refuse(kDenied, "approval.not-signed",
                                 "actor \"{actor}\" is registered with a public key; found no signature", {actor()})),
                  "sign the approval with the private key (`--sign-with FILE`)");
  if (IsUsableEd25519Key(approver.public_key) &&
      IsEd25519Signature(approver.public_key, ApprovalText(content), signature))
    return absl::OkStatus();
  return Adding(InField("signature", Refuse(kDenied, "approval.signature",
                                            "this is no signature of actor \"{actor}\" for proposal {proposal}",
                                            {actor(), NumberField("proposal", content.proposal)})),
                "sign with the key that the actor is registered with");
}

}  // namespace tranche
