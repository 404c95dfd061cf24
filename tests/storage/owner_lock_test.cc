#include "storage/owner_lock.h"

#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "tests/cli/command_runner.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace {

// What the file system says, instead of what it would: an error of flock, a type of file system.
int flock_error = 0;
uint32_t file_system_type = 0;

}  // namespace

// They take the place of those of libc in this program.
extern "C" {

int flock(int fd, int operation) noexcept {
  if (flock_error == 0) return static_cast<int>(::syscall(SYS_flock, fd, operation));
  errno = flock_error;
  return -1;
}

int fstatfs(int fd, struct statfs* found) noexcept {
  const int done = static_cast<int>(::syscall(SYS_fstatfs, fd, found));
  if (file_system_type != 0) found->f_type = file_system_type;
  return done;
}

}  // extern "C"

namespace tranche::storage {
namespace {

TEST(OwnerLockTest, ASecondOneIsRefusedAndTheHolderNamedUntilTheFirstIsGivenBack) {
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  std::filesystem::create_directory(directory);
  OwnerLock::Holder holder;
  {
    const auto first = OwnerLock::Take(directory, absl::ZeroDuration(), &holder);
    ASSERT_THAT(first, IsOk());
    EXPECT_FALSE(holder.is_held);
    EXPECT_THAT(OwnerLock::Take(directory, absl::Milliseconds(30), &holder), StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_TRUE(holder.is_held);
    EXPECT_EQ(holder.process_id, ::getpid());
    EXPECT_THAT(holder.command, ::testing::HasSubstr("owner_lock_test"));
  }
  EXPECT_THAT(OwnerLock::Take(directory, absl::ZeroDuration(), &holder), IsOk());
  EXPECT_TRUE(std::filesystem::is_empty(directory)) << "nothing is left of it";
}

// Its first holder removes it, as one whose making of a ledger failed does, and another process makes it again.
TEST(OwnerLockTest, WhoWaitsForADirectoryThatIsReplacedWaitsForTheHolderOfTheNewOneToo) {
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  std::filesystem::create_directory(directory);
  OwnerLock::Holder holder;
  auto first = OwnerLock::Take(directory, absl::ZeroDuration(), &holder);
  ASSERT_THAT(first, IsOk());
  std::atomic<bool> has_ended = false;
  std::thread waiting([&] {
    OwnerLock::Holder seen;
    EXPECT_THAT(OwnerLock::Take(directory, absl::Seconds(60), &seen), IsOk());
    has_ended = true;
  });
  absl::SleepFor(absl::Milliseconds(100));
  std::filesystem::rename(directory, scratch.File("aside"));
  std::filesystem::create_directory(directory);
  auto second = OwnerLock::Take(directory, absl::ZeroDuration(), &holder);
  ASSERT_THAT(second, IsOk());
  *first = OwnerLock();
  EXPECT_TRUE(std::filesystem::is_empty(scratch.File("aside"))) << "the note of the first went from its own directory";
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_FALSE(has_ended);
  EXPECT_TRUE(std::filesystem::exists(directory + "/WRITER")) << "that of the second";
  *second = OwnerLock();
  waiting.join();
  EXPECT_TRUE(std::filesystem::is_empty(directory));
}

TEST(OwnerLockTest, WaitsNoLongerForADirectoryThatIsReplaced) {
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  std::filesystem::create_directory(directory);
  OwnerLock::Holder holder;
  auto first = OwnerLock::Take(directory, absl::ZeroDuration(), &holder);
  absl::StatusOr<OwnerLock> second;
  std::thread replacing([&] {
    absl::SleepFor(absl::Milliseconds(800));
    std::filesystem::rename(directory, scratch.File("aside"));
    std::filesystem::create_directory(directory);
    OwnerLock::Holder ignored;
    second = OwnerLock::Take(directory, absl::ZeroDuration(), &ignored);
    *first = OwnerLock();
  });
  const absl::Time start = absl::Now();
  EXPECT_THAT(OwnerLock::Take(directory, absl::Seconds(1), &holder), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_LT(absl::Now() - start, absl::Milliseconds(1700));
  replacing.join();
}

TEST(OwnerLockTest, IsRefusedWhereTheFileSystemHasNoLocks) {
  const TemporaryDirectory scratch;
  OwnerLock::Holder holder;
  for (const int error : {ENOLCK, EOPNOTSUPP, EINVAL, EBADF}) {
    flock_error = error;
    EXPECT_THAT(OwnerLock::Take(scratch.path(), absl::ZeroDuration(), &holder),
                StatusIs(absl::StatusCode::kUnavailable, ::testing::HasSubstr("gives no locks")))
        << error;
    EXPECT_FALSE(holder.is_held);
  }
  flock_error = 0;
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

TEST(OwnerLockTest, NamesTheNetworkFileSystemThatOtherMachinesMayShare) {
  const TemporaryDirectory scratch;
  OwnerLock::Holder holder;
  const auto name_of = [&](uint32_t type) {
    file_system_type = type;
    return std::string(OwnerLock::Take(scratch.path(), absl::ZeroDuration(), &holder)->network_file_system());
  };
  EXPECT_EQ(name_of(0x6969), "NFS");
  EXPECT_EQ(name_of(0xFE534D42), "SMB");
  EXPECT_EQ(name_of(0xEF53), "") << "ext4";
  EXPECT_EQ(name_of(0x01021994), "") << "tmpfs";
  file_system_type = 0;
}

TEST(OwnerLockTest, WhoeverRecordsOnANetworkFileSystemIsWarned) {
  CommandRunner runner;
  ASSERT_EQ(runner.Run({"--lang", "en", "init", "--name", "x"}).code, 0);
  file_system_type = 0x6969;
  EXPECT_THAT(runner.Run({"checkpoint"}).err,
              ::testing::HasSubstr("warning: the ledger is on a file system of the kind NFS"));
  EXPECT_EQ(runner.Run({"balance"}).err, "") << "questions need no lock";
  file_system_type = 0;
  EXPECT_EQ(runner.Run({"checkpoint"}).err, "");
}

// Takes away what CheckInPlace asks for, one after the other, each once the lock has been asked `before`.
void MoveWhatIsWatched(const std::function<void(const OwnerLock&)>& before) {
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  std::filesystem::create_directories(directory + "/watched");
  std::filesystem::create_directory(directory + "/other");
  OwnerLock::Holder holder;
  auto lock = OwnerLock::Take(directory, absl::ZeroDuration(), &holder);
  ASSERT_THAT(lock, IsOk());
  ASSERT_THAT(lock->Watch("watched"), IsOk());
  EXPECT_THAT(lock->Watch("missing"), StatusIs(absl::StatusCode::kNotFound));
  before(*lock);
  std::filesystem::rename(directory + "/other", directory + "/elsewhere");
  EXPECT_THAT(lock->CheckInPlace(), IsOk());
  before(*lock);
  std::filesystem::rename(directory + "/watched", directory + "/other");
  std::filesystem::create_directory(directory + "/watched");
  EXPECT_THAT(lock->CheckInPlace(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                             ::testing::HasSubstr(directory + "/watched is no longer")));
  std::filesystem::remove(directory + "/watched");
  std::filesystem::rename(directory + "/other", directory + "/watched");
  EXPECT_THAT(lock->CheckInPlace(), IsOk());
  before(*lock);
  std::filesystem::rename(directory, scratch.File("aside"));
  EXPECT_THAT(lock->CheckInPlace(),
              StatusIs(absl::StatusCode::kFailedPrecondition, ::testing::HasSubstr(directory + " is no longer")));
}

TEST(OwnerLockTest, MissesWhatIsNoLongerInItsPlace) {
  MoveWhatIsWatched([](const OwnerLock& /*lock*/) {});
}

// Only the directory is asked for then.
TEST(OwnerLockTest, MissesItAlsoLongAfterTheDirectoryLastChanged) {
  MoveWhatIsWatched([](const OwnerLock& lock) {
    absl::SleepFor(absl::Milliseconds(3100));
    EXPECT_THAT(lock.CheckInPlace(), IsOk());
    EXPECT_THAT(lock.CheckInPlace(), IsOk());
  });
}

// As when a writer closes, whose ledger was moved and has been replaced.
TEST(OwnerLockTest, WhatIsMadeByItsPlaceIsMadeInTheDirectoryThatIsLocked) {
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  std::filesystem::create_directory(directory);
  OwnerLock::Holder holder;
  const auto lock = OwnerLock::Take(directory, absl::ZeroDuration(), &holder);
  ASSERT_THAT(lock, IsOk());
  auto database = Database::Open(lock->place() + "/rocksdb", Database::Mode::kCreate);
  ASSERT_THAT(database, IsOk());
  std::filesystem::rename(directory, scratch.File("aside"));
  std::filesystem::create_directories(directory + "/rocksdb");
  Batch batch = (*database)->NewBatch();
  batch.Put(Family::kEvents, "key", std::string(5 << 20, 'x'));
  EXPECT_THAT((*database)->Write(batch), IsOk());
  database->reset();  // writes a table
  EXPECT_TRUE(std::filesystem::is_empty(directory + "/rocksdb"));
  const auto reader = Database::Open(scratch.File("aside/rocksdb"), Database::Mode::kReadOnly);
  ASSERT_THAT(reader, IsOk());
  EXPECT_TRUE((*reader)->Get(Family::kEvents, "key")->has_value());
}

}  // namespace
}  // namespace tranche::storage
