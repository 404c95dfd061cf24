#include "service/keys.h"

#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proof/key_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::HasSubstr;

class KeysTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::KeyReport> Generate() {
    v1::GenerateKeyRequest request;
    request.set_file(file_);
    return GenerateKey(request);
  }

  absl::StatusOr<v1::KeyReport> Show(const std::string& name) {
    v1::ShowKeyRequest request;
    request.set_file(file_);
    request.set_name(name);
    return ShowWitnessKey(request);
  }

  TemporaryDirectory directory_;
  std::string file_ = directory_.File("witness.key");
};

TEST_F(KeysTest, AKeyIsMadeOnceAndShownByItsPublicHalf) {
  const auto made = Generate();
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->file(), file_);
  EXPECT_EQ(made->public_key(), "");
  EXPECT_THAT(Generate(), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("never replaced")));
  const auto shown = Show("witness.example/w1");
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->file(), file_);
  EXPECT_EQ(shown->public_key(),
            ReadKeyFile(file_)->PublicKey(NoteKeyType::kCosignature, "witness.example/w1").ToString());
}

TEST_F(KeysTest, ANameThatNoKeyCanHaveIsRefusedAtItsField) {
  ASSERT_THAT(Generate(), IsOk());
  for (const char* name : {"", "two words", "a+b"}) {
    const absl::Status refused = Show(name).status();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("name: found")));
    EXPECT_EQ(RefusalOf(refused)->code(), "key-name.wrong");
  }
}

TEST_F(KeysTest, AFileThatIsNotThereIsNotFound) { EXPECT_THAT(Show("w"), StatusIs(absl::StatusCode::kNotFound)); }

}  // namespace
}  // namespace tranche
