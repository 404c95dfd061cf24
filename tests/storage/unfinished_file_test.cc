#include "storage/unfinished_file.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "storage/whole_file.h"
#include "tests/support/format_of.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Optional;

class UnfinishedFileTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::string path_ = directory_.File("file");
};

TEST_F(UnfinishedFileTest, ReplacesWhatWasThereWhenItIsFinished) {
  std::ofstream(path_) << "older";
  auto file = UnfinishedFile::Create(path_);
  ASSERT_THAT(file, IsOk());
  ASSERT_THAT(file->Append("new"), IsOk());
  ASSERT_THAT(file->Append("er"), IsOk());
  EXPECT_THAT(ReadWholeFile(path_), IsOkAndHolds(Optional(std::string("older"))));
  ASSERT_THAT(file->Finish(), IsOk());
  EXPECT_THAT(ReadWholeFile(path_), IsOkAndHolds(Optional(std::string("newer"))));
  EXPECT_FALSE(fs::exists(path_ + ".unfinished"));
}

TEST_F(UnfinishedFileTest, LeavesNothingWhenItIsNot) {
  {
    auto file = UnfinishedFile::Create(path_);
    ASSERT_THAT(file, IsOk());
    ASSERT_THAT(file->Append("half"), IsOk());
  }
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(UnfinishedFileTest, IsNoDirectoryOrDevice) {
  for (const std::string& path : {directory_.path(), std::string("/dev/null")})
    EXPECT_THAT(UnfinishedFile::Create(path), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("no file")));
}

TEST_F(UnfinishedFileTest, IsNotInALedger) {
  WriteFormat(directory_.path());
  EXPECT_THAT(UnfinishedFile::Create(path_).status(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_FALSE(fs::exists(path_ + ".unfinished"));
}

}  // namespace
}  // namespace tranche::storage
