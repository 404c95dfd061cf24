// A test ledger with four eyes on, and the persons that it takes:
//
//   officers        an (and an2, the same person), anh
//   approvers       binh, ban, kim, who has a key
//   administrators  chi, dung
//   bao             an actor without a role
//
// P1 has a plan of 1000 and tranche 1 of 1000, national, 2024. Published figures are exempt.
#pragma once

#include <openssl/evp.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "ledger/proposals/proposal_state.h"
#include "proto/event.pb.h"
#include "tests/support/event_builder.h"
#include "tests/support/test_ledger.h"

namespace tranche {

class FourEyesLedger : public ::testing::Test {
 protected:
  static constexpr char kToday[] = "2026-01-01";  // of the ledger's clock

  FourEyesLedger();
  ~FourEyesLedger() override;

  // The code of a refusal; "" of OK.
  static std::string CodeOf(const absl::Status& status);

  static EventBuilder Switch(bool on);
  absl::StatusOr<std::vector<Receipt>> Propose(const std::string& actor, const std::vector<v1::Event>& commands,
                                               const AppendOptions& options = {});
  // The name of a proposal that must be made.
  Sequence MustPropose(const std::string& actor, const std::vector<v1::Event>& commands);
  v1::Event Approval(const std::string& actor, Sequence proposal);
  absl::StatusOr<std::vector<Receipt>> Approve(const std::string& actor, Sequence proposal,
                                               const AppendOptions& options = {});
  absl::StatusOr<std::vector<Receipt>> Reject(const std::string& actor, Sequence proposal, const std::string& reason);
  // Proposes and approves, both of which must succeed; returns the sequence of the approval.
  Sequence Approved(const std::string& proposer, const std::vector<v1::Event>& commands,
                    const std::string& approver = "binh");

  std::vector<v1::Event> CommandsOf(Sequence proposal);
  // As of the last event, or an earlier one, and today.
  ProposalState StateOf(Sequence proposal, Sequence known_at = 0);
  std::string SignedByKim(const std::string& text) const;

  TestLedger ledger_;
  v1::Event plan_;  // recorded before four eyes was switched on
  std::map<std::string, Sequence> grant_of_;

 private:
  void Appoint(const std::string& actor, const std::string& person, v1::Role role);

  EVP_PKEY* key_;
  int keys_ = 0;
};

}  // namespace tranche
