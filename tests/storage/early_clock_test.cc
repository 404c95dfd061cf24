// A machine whose battery is dead starts in 1970, and one with a wrong zone or year before it. The clock that RocksDB
// reads is replaced here.
#include <sys/time.h>
#include <time.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/backup_files.h"
#include "storage/database.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace {

constexpr time_t kIn1965 = -157766400;

}  // namespace

extern "C" {

time_t time(time_t* seconds) noexcept {
  if (seconds != nullptr) *seconds = kIn1965;
  return kIn1965;
}

int gettimeofday(struct timeval* __restrict now, void* __restrict) noexcept {
  *now = {kIn1965, 0};
  return 0;
}

}  // extern "C"

namespace tranche::storage {
namespace {

using ::testing::Eq;
using ::testing::Optional;

void Fill(const std::string& path) {
  const auto made = Database::Open(path, Database::Mode::kCreate);
  ASSERT_THAT(made, IsOk());
  Batch batch = (*made)->NewBatch();
  batch.Put(Family::kEvents, "key", std::string(8 << 20, 'v'));  // flushed to a table at close
  batch.Put(Family::kEvents, "short", "value");
  ASSERT_THAT((*made)->Write(batch), IsOk());
}

TEST(EarlyClockTest, ADatabaseIsWrittenAndReadBefore1970) {
  const TemporaryDirectory directory;
  const std::string path = directory.File("db");
  Fill(path);
  for (const Database::Mode mode : {Database::Mode::kReadOnly, Database::Mode::kWrite}) {
    const auto opened = Database::Open(path, mode);
    ASSERT_THAT(opened, IsOk());
    EXPECT_THAT((*opened)->Get(Family::kEvents, "short"), IsOkAndHolds(Optional(Eq("value"))));
  }
}

}  // namespace
}  // namespace tranche::storage
