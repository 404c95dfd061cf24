#include "storage/owner_lock.h"

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

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

}  // namespace
}  // namespace tranche::storage
