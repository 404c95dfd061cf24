#include "storage/owner_lock.h"

#include <unistd.h>

#include <filesystem>

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

}  // namespace
}  // namespace tranche::storage
