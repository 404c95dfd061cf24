// A reader that opens while other processes open, write and close sees a consistent snapshot.
// This test forks, so it has a program of its own.
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "storage/encoding/key_codec.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

constexpr uint64_t kRows = 60;

std::string Key(uint64_t number) {
  std::string key;
  AppendU64(number, &key);
  return key;
}

// Writes each row with a new writer, so that the log is flushed into tables and deleted each
// time.
bool WriteRows(const std::string& path) {
  for (uint64_t number = 1; number <= kRows; ++number) {
    auto database = Database::Open(path, number == 1 ? Database::Mode::kCreate : Database::Mode::kWrite);
    if (!database.ok()) return false;
    Batch batch = (*database)->NewBatch();
    batch.Put(Family::kEvents, Key(number), "event");
    batch.Put(Family::kIndex, Key(number), "row");
    if (!(*database)->Write(batch).ok()) return false;
  }
  return true;
}

uint64_t CountDense(const Database& database, Family family) {
  uint64_t count = 0;
  for (auto scan = database.ScanAll(family, ""); scan->Valid(); scan->Next()) {
    EXPECT_EQ(scan->key(), absl::string_view(Key(count + 1)));
    ++count;
  }
  return count;
}

bool HasEnded(pid_t child, int* outcome) { return ::waitpid(child, outcome, WNOHANG) == child; }

TEST(BesideAWriterTest, AReaderSeesOneStateWhole) {
  tranche::TemporaryDirectory directory;
  const std::string path = directory.File("database");
  const pid_t child = ::fork();
  if (child == 0) ::_exit(WriteRows(path) ? 0 : 1);
  uint64_t seen = 0;
  int outcome = -1;
  while (!HasEnded(child, &outcome)) {
    const auto database = Database::Open(path, Database::Mode::kReadOnly);
    // Before the first row there is no database, or not a complete one yet.
    if (!database.ok() && seen == 0) continue;
    ASSERT_THAT(database, IsOk());
    const uint64_t events = CountDense(**database, Family::kEvents);
    EXPECT_EQ(CountDense(**database, Family::kIndex), events);
    EXPECT_GE(events, seen);
    seen = events;
  }
  EXPECT_EQ(outcome, 0);
  EXPECT_GT(seen, 1u);
}

}  // namespace
}  // namespace tranche::storage
