#include "proof/witness.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/merkle_tree.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kOrigin[] = "log.example/a";
constexpr char kName[] = "witness.example/w1";

// A log that can show several histories, each of which differs from the first one from an entry on.
class ForkingLog {
 public:
  explicit ForkingLog(std::string origin = kOrigin) : origin_(std::move(origin)) {}

  VerifierKey key() const { return key_.PublicKey(NoteKeyType::kEd25519, origin_); }

  // From entry `from` on (from 0) the log is another one.
  void Fork(uint64_t from) { fork_ = from; }

  SignedNote CheckpointOf(uint64_t size) const {
    SignedNote note;
    note.text = Checkpoint{origin_, size, Root(size)}.ToText();
    note.signatures = {key_.Sign(origin_, note.text)};
    return note;
  }

  v1::Proof Grown(uint64_t from, uint64_t to) const {
    v1::Proof proof;
    proof.set_checkpoint(CheckpointOf(to).ToString());
    proof.mutable_grown()->set_from_size(from);
    proof.mutable_grown()->set_from_root(std::string(ToBytes(Root(from))));
    const auto path = ConsistencyProof(from, to, Nodes());
    for (const Digest& hash : *path) proof.mutable_grown()->add_path(std::string(ToBytes(hash)));
    return proof;
  }

 private:
  Digest Root(uint64_t size) const { return RootOf(size, Nodes()).value(); }
  Digest Node(int level, uint64_t index) const {
    if (level == 0) return LeafHash(absl::StrCat(index, index < fork_ ? "" : " of another history"));
    return NodeHash(Node(level - 1, 2 * index), Node(level - 1, 2 * index + 1));
  }
  NodeReader Nodes() const {
    return [this](int level, uint64_t index) -> absl::StatusOr<Digest> { return Node(level, index); };
  }

  std::string origin_;
  SigningKey key_ = SigningKey::Generate();
  uint64_t fork_ = 1'000'000;
};

class WitnessTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_THAT(witness_.Watch(log_.key()), IsOk()); }

  absl::StatusOr<SignedNote> Cosign(const SignedNote& note, const std::optional<v1::Proof>& proof = std::nullopt) {
    return witness_.Cosign(note, proof, key_, now_);
  }

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

TEST_F(WitnessTest, SignsNoLogThatItDoesNotWatch) {
  const ForkingLog other("log.example/b");
  EXPECT_THAT(Cosign(other.CheckpointOf(5)),
              StatusIs(absl::StatusCode::kNotFound, AllOf(HasSubstr("log.example/b"), HasSubstr("witness watch"))));
}

TEST_F(WitnessTest, SignsNothingThatTheLogHasNotSigned) {
  SignedNote unsigned_note = log_.CheckpointOf(5);
  unsigned_note.signatures = {key_.Sign(kOrigin, unsigned_note.text)};
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
