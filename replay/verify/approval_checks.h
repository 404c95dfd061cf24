// Judges whether events had the approvals that they needed: the checks of verify for four eyes.
//
// Thread safety: one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_digest.h"
#include "ledger/rules/decisions.h"
#include "proto/event.pb.h"
#include "replay/verify/findings.h"

namespace tranche {

class ApprovalChecks {
 public:
  // Takes the next event of the log, and adds to `findings`:
  //   "approval"  while four eyes is on, an event that nobody approved; one that names an approval whose proposal does
  //               not have it at this place, byte for byte; an approval whose commands do not follow it, all of them;
  //               a decision that CheckMayApprove or CheckMayReject (ledger/approvals.h) refuses; a proposal whose
  //               parts do not follow each other, whose digest is not that of its commands, or whose proposer was not
  //               allowed to make it.
  //
  // stored_bytes  of the event.
  // ground        everything before the event.
  //
  // Errors: those of reading what came before; findings are not errors.
  absl::Status Take(const v1::Event& event, absl::string_view stored_bytes, const DecisionGround& ground,
                    Findings* findings);

  // True if Take may pass by an event of a kind that moves money, or reverses one, without an approval: four eyes is
  // off, and no approval waits for its commands.
  bool IsIdle(const Catalogue& catalogue) const {
    return !catalogue.four_eyes().on && expected_ == nullptr && parts_ == nullptr;
  }

  // After the last event: adds the approval whose commands are missing.
  void Finish(Findings* findings);

 private:
  // What must follow an approval.
  struct Expected {
    Sequence approval = 0;
    std::unique_ptr<ProposalReader> commands;
    std::string next;  // the bytes of the command that comes next
  };
  // A proposal of which a part is missing.
  struct Parts {
    v1::Event first;
    uint32_t read = 0;
    ProposalDigest digest;
  };

  absl::Status TakeExpected(absl::string_view stored_bytes, const v1::Event& event, Findings* findings);
  absl::Status TakeUnapproved(const v1::Event& event, const DecisionGround& ground) const;
  absl::Status TakePart(const v1::Event& event, const DecisionGround& ground, Findings* findings);
  absl::Status TakeDecision(const v1::Event& event, const DecisionGround& ground, Findings* findings);
  absl::Status Advance();

  std::unique_ptr<Expected> expected_;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tranche
