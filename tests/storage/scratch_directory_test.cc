#include "storage/scratch_directory.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "gmock/gmock.h"
#include "storage/unfinished_directory.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ScratchDirectoryTest : public ::testing::Test {
 protected:
  // As if the process had been killed: nothing is removed, the lock is
  // released.
  void LeaveBehind(const std::string& path) {
    fs::create_directories(path + "/rocksdb");
    std::ofstream(path + "/SCRATCH");
    std::ofstream(path + "/rocksdb/CURRENT") << "half";
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_.File("scratch");
};

TEST_F(ScratchDirectoryTest, IsRemovedWithItsObject) {
  {
    const auto scratch = ScratchDirectory::Create(path_);
    ASSERT_THAT(scratch, IsOk());
    std::ofstream(scratch->path() + "/file") << "work";
    EXPECT_TRUE(fs::exists(path_ + "/file"));
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(ScratchDirectoryTest, TakesOverWhatAKilledProcessLeft) {
  LeaveBehind(path_);
  const auto scratch = ScratchDirectory::Create(path_);
  ASSERT_THAT(scratch, IsOk());
  EXPECT_FALSE(fs::exists(path_ + "/rocksdb"));
}

TEST_F(ScratchDirectoryTest, NeverRemovesWhatItDidNotMake) {
  fs::create_directory(path_);
  std::ofstream(path_ + "/letters") << "mine";
  EXPECT_THAT(ScratchDirectory::Create(path_), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr(path_)));
  EXPECT_TRUE(fs::exists(path_ + "/letters"));
}

TEST_F(ScratchDirectoryTest, RefusesASecondUserWhileTheFirstWorks) {
  const auto first = ScratchDirectory::Create(path_);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(ScratchDirectory::Create(path_), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("another process")));
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(ScratchDirectoryTest, IsKeptUnderAnotherName) {
  auto scratch = ScratchDirectory::Create(path_);
  ASSERT_THAT(scratch, IsOk());
  std::ofstream(path_ + "/file") << "work";
  ASSERT_THAT(scratch->KeepAs(directory_.File("kept")), IsOk());
  EXPECT_TRUE(fs::exists(directory_.File("kept/file")));
  EXPECT_FALSE(fs::exists(directory_.File("kept/SCRATCH")));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(ScratchDirectoryTest, ALedgerGetsItsNameOnlyWhenItIsFinished) {
  const std::string name = directory_.File("deep/er/ledger/");
  auto unfinished = UnfinishedDirectory::Create(name);
  ASSERT_THAT(unfinished, IsOk());
  EXPECT_EQ(unfinished->path(), directory_.File("deep/er/ledger.unfinished"));
  EXPECT_FALSE(fs::exists(name));
  EXPECT_FALSE(fs::exists(unfinished->path() + "/FORMAT"));
  ASSERT_THAT(unfinished->Finish(), IsOk());
  EXPECT_TRUE(fs::exists(name + "FORMAT"));
  EXPECT_FALSE(fs::exists(directory_.File("deep/er/ledger.unfinished")));
}

TEST_F(ScratchDirectoryTest, ALedgerIsNotMadeWhereSomethingIs) {
  fs::create_directory(path_);
  EXPECT_THAT(UnfinishedDirectory::Create(path_), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--ledger")));
}

}  // namespace
}  // namespace tranche::storage
