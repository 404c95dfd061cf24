#include "proof/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(KeyFileTest, IsForItsOwnerAlone) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("log.key");
  const SigningKey key = SigningKey::Generate();
  ASSERT_THAT(WriteKeyFile(key, path), IsOk());
  struct stat found = {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  const auto read = ReadKeyFile(path);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->ToPem(), key.ToPem());
}

TEST(KeyFileTest, AKeyThatOthersMayReadIsNotUsed) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("log.key");
  ASSERT_THAT(WriteKeyFile(SigningKey::Generate(), path), IsOk());
  for (const mode_t mode : {0640, 0604, 0620, 0610}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_THAT(ReadKeyFile(path), StatusIs(absl::StatusCode::kFailedPrecondition,
                                            AllOf(HasSubstr(path), HasSubstr("wanted 0600"), HasSubstr("chmod 600"))));
  }
}

TEST(KeyFileTest, AKeyOfAnotherUserIsNotUsed) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("log.key");
  ASSERT_THAT(WriteKeyFile(SigningKey::Generate(), path), IsOk());
  if (chown(path.c_str(), geteuid() + 1, static_cast<gid_t>(-1)) != 0) GTEST_SKIP() << "only root gives files away";
  EXPECT_THAT(ReadKeyFile(path),
              StatusIs(absl::StatusCode::kFailedPrecondition, AllOf(HasSubstr(path), HasSubstr("belongs to user"))));
}

TEST(KeyFileTest, AKeyIsNeverReplaced) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("log.key");
  const SigningKey key = SigningKey::Generate();
  ASSERT_THAT(WriteKeyFile(key, path), IsOk());
  EXPECT_THAT(WriteKeyFile(SigningKey::Generate(), path), StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_EQ(ReadKeyFile(path)->ToPem(), key.ToPem());
}

TEST(KeyFileTest, TellsWhatIsMissingOrNoKey) {
  const TemporaryDirectory directory;
  EXPECT_THAT(ReadKeyFile(directory.File("none")), StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  std::ofstream(directory.File("text")) << "text";
  for (const mode_t mode : {0600, 0644}) {
    ASSERT_EQ(chmod(directory.File("text").c_str(), mode), 0);
    EXPECT_THAT(ReadKeyFile(directory.File("text")),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("Ed25519")));
  }
  EXPECT_THAT(WriteKeyFile(SigningKey::Generate(), directory.File("no/such/folder")),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace tranche
