#include "proof/published_checkpoints.h"

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/balance_map.h"
#include "proof/check_proof.h"
#include "proof/copied_ledger.h"
#include "proof/prove.h"
#include "proof/publish_checkpoint.h"
#include "proof/published_file.h"
#include "replay/verify/verify.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_ledger.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kWitnessName[] = "witness.example/w1";

class PublishedCheckpointsTest : public ::testing::Test {
 protected:
  PublishedCheckpointsTest() : history_(&ledger_) {}

  absl::StatusOr<PublishedCheckpoint> Publish(const PublishedBefore& before = {}) {
    return PublishCheckpoint(key_, "operator", Day("2026-01-01"), &*ledger_, before);
  }
  VerifierKey log_key() { return key_.PublicKey(NoteKeyType::kEd25519, OriginOf(ledger_->terms())); }
  VerifierKey witness_key() { return witness_.PublicKey(NoteKeyType::kCosignature, kWitnessName); }

  TestLedger ledger_;
  SmallHistory history_;
  SigningKey key_ = SigningKey::Generate();
  SigningKey witness_ = SigningKey::Generate();
};

TEST_F(PublishedCheckpointsTest, SignsSizeAndRootAfterPublishingTheBalanceRoot) {
  const Sequence before = ledger_->head();
  const auto published = Publish();
  ASSERT_THAT(published, IsOk());
  EXPECT_EQ(published->checkpoint.origin, "test/00112233445566778899aabbccddeeff");
  EXPECT_EQ(published->checkpoint.size, before + 1);
  EXPECT_THAT(ledger_->tree().Root(before + 1), IsOkAndHolds(published->checkpoint.root));
  EXPECT_THAT(log_key().Check(published->note), IsOk());
  const v1::Event event = ledger_->log().Read(before + 1).value();
  const auto map = BalanceMap::Make(ledger_->View(), before);
  ASSERT_THAT(map, IsOk());
  EXPECT_EQ(event.balances_committed().lines(), map->lines());
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

TEST_F(PublishedCheckpointsTest, ABalanceRootOfSomebodyElseIsNotSigned) {
  v1::Event lie = EventBuilder::Source("lie");
  lie.mutable_balances_committed()->set_root(std::string(32, 'x'));
  ledger_.Close();
  const Sequence lied = AppendUnjudged(ledger_.directory(), lie);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_THAT(Publish(), StatusIs(absl::StatusCode::kDataLoss,
                                  AllOf(HasSubstr(absl::StrCat("sequence ", lied)), HasSubstr("nothing was signed"))));
  EXPECT_EQ(ledger_->head(), lied);
  EXPECT_THAT(ListCheckpoints(ledger_->database()), IsOkAndHolds(SizeIs(0)));
}

TEST_F(PublishedCheckpointsTest, TheNewestIsFoundWithoutTheOthers) {
  EXPECT_THAT(NewestCheckpoint(ledger_->database()), IsOkAndHolds(Eq(std::nullopt)));
  ASSERT_THAT(Publish(), IsOk());
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  const auto second = Publish();
  const auto newest = NewestCheckpoint(ledger_->database());
  ASSERT_THAT(newest, IsOk());
  ASSERT_TRUE(newest->has_value());
  EXPECT_EQ((*newest)->note.ToString(), second->note.ToString());
  EXPECT_THAT(FindCheckpoint(ledger_->database(), second->checkpoint.size + 1), IsOkAndHolds(Eq(std::nullopt)));
}

// Records until it is stopped.
class BusyWriter {
 public:
  explicit BusyWriter(Ledger* ledger) : thread_([this, ledger] { Record(ledger); }) {}
  ~BusyWriter() {
    is_over_ = true;
    thread_.join();
    EXPECT_THAT(status_, IsOk());
  }

 private:
  void Record(Ledger* ledger) {
    for (int i = 0; !is_over_ && status_.ok(); ++i)
      status_ = ledger->Append({EventBuilder::Plan("P4", "local", 2025, 1).Project(absl::StrCat("p", i))}).status();
  }

  std::atomic<bool> is_over_ = false;
  absl::Status status_;
  std::thread thread_;
};

TEST_F(PublishedCheckpointsTest, AreMadeBesideAWriterThatNeverStops) {
  Trust trust;
  trust.log_key = log_key();
  int overtaken = 0;
  {
    const BusyWriter writer(&*ledger_);
    for (int i = 0; i < 20 || (overtaken == 0 && i < 1000); ++i) {
      const auto published = Publish();
      ASSERT_THAT(published, IsOk());
      const ReadView view = ledger_->View();
      const auto known_at = NewestProvable(view, *published);
      ASSERT_THAT(known_at, IsOk());
      overtaken += *known_at < published->checkpoint.size ? 1 : 0;
      const auto proof = ProveBalance(view, ledger_->database(), {*published}, MoneyOf("P4", "2026-12-31", *known_at));
      ASSERT_THAT(proof, IsOk());
      const auto report = CheckProof(*proof, trust);
      ASSERT_THAT(report, IsOk());
      EXPECT_TRUE(report->is_complete());
    }
  }
  EXPECT_GT(overtaken, 0) << "no event came between the balances and their root";
  ledger_.Close();
  const auto verified = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(verified, IsOk());
  EXPECT_EQ(verified->findings_size(), 0) << verified->DebugString();
}

TEST_F(PublishedCheckpointsTest, ACosignatureIsKeptAndShown) {
  const auto published = Publish();
  SignedNote seen = published->note;
  const absl::Time time = absl::FromUnixSeconds(1790000000);
  seen.signatures.push_back(witness_.Cosign(kWitnessName, seen.text, time));
  seen.signatures.push_back({"somebody.else", 1, "not asked for"});
  const auto kept = KeepCosignature(seen, witness_key(), &*ledger_);
  ASSERT_THAT(kept, IsOk());
  EXPECT_TRUE(kept->is_new);
  EXPECT_EQ(kept->signed_at, time);
  const auto all = ListCheckpoints(ledger_->database());
  ASSERT_THAT(all, IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(all->front().note.signatures, SizeIs(2));
  EXPECT_THAT(witness_key().Check(all->front().note), IsOkAndHolds(time));
  const auto again = KeepCosignature(seen, witness_key(), &*ledger_);
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->is_new);
  EXPECT_THAT(ListCheckpoints(ledger_->database())->front().note.signatures, SizeIs(2));
}

TEST_F(PublishedCheckpointsTest, ACosignatureOfSomethingElseIsNotKept) {
  const auto published = Publish();
  const SignedNote note = published->note;
  const absl::Time time = absl::FromUnixSeconds(1790000000);
  EXPECT_THAT(KeepCosignature(note, witness_key(), &*ledger_), StatusIs(absl::StatusCode::kNotFound));
  SignedNote wrong = note;
  wrong.signatures.push_back(witness_.Cosign(kWitnessName, "another text\n", time));
  EXPECT_THAT(KeepCosignature(wrong, witness_key(), &*ledger_), StatusIs(absl::StatusCode::kFailedPrecondition));
  Checkpoint unknown = published->checkpoint;
  unknown.size += 1;
  SignedNote other{unknown.ToText(), {witness_.Cosign(kWitnessName, unknown.ToText(), time)}};
  EXPECT_THAT(KeepCosignature(other, witness_key(), &*ledger_),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has published no such checkpoint")));
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

TEST_F(PublishedCheckpointsTest, ACopySignsNothingBeforeTheNewestWasShown) {
  const auto published = Publish();
  ASSERT_THAT(MarkAsCopy(&ledger_->database()), IsOk());
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  const Sequence head = ledger_->head();
  EXPECT_THAT(Publish(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--newest-published")));
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  EXPECT_THAT(Publish(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ledger_->head(), head + 1);
  ASSERT_THAT(Publish({published->note, {}}), IsOk());
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 2));
  EXPECT_THAT(Publish(), IsOk());
}

// As when the backup is older than the checkpoint: its events were recorded again, and differ.
TEST_F(PublishedCheckpointsTest, ACopySignsNothingThatContradictsWhatIsShown) {
  TestLedger original;
  SmallHistory same(&original);
  ASSERT_EQ(original->head(), ledger_->head());
  original.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  const auto published = PublishCheckpoint(key_, "operator", Day("2026-01-01"), &*original);
  ASSERT_THAT(published, IsOk());
  ASSERT_THAT(MarkAsCopy(&ledger_->database()), IsOk());
  EXPECT_THAT(Publish({published->note, {}}), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("the ledger has only")));
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 7));
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 8));
  EXPECT_THAT(Publish({published->note, {}}), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("nothing was signed")));
  EXPECT_THAT(ListCheckpoints(ledger_->database()), IsOkAndHolds(SizeIs(0)));
}

TEST_F(PublishedCheckpointsTest, ACopyTakesOnlyANewestCheckpointOfItsOwn) {
  const auto first = Publish();
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  ASSERT_THAT(Publish(), IsOk());
  ASSERT_THAT(MarkAsCopy(&ledger_->database()), IsOk());
  EXPECT_THAT(Publish({first->note, {}}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("it is not the newest")));
  SignedNote unsigned_note = first->note;
  unsigned_note.signatures.clear();
  EXPECT_THAT(Publish({unsigned_note, {}}), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not signed")));
  EXPECT_THAT(AwaitsCheckpoint(ledger_->database()), IsOkAndHolds(true));
}

TEST_F(PublishedCheckpointsTest, GivingUpWhatWasPublishedIsAnEvent) {
  ASSERT_THAT(Publish(), IsOk());
  EXPECT_THAT(Publish({{}, "the disk burnt"}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("there is none to give up")));
  ASSERT_THAT(MarkAsCopy(&ledger_->database()), IsOk());
  EXPECT_THAT(Publish({{}, " "}), StatusIs(absl::StatusCode::kInvalidArgument));
  const auto published = Publish({{}, "the disk burnt"});
  ASSERT_THAT(published, IsOk());
  const v1::Event balance_root = ledger_->log().Read(published->checkpoint.size).value();
  EXPECT_TRUE(balance_root.has_balances_committed());
  EXPECT_EQ(balance_root.reason(), "published checkpoints given up: the disk burnt");
  EXPECT_THAT(AwaitsCheckpoint(ledger_->database()), IsOkAndHolds(false));
  ledger_.Close();
  EXPECT_EQ(Verify(ledger_.directory(), nullptr)->findings_size(), 0);
}

std::string KeyOfSize(uint64_t size) { return absl::StrCat("checkpoint ", absl::StrFormat("%020d", size)); }

// As when the end of RocksDB's log is cut away: RocksDB takes that for an incomplete write.
TEST_F(PublishedCheckpointsTest, WhatWasPublishedIsMissed) {
  const auto older = Publish();
  const std::string database = ledger_.directory() + "/rocksdb";
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  ledger_.Close();
  std::filesystem::copy(database, database + ".before", std::filesystem::copy_options::recursive);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  const auto published = Publish();
  ASSERT_THAT(published, IsOk());
  ledger_.Close();
  std::filesystem::remove_all(database);
  std::filesystem::rename(database + ".before", database);
  std::filesystem::remove(ledger_.directory() + "/HEAD");
  const auto report = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->findings_size(), 1) << report->DebugString();
  EXPECT_EQ(report->findings(0).check(), "checkpoint");
  EXPECT_EQ(report->findings(0).why().code(), "checkpoint.gone");
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  EXPECT_THAT(Publish(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("nothing was signed")))
      << "the balance root is gone too, and another one would be a second history";
}

TEST_F(PublishedCheckpointsTest, WhatIsMissedIsStoredAgainIfTheEventsAreThoseThatItCovers) {
  const Checkpoint checkpoint = {OriginOf(ledger_->terms()), ledger_->head(), *ledger_->tree().Root(ledger_->head())};
  const SignedNote note{checkpoint.ToText(), {key_.Sign(checkpoint.origin, checkpoint.ToText())}};
  ASSERT_THAT(WritePublishedFile(ledger_.directory(), note), IsOk());
  EXPECT_EQ(Verify(ledger_.directory(), nullptr)->findings_size(), 1);
  ASSERT_THAT(Publish(), IsOk());
  EXPECT_TRUE((*FindCheckpoint(ledger_->database(), checkpoint.size)).has_value());
  EXPECT_EQ(Verify(ledger_.directory(), nullptr)->findings_size(), 0);
}

TEST_F(PublishedCheckpointsTest, ACosignatureIsMissed) {
  const auto published = Publish();
  SignedNote seen = published->note;
  seen.signatures.push_back(witness_.Cosign(kWitnessName, seen.text, absl::FromUnixSeconds(1790000000)));
  ASSERT_THAT(KeepCosignature(seen, witness_key(), &*ledger_), IsOk());
  storage::Batch batch = ledger_->database().NewBatch();
  batch.Put(storage::Family::kMeta, KeyOfSize(published->checkpoint.size), published->note.ToString());
  ASSERT_THAT(ledger_->database().Write(batch), IsOk());
  ledger_.Close();
  const auto report = Verify(ledger_.directory(), nullptr);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->findings_size(), 1) << report->DebugString();
  EXPECT_EQ(report->findings(0).why().code(), "checkpoint.signature-gone");
}

}  // namespace
}  // namespace tranche
