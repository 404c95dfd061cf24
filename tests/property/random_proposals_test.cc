// A random history under four eyes, against a model that knows nothing of ledgers: tranches are numbers, persons are
// names, a proposal is a list of payments. What the model lets pass is recorded, what it does not is refused, and
// verify finds the whole history sound.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "replay/verify/verify.h"
#include "tests/support/event_builder.h"
#include "tests/support/four_eyes_ledger.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

constexpr int kSteps = 400;
constexpr int kTranches = 3;
constexpr int64_t kEach = 400;  // of each tranche, but for the first, which has 1000

struct ModelPayment {
  int tranche = 0;
  int64_t amount = 0;
  Sequence reverses = 0;  // 0: it is a payment
};

enum class ModelState { kOpen, kApproved, kRejected, kWithdrawn };

struct ModelProposal {
  Sequence sequence = 0;
  std::string proposer;
  int expires = 0;  // day
  std::vector<ModelPayment> payments;
  ModelState state = ModelState::kOpen;
};

// The plain truth.
struct Model {
  int day = 0;  // since the first
  std::map<int, int64_t> left = {{1, 1000}, {2, kEach}, {3, kEach}};
  std::vector<ModelProposal> proposals;
  std::map<Sequence, ModelPayment> paid;  // and not reversed
  std::set<std::string> officers = {"an", "anh"};
  std::set<std::string> approvers = {"an2", "binh", "ban"};

  static std::string PersonOf(const std::string& actor) { return actor == "an2" ? "an" : actor; }

  // What is left after `payments`, which name their tranches or not (0), each settled in turn; nothing if one fails.
  std::optional<std::map<int, int64_t>> After(std::vector<ModelPayment>* payments) const {
    std::map<int, int64_t> rest = left;
    std::set<Sequence> reversed;
    for (ModelPayment& payment : *payments) {
      if (payment.reverses != 0) {
        const auto of = paid.find(payment.reverses);
        if (of == paid.end() || !reversed.insert(payment.reverses).second) return std::nullopt;
        rest[of->second.tranche] += of->second.amount;
        continue;
      }
      for (int tranche = 1; payment.tranche == 0 && tranche <= kTranches; ++tranche) {
        if (rest[tranche] >= payment.amount) payment.tranche = tranche;
      }
      if (payment.tranche == 0 || rest[payment.tranche] < payment.amount) return std::nullopt;
      rest[payment.tranche] -= payment.amount;
    }
    return rest;
  }

  bool MayApprove(const ModelProposal& proposal, const std::string& actor) const {
    return proposal.state == ModelState::kOpen && day <= proposal.expires && approvers.contains(actor) &&
           PersonOf(actor) != PersonOf(proposal.proposer) && officers.contains(proposal.proposer);
  }

  bool MayReject(const ModelProposal& proposal, const std::string& actor) const {
    return proposal.state == ModelState::kOpen && day <= proposal.expires &&
           (PersonOf(actor) == PersonOf(proposal.proposer) || approvers.contains(actor));
  }
};

class RandomProposalsTest : public FourEyesLedger, public ::testing::WithParamInterface<int> {
 protected:
  RandomProposalsTest() : random_(static_cast<unsigned>(GetParam())) {
    Approved("an", {EventBuilder::Plan("P1", "national", 2024, 2 * kEach),
                    EventBuilder::Tranche(2, "P1", "national", 2024, kEach),
                    EventBuilder::Tranche(3, "P1", "national", 2024, kEach)});
  }

  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  template <typename List>
  auto OneOf(const List& list) {
    return *std::next(list.begin(), Below(static_cast<int>(list.size())));
  }

  void StepProposal() {
    ModelProposal proposal;
    std::vector<v1::Event> commands;
    proposal.proposer = OneOf(std::vector<std::string>{"an", "anh", "binh"});
    for (int i = 0; i <= Below(3); ++i) {
      ModelPayment payment;
      if (!model_.paid.empty() && Below(4) == 0) {
        payment.reverses = OneOf(model_.paid).first;
        commands.push_back(EventBuilder::Reversal(payment.reverses, "wrong").Key(absl::StrCat("k", ++keys_)));
      } else {
        payment.amount = 1 + Below(250);
        payment.tranche = Below(2) * Below(kTranches + 1);
        EventBuilder paid = EventBuilder::Disbursement("P1", "national", 2024, payment.amount);
        paid.On("2024-06-01").Key(absl::StrCat("k", ++keys_));
        if (payment.tranche != 0) paid.FromTranche(static_cast<uint32_t>(payment.tranche));
        commands.push_back(paid);
      }
      proposal.payments.push_back(payment);
    }
    const bool passes = model_.officers.contains(proposal.proposer) && model_.After(&proposal.payments).has_value();
    const auto proposed = Propose(proposal.proposer, commands);
    ASSERT_EQ(proposed.ok(), passes) << proposed.status();
    if (!passes) return;
    proposal.sequence = proposed->front().sequence;
    proposal.expires = model_.day + 30;
    model_.proposals.push_back(proposal);
  }

  void StepApproval() {
    if (model_.proposals.empty()) return;
    ModelProposal& proposal = model_.proposals[static_cast<size_t>(Below(static_cast<int>(model_.proposals.size())))];
    const std::string actor = OneOf(std::vector<std::string>{"an", "an2", "anh", "binh", "ban", "chi", "bao"});
    const auto left = model_.After(&proposal.payments);
    const bool passes = model_.MayApprove(proposal, actor) && left.has_value();
    const auto approved = Approve(actor, proposal.sequence);
    ASSERT_EQ(approved.ok(), passes) << approved.status();
    if (!passes) return;
    proposal.state = ModelState::kApproved;
    model_.left = *left;
    Sequence sequence = approved->front().sequence;
    for (const ModelPayment& payment : proposal.payments) {
      ++sequence;
      if (payment.reverses == 0) model_.paid[sequence] = payment;
    }
    for (const ModelPayment& payment : proposal.payments) model_.paid.erase(payment.reverses);
  }

  void StepRejection() {
    if (model_.proposals.empty()) return;
    ModelProposal& proposal = model_.proposals[static_cast<size_t>(Below(static_cast<int>(model_.proposals.size())))];
    const std::string actor = OneOf(std::vector<std::string>{"an", "an2", "anh", "binh", "chi"});
    const bool passes = model_.MayReject(proposal, actor);
    const auto rejected = Reject(actor, proposal.sequence, "no");
    ASSERT_EQ(rejected.ok(), passes) << rejected.status();
    if (!passes) return;
    const bool is_own = Model::PersonOf(actor) == Model::PersonOf(proposal.proposer);
    proposal.state = is_own ? ModelState::kWithdrawn : ModelState::kRejected;
  }

  // Takes a role away, or gives it back, from today.
  void StepRoles() {
    const bool is_officer = Below(2) == 0;
    const std::string actor = is_officer ? "anh" : "ban";
    std::set<std::string>& having = is_officer ? model_.officers : model_.approvers;
    const CivilDate today = Day(kToday).PlusDays(model_.day);
    if (having.erase(actor) == 1) {
      Approved("chi", {EventBuilder::Revocation(grant_of_[actor], "moved").On(today)}, "dung");
      return;
    }
    having.insert(actor);
    const v1::Role role = is_officer ? v1::ROLE_OFFICER : v1::ROLE_APPROVER;
    grant_of_[actor] = Approved("dung", {EventBuilder::Grant(actor, role).On(today)}, "chi") + 1;
  }

  void CheckAgainstTheModel() {
    AmountSum wanted = 1000 + 2 * kEach;
    for (const auto& [tranche, left] : model_.left) wanted -= left;
    ASSERT_EQ(ledger_.Sum("P1", Measure::kDisbursed), wanted);
    for (const ModelProposal& proposal : model_.proposals) {
      const bool is_over = model_.day > proposal.expires;
      const ProposalState state = proposal.state == ModelState::kApproved    ? ProposalState::kApproved
                                  : proposal.state == ModelState::kRejected  ? ProposalState::kRejected
                                  : proposal.state == ModelState::kWithdrawn ? ProposalState::kWithdrawn
                                  : is_over                                  ? ProposalState::kExpired
                                                                             : ProposalState::kOpen;
      ASSERT_EQ(StateOf(proposal.sequence), state) << proposal.sequence;
    }
  }

  std::mt19937 random_;
  Model model_;
  int keys_ = 0;
};

TEST_P(RandomProposalsTest, WhatTheModelLetsPassIsRecordedAndNothingElse) {
  for (int step = 0; step < kSteps; ++step) {
    const int kind = Below(20);
    if (kind < 7) {
      StepProposal();
    } else if (kind < 14) {
      StepApproval();
    } else if (kind < 16) {
      StepRejection();
    } else if (kind < 17) {
      StepRoles();
    } else if (kind < 18) {
      EXPECT_FALSE(ledger_.Append({EventBuilder::Disbursement("P1", "national", 2024, 1).On("2024-06-01")}).ok());
    } else if (kind < 19) {
      const int days = Below(6);
      model_.day += days;
      ledger_.clock().Advance(absl::Hours(24 * days));
    } else if (Below(10) == 0) {
      ASSERT_THAT(ledger_.Reopen(), IsOk());
    }
    if (HasFatalFailure()) FAIL() << "seed " << GetParam() << ", step " << step;
  }
  CheckAgainstTheModel();
  ledger_.Close();
  const auto report = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings_size(), 0) << report->DebugString();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomProposalsTest, ::testing::Range(1, 6));

}  // namespace
}  // namespace tranche
