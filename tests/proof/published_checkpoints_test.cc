#include "proof/published_checkpoints.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/balance_map.h"
#include "tests/replay/small_history.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kWitnessName[] = "witness.example/w1";

class PublishedCheckpointsTest : public ::testing::Test {
 protected:
  PublishedCheckpointsTest() : history_(&ledger_) {}

  absl::StatusOr<PublishedCheckpoint> Publish() {
    return PublishCheckpoint(key_, "operator", Day("2026-01-01"), &*ledger_);
  }
  VerifierKey log_key() { return key_.PublicKey(NoteKeyType::kEd25519, OriginOf(ledger_->terms())); }
  VerifierKey witness_key() { return witness_.PublicKey(NoteKeyType::kCosignature, kWitnessName); }

  TestLedger ledger_;
  SmallHistory history_;
  SigningKey key_ = SigningKey::Generate();
  SigningKey witness_ = SigningKey::Generate();
};

TEST_F(PublishedCheckpointsTest, SignsSizeAndRootAfterACommitmentToTheBalances) {
  const Sequence before = ledger_->head();
  const auto published = Publish();
  ASSERT_THAT(published, IsOk());
  EXPECT_EQ(published->checkpoint.origin, "test/00112233445566778899aabbccddeeff");
  EXPECT_EQ(published->checkpoint.size, before + 1);
  EXPECT_THAT(ledger_->tree().Root(before + 1), IsOkAndHolds(published->checkpoint.root));
  EXPECT_THAT(log_key().Check(published->note), IsOk());
  const v1::Event event = ledger_->log().Read(before + 1).value();
  const auto map = BalanceMap::Make(ledger_->index(), before);
  ASSERT_THAT(map, IsOk());
  EXPECT_EQ(event.balances_committed().lines(), map->size());
  EXPECT_EQ(event.balances_committed().root(), ToBytes(map->root()));
}

TEST_F(PublishedCheckpointsTest, ALedgerThatDidNotChangeGivesTheSameCheckpointAgain) {
  const auto first = Publish();
  const auto second = Publish();
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->note.ToString(), first->note.ToString());
  EXPECT_EQ(ledger_->head(), first->checkpoint.size);
  EXPECT_THAT(ListCheckpoints(ledger_->database()), IsOkAndHolds(SizeIs(1)));
}

TEST_F(PublishedCheckpointsTest, AreKeptByTheLedgerInTheOrderOfTheirSizes) {
  ASSERT_THAT(Publish(), IsOk());
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  const auto second = Publish();
  ASSERT_THAT(ledger_.Reopen(Ledger::Access::kReadOnly), IsOk());
  const auto all = ListCheckpoints(ledger_->database());
  ASSERT_THAT(all, IsOkAndHolds(SizeIs(2)));
  EXPECT_LT((*all)[0].checkpoint.size, (*all)[1].checkpoint.size);
  EXPECT_EQ((*all)[1].note.ToString(), second->note.ToString());
}

TEST_F(PublishedCheckpointsTest, ANewKeySignsBesideTheOldOne) {
  const auto first = Publish();
  const VerifierKey old_key = log_key();
  key_ = SigningKey::Generate();
  const auto again = Publish();
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->checkpoint, first->checkpoint);
  EXPECT_THAT(old_key.Check(again->note), IsOk());
  EXPECT_THAT(log_key().Check(again->note), IsOk());
}

TEST_F(PublishedCheckpointsTest, NothingIsSignedThatContradictsWhatWasSigned) {
  const auto published = Publish();
  ASSERT_THAT(published, IsOk());
  Checkpoint other = published->checkpoint;
  other.root[0] ^= 1;
  const SignedNote forged{other.ToText(), {key_.Sign(other.origin, other.ToText())}};
  storage::Batch batch = ledger_->database().NewBatch();
  batch.Put(storage::Family::kMeta, absl::StrCat("checkpoint ", absl::StrFormat("%020d", other.size)),
            forged.ToString());
  ASSERT_THAT(ledger_->database().Write(batch), IsOk());
  const Sequence head = ledger_->head();
  EXPECT_THAT(Publish(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("nothing was signed")));
  EXPECT_EQ(ledger_->head(), head);
}

TEST_F(PublishedCheckpointsTest, ACosignatureIsKeptAndShown) {
  const auto published = Publish();
  SignedNote seen = published->note;
  const absl::Time time = absl::FromUnixSeconds(1790000000);
  seen.signatures.push_back(witness_.Cosign(kWitnessName, seen.text, time));
  seen.signatures.push_back({"somebody.else", 1, "not asked for"});
  const auto kept = KeepCosignature(seen, witness_key(), &ledger_->database());
  ASSERT_THAT(kept, IsOk());
  EXPECT_TRUE(kept->is_new);
  EXPECT_EQ(kept->signed_at, time);
  const auto all = ListCheckpoints(ledger_->database());
  ASSERT_THAT(all, IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(all->front().note.signatures, SizeIs(2));
  EXPECT_THAT(witness_key().Check(all->front().note), IsOkAndHolds(time));
  const auto again = KeepCosignature(seen, witness_key(), &ledger_->database());
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->is_new);
  EXPECT_THAT(ListCheckpoints(ledger_->database())->front().note.signatures, SizeIs(2));
}

TEST_F(PublishedCheckpointsTest, ACosignatureOfSomethingElseIsNotKept) {
  const auto published = Publish();
  const SignedNote note = published->note;
  const absl::Time time = absl::FromUnixSeconds(1790000000);
  EXPECT_THAT(KeepCosignature(note, witness_key(), &ledger_->database()), StatusIs(absl::StatusCode::kNotFound));
  SignedNote wrong = note;
  wrong.signatures.push_back(witness_.Cosign(kWitnessName, "another text\n", time));
  EXPECT_THAT(KeepCosignature(wrong, witness_key(), &ledger_->database()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  Checkpoint unknown = published->checkpoint;
  unknown.size += 1;
  SignedNote other{unknown.ToText(), {witness_.Cosign(kWitnessName, unknown.ToText(), time)}};
  EXPECT_THAT(KeepCosignature(other, witness_key(), &ledger_->database()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("has published no such checkpoint")));
  EXPECT_THAT(ListCheckpoints(ledger_->database())->front().note.signatures, SizeIs(1));
}

TEST_F(PublishedCheckpointsTest, ADamagedNoteIsNamed) {
  storage::Batch batch = ledger_->database().NewBatch();
  batch.Put(storage::Family::kMeta, "checkpoint 00000000000000000003", "no note");
  ASSERT_THAT(ledger_->database().Write(batch), IsOk());
  EXPECT_THAT(ListCheckpoints(ledger_->database()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("checkpoint 00000000000000000003")));
  EXPECT_THAT(Publish(), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace tranche
