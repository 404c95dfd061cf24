// check-proof accepts what prove produces of an event and of the growth of a log, and asks for the right key.
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/damage.h"
#include "proof/check_proof.h"
#include "proof/gzip.h"
#include "proof/prove.h"
#include "tests/proof/proven_history.h"
#include "tests/replay/small_history.h"
#include "tests/support/altered_bytes.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ProofTest, EveryEventIsProvedAgainstTheNewestCheckpoint) {
  for (Sequence sequence = 1; sequence <= ledger_->head(); ++sequence) {
    const auto proof = ProveEvent(ledger_->View(), All(), sequence);
    ASSERT_THAT(proof, IsOk());
    const auto report = CheckProof(*proof, trust_);
    ASSERT_THAT(report, IsOk()) << sequence;
    EXPECT_EQ(report->event().SerializeAsString(), *ledger_->log().ReadBytes(sequence));
    EXPECT_EQ(report->size(), late_.checkpoint.size);
    EXPECT_EQ(report->signed_by(), trust_.log_key->name());
  }
}

TEST_F(ProofTest, WhatNoCheckpointCoversCannotBeProvedYet) {
  const Sequence after = ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1)).sequence;
  EXPECT_THAT(ProveEvent(ledger_->View(), All(), after),
              StatusIs(kDoesNotHold, AllOf(HasSubstr(absl::StrCat("event ", after)), HasSubstr("tranche checkpoint"))));
  EXPECT_THAT(ProveBalance(ledger_->View(), ledger_->database(), All(), MoneyOf("P1", "2024-12-31", after)),
              StatusIs(kDoesNotHold));
  EXPECT_THAT(ProveEvent(ledger_->View(), {}, 1), StatusIs(kDoesNotHold, HasSubstr("none was published")));
  EXPECT_THAT(ProveEvent(ledger_->View(), All(), after + 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(ProveEvent(ledger_->View(), All(), 0), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST_F(ProofTest, TheLogHasOnlyGrownSinceAnySize) {
  for (Sequence from = 1; from <= late_.checkpoint.size; ++from) {
    const auto proof = ProveConsistency(ledger_->View(), All(), from, late_.checkpoint.size);
    ASSERT_THAT(proof, IsOk());
    EXPECT_THAT(CheckProof(*proof, trust_), IsOk()) << from;
  }
  EXPECT_THAT(ProveConsistency(ledger_->View(), All(), 3, 4), StatusIs(kDoesNotHold, HasSubstr("--list")));
  EXPECT_THAT(ProveConsistency(ledger_->View(), All(), 5, 4), StatusIs(absl::StatusCode::kInvalidArgument));
}

// With two balance roots under one checkpoint there could be two "complete" answers.
TEST_F(ProofTest, OnlyTheBalanceRootThatTheCheckpointEndsWithShowsCompleteness) {
  const Question question = MoneyOf("P1", "2024-12-31", early_.checkpoint.size);
  auto proof = ProveBalance(ledger_->View(), ledger_->database(), {late_}, question);
  ASSERT_THAT(proof, IsOk());
  EXPECT_FALSE(proof->balance().has_balance_root());
  const auto earlier = ProveEvent(ledger_->View(), {late_}, early_.checkpoint.size);
  ASSERT_THAT(earlier, IsOk());
  *proof->mutable_balance()->mutable_balance_root() = earlier->event();
  proof->mutable_balance()->mutable_balance_root()->clear_path();
  *proof->mutable_balance()->mutable_lines() = Balance(question).balance().lines();
  Share(&*proof);
  EXPECT_THAT(CheckProof(*proof, trust_), StatusIs(kDoesNotHold, HasSubstr("wanted the last one")));
}

TEST_F(ProofTest, AnOlderCheckpointIsTrustedAndTheNewOneFollowsFromIt) {
  const auto proof = ProveConsistency(ledger_->View(), All(), early_.checkpoint.size, late_.checkpoint.size);
  ASSERT_THAT(proof, IsOk());
  trust_.checkpoint = early_.note;
  const auto report = CheckProof(*proof, trust_);
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->is_trusted_checkpoint());
  trust_.checkpoint = late_.note;
  EXPECT_THAT(CheckProof(*proof, trust_), IsOk());
}

TEST_F(ProofTest, AProofAgainstAnotherCheckpointThanTheTrustedOneIsRefused) {
  const auto proof = ProveEvent(ledger_->View(), All(), 1);
  ASSERT_THAT(proof, IsOk());
  trust_.checkpoint = early_.note;
  const std::string early = absl::Base64Escape(ToBytes(early_.checkpoint.root)).substr(0, 10);
  const std::string late = absl::Base64Escape(ToBytes(late_.checkpoint.root)).substr(0, 10);
  EXPECT_THAT(CheckProof(*proof, trust_),
              StatusIs(kDoesNotHold,
                       AllOf(HasSubstr(absl::StrCat("it covers ", early_.checkpoint.size, " events (root ", early)),
                             HasSubstr(absl::StrCat("the proof names ", late_.checkpoint.size, " (root ", late)),
                             HasSubstr("the claim was not checked"), Not(HasSubstr("nothing was checked")),
                             HasSubstr(absl::StrCat("give the checkpoint of ", late_.checkpoint.size, " events")),
                             HasSubstr("prove consistency"))));
  // A split view: one history for the auditor, another one for everyone else.
  Checkpoint other = late_.checkpoint;
  other.root[0] ^= 1;
  SignedNote forked{other.ToText(), {key_.Sign(other.origin, other.ToText())}};
  trust_.checkpoint = forked;
  EXPECT_THAT(CheckProof(*proof, trust_), StatusIs(kDoesNotHold, HasSubstr("one history to you")));
}

TEST_F(ProofTest, TheKeyMustHaveSignedTheCheckpointAndBeThatOfTheLog) {
  const auto proof = ProveEvent(ledger_->View(), All(), 1);
  ASSERT_THAT(proof, IsOk());
  trust_.log_key = SigningKey::Generate().PublicKey(NoteKeyType::kEd25519, OriginOf(ledger_->terms()));
  EXPECT_THAT(CheckProof(*proof, trust_), StatusIs(absl::StatusCode::kNotFound));
  v1::Proof other_log = *proof;
  Checkpoint renamed = late_.checkpoint;
  renamed.origin = "another/log";
  const SigningKey stranger = SigningKey::Generate();
  other_log.set_checkpoint(SignedNote{renamed.ToText(), {stranger.Sign("stranger", renamed.ToText())}}.ToString());
  trust_.log_key = stranger.PublicKey(NoteKeyType::kEd25519, "stranger");
  EXPECT_THAT(CheckProof(other_log, trust_), StatusIs(kDoesNotHold, HasSubstr("another/log")));
}

TEST_F(ProofTest, WithoutAKeyTheReportSaysThatNobodySigned) {
  const auto report = CheckProof(*ProveEvent(ledger_->View(), All(), 1), {});
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->signed_by(), "");
}

TEST_F(ProofTest, AProofIsReadBackFromItsFile) {
  const v1::Proof proof = MoneyOfP1();
  const auto read = ParseProof(ProofToJson(proof));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->SerializeAsString(), proof.SerializeAsString());
  const auto inflated = ParseProof(Gzip(ProofToJson(proof)));
  ASSERT_THAT(inflated, IsOk());
  EXPECT_EQ(inflated->SerializeAsString(), proof.SerializeAsString());
  EXPECT_THAT(ParseProof(Gzip(ProofToJson(proof)) + "\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("something follows")));
  EXPECT_THAT(ParseProof("{"), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no proof")));
  EXPECT_THAT(ParseProof("{\"unknown\": 1}"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(CheckProof(v1::Proof(), trust_), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ProofTest, ALedgerThatWasAlteredSinceCannotProveAnything) {
  std::vector<PublishedCheckpoint> published = All();
  published.back().checkpoint.root[5] ^= 1;
  const absl::Status altered = ProveEvent(ledger_->View(), published, 1).status();
  EXPECT_THAT(altered, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("was altered")));
  EXPECT_EQ(AdvisingOnDamage(altered), altered) << "advice of its own is enough";
}

}  // namespace
}  // namespace tranche
