#include "proof/witness.h"

#include <string>

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/proof/forking_log.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ResultOf;
using ::testing::SizeIs;

constexpr char kName[] = "witness.example/w1";

class WitnessTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(witness_.Watch(log_.key()), IsOk()); }

  absl::StatusOr<SignedNote> Cosign(const SignedNote& note, const Growth& growth = std::nullopt) {
    return witness_.Cosign(note, growth, key_, now_);
  }
  // What tlog-witness says of the same.
  GrownFrom From(uint64_t size, uint64_t to) const { return {size, log_.Path(size, to)}; }

  ForkingLog log_;
  SigningKey key_ = SigningKey::Generate();
  absl::Time now_ = Instant("2026-01-01T00:00:00Z");
  Witness witness_{key_.PublicKey(NoteKeyType::kCosignature, kName)};
};

TEST_F(WitnessTest, CosignsTheFirstCheckpointAndThoseThatGrowFromIt) {
  const auto first = Cosign(log_.CheckpointOf(5));
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(log_.key().Check(*first), IsOk());
  EXPECT_THAT(witness_.key().Check(*first), IsOkAndHolds(now_));
  now_ += absl::Hours(1);
  const auto second = Cosign(log_.CheckpointOf(9), log_.Grown(5, 9));
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(witness_.key().Check(*second), IsOkAndHolds(now_));
  EXPECT_EQ(witness_.logs().at(0).size(), 9u);
}

TEST_F(WitnessTest, CosignsTheLastOneAgainWithAndWithoutAProof) {
  const auto first = Cosign(log_.CheckpointOf(5));
  now_ += absl::Hours(1);
  const auto again = Cosign(*first);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->signatures, SizeIs(2)) << "the newer cosignature is in the place of the older one";
  EXPECT_THAT(witness_.key().Check(*again), IsOkAndHolds(now_));
  EXPECT_THAT(Cosign(log_.CheckpointOf(5), log_.Grown(5, 5)), IsOk());
}

TEST_F(WitnessTest, KeepsTheSignaturesOfOthersButDoesNotRememberThem) {
  SignedNote note = log_.CheckpointOf(5);
  note.signatures.push_back(SigningKey::Generate().Cosign("witness.example/w2", note.text, now_));
  const auto cosigned = Cosign(note);
  ASSERT_THAT(cosigned, IsOk());
  EXPECT_THAT(cosigned->signatures, SizeIs(3));
  EXPECT_THAT(witness_.logs().at(0).newest->note.signatures, SizeIs(2));
}

TEST_F(WitnessTest, LinesThatALogAddsAreSignedWithTheRestAndMeanNothing) {
  const auto first = Cosign(log_.CheckpointOf(5, "shard 7\nbatch 1\n"));
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(first->text, HasSubstr("\nshard 7\nbatch 1\n"));
  EXPECT_THAT(witness_.key().Check(*first), IsOkAndHolds(now_));
  SignedNote altered = *first;
  altered.text = log_.CheckpointOf(5, "shard 8\nbatch 1\n").text;
  EXPECT_FALSE(witness_.key().Check(altered).ok());
  EXPECT_THAT(Cosign(altered), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Cosign(log_.CheckpointOf(5, "batch 2\n")), IsOk()) << "no other history";
  EXPECT_THAT(Witness::Parse(witness_.ToString()).value().ToString(), witness_.ToString());
  EXPECT_THAT(Cosign(log_.CheckpointOf(9, "batch 3\n"), From(5, 9)), IsOk());
  log_.Fork(0);
  EXPECT_THAT(Cosign(log_.CheckpointOf(9, "batch 3\n"), From(9, 9)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("TWO HISTORIES")));
  EXPECT_THAT(Cosign(log_.CheckpointOf(12, "batch 4\n\nbatch 5\n"), From(9, 12)),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("empty line")));
}

TEST_F(WitnessTest, SignsNoLogThatItDoesNotWatch) {
  const ForkingLog other("log.example/b");
  EXPECT_THAT(Cosign(other.CheckpointOf(5)),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("log.example/b"), HasSubstr("witness watch"))));
}

TEST_F(WitnessTest, SignsNothingThatTheLogHasNotSigned) {
  SignedNote unsigned_note = log_.CheckpointOf(5);
  unsigned_note.signatures = {key_.Sign(kForkingLog, unsigned_note.text)};
  EXPECT_THAT(Cosign(unsigned_note), StatusIs(absl::StatusCode::kNotFound, HasSubstr("neither did the witness")));
  SignedNote altered = log_.CheckpointOf(5);
  altered.text = log_.CheckpointOf(6).text;
  EXPECT_THAT(Cosign(altered), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("does not hold")));
  EXPECT_EQ(witness_.logs().at(0).size(), 0u);
}

TEST_F(WitnessTest, SignsNoSmallerCheckpointAndSaysWhatItHasSigned) {
  ASSERT_THAT(Cosign(log_.CheckpointOf(9)), IsOk());
  EXPECT_THAT(Cosign(log_.CheckpointOf(5)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("has cosigned one of 9")));
}

TEST_F(WitnessTest, CallsTwoRootsOfOneSizeTwoHistories) {
  ASSERT_THAT(Cosign(log_.CheckpointOf(9)), IsOk());
  const std::string before = witness_.ToString();
  log_.Fork(4);
  const auto forked = Cosign(log_.CheckpointOf(9));
  EXPECT_THAT(forked, StatusIs(absl::StatusCode::kFailedPrecondition,
                               AllOf(HasSubstr("TWO HISTORIES"), HasSubstr("keep both files"))));
  EXPECT_EQ(RefusalOf(forked.status())->code(), kSplitView);
  EXPECT_EQ(witness_.ToString(), before);
}

TEST_F(WitnessTest, SignsALaterCheckpointOnlyWithAProofFromTheLastOne) {
  ASSERT_THAT(Cosign(log_.CheckpointOf(5)), IsOk());
  const auto wants = [](const std::string& what) {
    return StatusIs(absl::StatusCode::kFailedPrecondition,
                    AllOf(HasSubstr(what), HasSubstr("tranche prove consistency 5 9"), HasSubstr("--proof")));
  };
  EXPECT_THAT(Cosign(log_.CheckpointOf(9)), wants("only with a proof"));
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), log_.Grown(4, 9)), wants("begins at 4 events"));
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), log_.Grown(6, 9)), wants("begins at 6 events"));
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), log_.Grown(5, 8)), wants("ends at another checkpoint"));
  v1::Proof of_an_event = log_.Grown(5, 9);
  of_an_event.mutable_event();
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), of_an_event), wants("not of what the log has grown from"));
  EXPECT_EQ(witness_.logs().at(0).size(), 5u);
}

TEST_F(WitnessTest, SignsNoLogThatHasForkedHoweverItIsProved) {
  ASSERT_THAT(Cosign(log_.CheckpointOf(5)), IsOk());
  const v1::Proof honest = log_.Grown(5, 9);
  log_.Fork(3);
  // Its own proof is of another root, and the honest one leads to another.
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), log_.Grown(5, 9)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("two roots for 5 events")));
  v1::Proof mixed = log_.Grown(5, 9);
  mixed.mutable_grown()->set_from_root(honest.grown().from_root());
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), mixed),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing was signed")));
  *mixed.mutable_grown() = honest.grown();
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), mixed),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing was signed")));
  EXPECT_EQ(witness_.logs().at(0).size(), 5u);
}

TEST_F(WitnessTest, TakesNoProofForTheFirst) {
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), log_.Grown(5, 9)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("needs no proof")));
}

TEST_F(WitnessTest, CosignsWhatHasGrownByAConsistencyProofAlone) {
  ASSERT_THAT(Cosign(log_.CheckpointOf(5), GrownFrom()), IsOk());
  ASSERT_THAT(Cosign(log_.CheckpointOf(9), From(5, 9)), IsOk());
  now_ += absl::Hours(1);
  const auto again = Cosign(log_.CheckpointOf(9), From(9, 9));
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(witness_.key().Check(*again), IsOkAndHolds(now_));
  EXPECT_EQ(again->signatures.back().key_name, kName);
  EXPECT_EQ(witness_.logs().at(0).size(), 9u);
}

TEST_F(WitnessTest, TheOldSizeIsThatOfTheLastCheckpoint) {
  const auto is_of_another_size = [](const std::string& what) {
    return AllOf(StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(what)),
                 ResultOf([](const auto& result) { return RefusalOf(result.status())->code(); }, "witness.other-size"));
  };
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), From(5, 9)), is_of_another_size("found the old size 5, wanted 0"));
  ASSERT_THAT(Cosign(log_.CheckpointOf(5), GrownFrom()), IsOk());
  const std::string before = witness_.ToString();
  for (const uint64_t size : {0, 4, 6, 9})
    EXPECT_THAT(Cosign(log_.CheckpointOf(9), GrownFrom{size, {}}), is_of_another_size("wanted 5")) << size;
  EXPECT_THAT(Cosign(log_.CheckpointOf(4), From(4, 4)), is_of_another_size("found the old size 4, wanted 5"));
  EXPECT_THAT(Cosign(log_.CheckpointOf(4), GrownFrom{5, {}}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found the old size 5, above the 4")));
  EXPECT_EQ(witness_.ToString(), before);
}

TEST_F(WitnessTest, AConsistencyProofThatDoesNotHoldIsRefused) {
  const auto does_not_hold = [](const std::string& what) {
    return AllOf(
        StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr(what), HasSubstr("nothing was signed"))),
        ResultOf([](const auto& result) { return RefusalOf(result.status())->code(); }, "proof.does-not-hold"));
  };
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), GrownFrom{0, log_.Path(5, 9)}), does_not_hold("wanted none"));
  ASSERT_THAT(Cosign(log_.CheckpointOf(5), GrownFrom()), IsOk());
  const GrownFrom honest = From(5, 9);
  GrownFrom longer = honest;
  longer.path.emplace_back();
  GrownFrom shorter = honest;
  shorter.path.pop_back();
  for (const GrownFrom& wrong : {longer, shorter, GrownFrom{5, {}}, GrownFrom{5, log_.Path(4, 9)}})
    EXPECT_THAT(Cosign(log_.CheckpointOf(9), wrong), does_not_hold("the proof does not hold"));
  EXPECT_THAT(Cosign(log_.CheckpointOf(5), GrownFrom{5, honest.path}), does_not_hold("another length"));
  log_.Fork(3);
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), honest), does_not_hold("another root"));
  EXPECT_THAT(Cosign(log_.CheckpointOf(9), From(5, 9)), does_not_hold("another root of 5"));
  const auto forked = Cosign(log_.CheckpointOf(5), From(5, 5));
  EXPECT_THAT(forked, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("TWO HISTORIES")));
  EXPECT_EQ(witness_.logs().at(0).size(), 5u);
}

TEST_F(WitnessTest, NoEventsHaveOneRoot) {
  const SignedNote wrong = log_.Signed({kForkingLog, 0, LeafHash("")});
  EXPECT_THAT(Cosign(wrong), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("the tree of none")));
  EXPECT_THAT(Cosign(wrong, GrownFrom()), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Cosign(log_.CheckpointOf(0), GrownFrom()), IsOk());
  EXPECT_THAT(Cosign(log_.CheckpointOf(5), GrownFrom()), IsOk());
}

TEST_F(WitnessTest, ASignatureOfItsOwnThatItHasForgottenEndsIt) {
  const Witness older = witness_;
  const auto cosigned = Cosign(log_.CheckpointOf(9));
  witness_ = older;
  EXPECT_THAT(Cosign(*cosigned), StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("remembers only one of 0"),
                                                                             HasSubstr("make a new witness"))));
}

TEST_F(WitnessTest, TrustsOneKeyForALogAndItsOwnForNone) {
  EXPECT_THAT(witness_.Watch(log_.key()), IsOk()) << "again is nothing new";
  EXPECT_THAT(witness_.logs(), SizeIs(1));
  EXPECT_THAT(witness_.Watch(ForkingLog().key()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("changes the key of no log")));
  EXPECT_THAT(witness_.Watch(key_.PublicKey(NoteKeyType::kEd25519, "log.example/c")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no witness of itself")));
  EXPECT_THAT(witness_.Watch(SigningKey::Generate().PublicKey(NoteKeyType::kCosignature, "log.example/c")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("found the key of a witness")));
}

TEST_F(WitnessTest, SignsNoTimeThatNoCosignatureHas) {
  now_ = absl::InfiniteFuture();
  EXPECT_THAT(Cosign(log_.CheckpointOf(5)), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("clock")));
}

TEST_F(WitnessTest, SignsNothingThatHasNoRoomForASignature) {
  SignedNote full = log_.CheckpointOf(5);
  while (full.signatures.size() < SignedNote::kSignaturesMax) full.signatures.push_back({"other", 1, "bytes"});
  EXPECT_THAT(Cosign(full), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no room")));
  EXPECT_EQ(witness_.logs().at(0).size(), 0u);
}

TEST_F(WitnessTest, RemembersAllOfItAsText) {
  const ForkingLog other("log.example/another");
  ASSERT_THAT(witness_.Watch(other.key()), IsOk());
  ASSERT_THAT(Cosign(log_.CheckpointOf(5)), IsOk());
  const auto again = Witness::Parse(witness_.ToString());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->ToString(), witness_.ToString());
  EXPECT_EQ(again->key().ToString(), witness_.key().ToString());
  ASSERT_THAT(again->logs(), SizeIs(2));
  EXPECT_EQ(again->logs()[0].size(), 5u);
  EXPECT_EQ(again->logs()[1].size(), 0u);
}

TEST_F(WitnessTest, NoByteOfTheMemoryCanBeLostOrChangedUnseen) {
  ASSERT_THAT(Cosign(log_.CheckpointOf(5)), IsOk());
  const std::string memory = witness_.ToString();
  const size_t watched = memory.find("log ");
  for (size_t i = 0; i < memory.size(); ++i) {
    if (i != watched) {
      EXPECT_THAT(Witness::Parse(memory.substr(0, i)), StatusIs(absl::StatusCode::kDataLoss)) << i;
    }
    std::string changed = memory;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto read = Witness::Parse(changed);
    EXPECT_TRUE(!read.ok() || read->ToString() != changed) << i;
    EXPECT_THAT(read, Not(IsOk())) << i;
  }
}

}  // namespace
}  // namespace tranche
