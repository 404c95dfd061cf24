#include "proof/witness_directory.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/merkle_tree.h"
#include "proof/key_file.h"
#include "storage/lock_to_write.h"
#include "storage/whole_file.h"
#include "tests/support/event_builder.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

namespace fs = std::filesystem;

constexpr char kOrigin[] = "log.example/a";

class WitnessDirectoryTest : public ::testing::Test {
 protected:
  absl::StatusOr<Witness> Make() { return MakeWitness(directory_, "witness.example/w1", absl::ZeroDuration()); }
  absl::StatusOr<Witness> Watch() {
    return WatchLog(directory_, log_.PublicKey(NoteKeyType::kEd25519, kOrigin), absl::ZeroDuration());
  }
  SignedNote Note(uint64_t size, absl::string_view content = "events") {
    SignedNote note;
    note.text = Checkpoint{kOrigin, size, Sha256(content)}.ToText();
    note.signatures = {log_.Sign(kOrigin, note.text)};
    return note;
  }
  absl::StatusOr<SignedNote> Cosign(const SignedNote& note) {
    return CosignAsWitness(directory_, note, std::nullopt, Instant("2026-01-01T00:00:00Z"), absl::ZeroDuration());
  }
  void Write(const std::string& name, const std::string& content) { std::ofstream(directory_ + "/" + name) << content; }

  const TemporaryDirectory scratch_;
  const std::string directory_ = scratch_.File("w1");
  const SigningKey log_ = SigningKey::Generate();
};

TEST_F(WitnessDirectoryTest, RemembersWhatItHasCosigned) {
  const auto made = Make();
  ASSERT_THAT(made, IsOk());
  ASSERT_THAT(Watch(), IsOk());
  const auto cosigned = Cosign(Note(5));
  ASSERT_THAT(cosigned, IsOk());
  EXPECT_THAT(made->key().Check(*cosigned), IsOk());
  const auto known = ReadWitness(directory_);
  ASSERT_THAT(known, IsOk());
  ASSERT_THAT(known->logs(), SizeIs(1));
  EXPECT_EQ(known->logs()[0].size(), 5u);
  EXPECT_EQ(known->logs()[0].newest->note.ToString(), cosigned->ToString());
}

TEST_F(WitnessDirectoryTest, SaysWhereTheOtherHistoryIs) {
  ASSERT_THAT(Make(), IsOk());
  ASSERT_THAT(Watch(), IsOk());
  ASSERT_THAT(Cosign(Note(5)), IsOk());
  EXPECT_THAT(Cosign(Note(5, "other events")), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                        AllOf(HasSubstr("TWO HISTORIES"), HasSubstr("w1/WITNESS"))));
}

TEST_F(WitnessDirectoryTest, IsMadeOnce) {
  ASSERT_THAT(Make(), IsOk());
  const std::string memory = storage::ReadExistingFile(directory_ + "/WITNESS").value();
  EXPECT_THAT(Make(), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("a witness already")));
  EXPECT_EQ(storage::ReadExistingFile(directory_ + "/WITNESS").value(), memory);
}

TEST_F(WitnessDirectoryTest, IsMadeInNoDirectoryOfOthers) {
  fs::create_directory(directory_);
  Write("accounts.xlsx", "");
  EXPECT_THAT(Make(), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("accounts.xlsx")));
}

// A key without a memory may have signed anything.
TEST_F(WitnessDirectoryTest, IsNotMadeAgainWhereItsMemoryIsGone) {
  ASSERT_THAT(Make(), IsOk());
  fs::remove(directory_ + "/WITNESS");
  EXPECT_THAT(Make(), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("witness.key")));
  EXPECT_THAT(Watch(), StatusIs(absl::StatusCode::kNotFound, HasSubstr("is no witness")));
  EXPECT_THAT(Cosign(Note(5)), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(WitnessDirectoryTest, AMakingThatWasCutOffIsBegunAgain) {
  fs::create_directory(directory_);
  Write("WITNESS.unfinished", "tranche wit");
  Write("witness.key", "-----BEGIN");
  EXPECT_THAT(ReadWitness(directory_), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(Make(), IsOk());
  ASSERT_THAT(Watch(), IsOk());
  EXPECT_THAT(Cosign(Note(5)), IsOk());
}

TEST_F(WitnessDirectoryTest, ADamagedMemorySignsNothing) {
  ASSERT_THAT(Make(), IsOk());
  ASSERT_THAT(Watch(), IsOk());
  Write("WITNESS", storage::ReadExistingFile(directory_ + "/WITNESS").value() + "log");
  EXPECT_THAT(Cosign(Note(5)),
              StatusIs(absl::StatusCode::kDataLoss, AllOf(HasSubstr("w1/WITNESS"), HasSubstr("must not sign"))));
}

TEST_F(WitnessDirectoryTest, SignsWithNoOtherKey) {
  ASSERT_THAT(Make(), IsOk());
  ASSERT_THAT(Watch(), IsOk());
  fs::remove(directory_ + "/witness.key");
  EXPECT_THAT(Cosign(Note(5)), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(WriteKeyFile(SigningKey::Generate(), directory_ + "/witness.key"), IsOk());
  EXPECT_THAT(Cosign(Note(5)), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another key")));
}

// A second process is refused as a second lock is.
TEST_F(WitnessDirectoryTest, OneProcessAtATimeSigns) {
  ASSERT_THAT(Make(), IsOk());
  ASSERT_THAT(Watch(), IsOk());
  {
    const auto lock = storage::LockToMake(directory_, absl::ZeroDuration(), absl::ZeroDuration());
    ASSERT_THAT(lock, IsOk());
    EXPECT_THAT(Cosign(Note(5)), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("already")));
    EXPECT_THAT(Watch(), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(ReadWitness(directory_), IsOk()) << "asking needs no lock";
  }
  EXPECT_THAT(Cosign(Note(5)), IsOk());
}

}  // namespace
}  // namespace tranche
