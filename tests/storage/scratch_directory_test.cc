#include "storage/scratch_directory.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "gmock/gmock.h"
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

}  // namespace
}  // namespace tranche::storage
