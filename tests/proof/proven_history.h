// A small history with two checkpoints, and proofs of it.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/measure_fields.h"
#include "proof/check_proof.h"
#include "proof/claimed_lines.h"
#include "proof/prove.h"
#include "proof/proven_event.h"
#include "proof/publish_checkpoint.h"
#include "tests/replay/small_history.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {

// The code of the refusal of a proof that does not hold.
inline constexpr auto kDoesNotHold = absl::StatusCode::kFailedPrecondition;

class ProofTest : public ::testing::Test {
 protected:
  ProofTest() : history_(&ledger_) {
    early_ = Publish();
    ledger_.Record(EventBuilder::Plan("P1", "national", 2025, 900).On("2025-01-01"));
    late_ = Publish();
    trust_.log_key = key_.PublicKey(NoteKeyType::kEd25519, OriginOf(ledger_->terms()));
  }

  PublishedCheckpoint Publish() {
    auto published = PublishCheckpoint(key_, "operator", Day("2026-01-01"), &*ledger_);
    EXPECT_THAT(published, IsOk());
    return *std::move(published);
  }
  std::vector<PublishedCheckpoint> All() { return ListCheckpoints(ledger_->database()).value(); }
  v1::Proof Balance(const Question& question) {
    auto proof = ProveBalance(ledger_->View(), ledger_->database(), All(), question);
    EXPECT_THAT(proof, IsOk());
    return *std::move(proof);
  }
  v1::Proof Sums(const Question& question) {
    auto proof = ProveBalance(ledger_->View(), ledger_->database(), All(), question, BalanceForm::kSumsOnly);
    EXPECT_THAT(proof, IsOk());
    return *std::move(proof);
  }
  // Checks the claim against every posting of the ledger.
  bool IsTrue(const v1::BalanceClaim& claim) {
    MeasureSums sum;
    const auto visited = ledger_->index().Visit({}, claim.known_at(), [&](const IndexedPosting& booked) {
      if (booked.effective_date.ToString() <= claim.as_of() && CountsIn(booked.posting.line, claim))
        sum.Add(booked.posting.measure, booked.posting.amount);
    });
    EXPECT_THAT(visited, IsOk());
    return HasMeasures(claim, sum);
  }
  // Gives the balance, whose events were changed, the hashes that they share now.
  void Share(v1::Proof* proof) {
    const uint64_t size = Checkpoint::Parse(SignedNote::Parse(proof->checkpoint())->text)->size;
    ASSERT_THAT(ShareHashes(ledger_->tree(), size, proof->mutable_balance()), IsOk());
  }
  v1::Proof MoneyOfP1() { return Balance(MoneyOf("P1", "2024-12-31", early_.checkpoint.size)); }

  TestLedger ledger_;
  SmallHistory history_;
  SigningKey key_ = SigningKey::Generate();
  PublishedCheckpoint early_;
  PublishedCheckpoint late_;
  Trust trust_;
};

}  // namespace tranche
