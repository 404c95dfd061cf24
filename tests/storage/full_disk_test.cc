// A disk that fills up under a writer. This test forks, so it has a program of its
// own.
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::Optional;

namespace fs = std::filesystem;

// Creates a database at `path`, acknowledges one row, fills the disk and keeps
// writing. The process exits with 0 if the write was refused.
[[noreturn]] void WriteUntilTheDiskIsFull(const std::string& path, const std::string& filler_path) {
  ::alarm(60);
  auto database = Database::Open(path, Database::Mode::kCreate);
  if (!database.ok()) ::_exit(1);
  Batch first = (*database)->NewBatch();
  first.Put(Family::kEvents, "first", "1");
  if (!(*database)->Write(first).ok()) ::_exit(2);
  std::ofstream filler(filler_path);
  for (int i = 0; i < 33; ++i) filler << std::string(1 << 20, 'x') << std::flush;
  Batch second = (*database)->NewBatch();
  second.Put(Family::kEvents, "second", std::string(1 << 20, '2'));
  const absl::Status full = (*database)->Write(second);
  ::_exit(full.code() == absl::StatusCode::kResourceExhausted ? 0 : 3);
}

TEST(FullDiskTest, LosesNothingThatWasAcknowledgedAndCanBeWrittenToAgain) {
  TemporaryDirectory temporary;
  const std::string disk = temporary.File("disk");
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=32m") != 0) GTEST_SKIP() << "mount is refused here";
  const pid_t child = ::fork();
  if (child == 0) WriteUntilTheDiskIsFull(disk + "/rocksdb", disk + "/filler");
  int ended = 0;
  ASSERT_EQ(::waitpid(child, &ended, 0), child);
  EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 0) << "ended with " << ended;
  fs::remove(disk + "/filler");
  {
    const auto database = Database::Open(disk + "/rocksdb", Database::Mode::kWrite);
    ASSERT_THAT(database, IsOk());
    EXPECT_THAT((*database)->Get(Family::kEvents, "first"), IsOkAndHolds(Optional(std::string("1"))));
    Batch third = (*database)->NewBatch();
    third.Put(Family::kEvents, "third", "3");
    EXPECT_THAT((*database)->Write(third), IsOk());
  }
  EXPECT_EQ(::umount(disk.c_str()), 0);
}

}  // namespace
}  // namespace tranche::storage
