#include "storage/database.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

namespace fs = std::filesystem;

std::vector<std::pair<std::string, std::string>> Read(std::unique_ptr<Scan> scan) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (; scan->Valid(); scan->Next()) rows.emplace_back(scan->key(), scan->value());
  EXPECT_THAT(scan->status(), IsOk());
  return rows;
}

class DatabaseTest : public ::testing::Test {
 protected:
  DatabaseTest() : path_(temporary_.File("rocksdb")) { Open(Database::Mode::kCreate); }

  void Open(Database::Mode mode) {
    database_.reset();
    auto opened = Database::Open(path_, mode);
    ASSERT_THAT(opened, IsOk());
    database_ = *std::move(opened);
  }
  void Put(Family family, const std::string& key, const std::string& value) {
    Batch batch = database_->NewBatch();
    batch.Put(family, key, value);
    ASSERT_THAT(database_->Write(batch), IsOk());
  }

  TemporaryDirectory temporary_;
  std::string path_;
  std::unique_ptr<Database> database_;
};

TEST_F(DatabaseTest, ABatchIsVisibleOnlyOnceItIsWritten) {
  Batch batch = database_->NewBatch();
  batch.Put(Family::kEvents, "e", "1");
  batch.Put(Family::kIndex, "i", "2");
  EXPECT_THAT(database_->Get(Family::kEvents, "e"), IsOkAndHolds(Eq(std::nullopt)));
  ASSERT_THAT(database_->Write(batch), IsOk());
  EXPECT_THAT(database_->Get(Family::kEvents, "e"), IsOkAndHolds(Optional(std::string("1"))));
  EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("2"))));
  EXPECT_THAT(database_->Get(Family::kIndex, "e"), IsOkAndHolds(Eq(std::nullopt)));
}

TEST_F(DatabaseTest, ScansStartWhereTheyAreToldAndEndWithThePrefix) {
  for (const char* key : {"a", "b1", "b2", "b3", "c"}) Put(Family::kEvents, key, "v");
  EXPECT_THAT(Read(database_->ScanFrom(Family::kEvents, "b", "b2")), ElementsAre(Pair("b2", "v"), Pair("b3", "v")));
  EXPECT_THAT(Read(database_->ScanAll(Family::kEvents, "")).size(), 5u);
  EXPECT_THAT(Read(database_->ScanAll(Family::kEvents, "d")), IsEmpty());
}

TEST_F(DatabaseTest, LastKeyIsTheGreatest) {
  EXPECT_THAT(database_->LastKey(Family::kEvents), IsOkAndHolds(Eq(std::nullopt)));
  Put(Family::kEvents, std::string("\x00\xff", 2), "v");
  Put(Family::kEvents, std::string("\x01\x00", 2), "v");
  EXPECT_THAT(database_->LastKey(Family::kEvents), IsOkAndHolds(Optional(std::string("\x01\x00", 2))));
}

TEST_F(DatabaseTest, WhatWasWrittenIsThereAfterOpeningAgain) {
  Put(Family::kEvents, "e", "1");
  Open(Database::Mode::kWrite);
  EXPECT_THAT(database_->Get(Family::kEvents, "e"), IsOkAndHolds(Optional(std::string("1"))));
}

uintmax_t BytesOfLogs(const std::string& path) {
  uintmax_t bytes = 0;
  for (const fs::directory_entry& file : fs::directory_iterator(path))
    bytes += file.path().extension() == ".log" ? file.file_size() : 0;
  return bytes;
}

TEST_F(DatabaseTest, ALongLogIsNotLeftForTheNextOpenToRead) {
  const std::string mebibyte(1 << 20, 'v');
  for (int i = 0; i < 2; ++i) Put(Family::kEvents, std::to_string(i), mebibyte);
  EXPECT_GT(BytesOfLogs(path_), 2u << 20);
  database_.reset();
  EXPECT_LT(BytesOfLogs(path_), 1u << 20);
  Open(Database::Mode::kReadOnly);
  EXPECT_THAT(database_->Get(Family::kEvents, "1"), IsOkAndHolds(Optional(mebibyte)));
}

uintmax_t BytesOfTables(const std::string& path) {
  uintmax_t bytes = 0;
  for (const auto& file : fs::directory_iterator(path))
    bytes += file.path().extension() == ".sst" ? file.file_size() : 0;
  return bytes;
}

TEST_F(DatabaseTest, AShortLogIsLeftWithoutATableForIt) {
  for (int i = 0; i < 9; ++i) Put(Family::kEvents, std::to_string(i), std::string(100 << 10, 'v'));
  database_.reset();
  EXPECT_GT(BytesOfLogs(path_), 900u << 10);
  EXPECT_EQ(BytesOfTables(path_), 0u);
}

std::string Digits(size_t count) {
  std::mt19937 random(20261127);
  std::string digits(count, '0');
  for (char& digit : digits) digit = static_cast<char>('0' + random() % 10);
  return digits;
}

TEST_F(DatabaseTest, EventsTakeFewerBitsForBytesThatAreFrequent) {
  Put(Family::kEvents, "e", Digits(5 << 20));
  database_.reset();
  EXPECT_LT(BytesOfTables(path_), (5u << 20) / 2);
}

TEST_F(DatabaseTest, RowsOfTheIndexThatFollowEachOtherAreCompressedTogether) {
  const std::string same = Digits(8 << 10);
  Batch batch = database_->NewBatch();
  for (int row = 100; row < 740; ++row) batch.Put(Family::kIndex, std::to_string(row), same);
  ASSERT_THAT(database_->Write(batch), IsOk());
  database_.reset();
  EXPECT_LT(BytesOfTables(path_), 640 * same.size() / 6) << "alone, each would take nearly half of its bytes";
}

TEST_F(DatabaseTest, ATemporaryOneIsClosedWithoutWritingMore) {
  path_ = temporary_.File("temporary");
  Open(Database::Mode::kTemporary);
  Put(Family::kEvents, "e", std::string(6 << 20, 'v'));
  const uintmax_t before = BytesOfLogs(path_);
  database_.reset();
  EXPECT_EQ(BytesOfLogs(path_), before);
}

TEST_F(DatabaseTest, AShortLogIsLeftAsItIs) {
  Put(Family::kEvents, "e", "1");
  const uintmax_t before = BytesOfLogs(path_);
  database_.reset();
  EXPECT_EQ(BytesOfLogs(path_), before) << "a table for each small commit would be more to read, not less";
}

TEST_F(DatabaseTest, ASecondWriterIsRefusedWhileTheFirstIsOpen) {
  EXPECT_THAT(Database::Open(path_, Database::Mode::kWrite),
              StatusIs(absl::StatusCode::kUnavailable, AllOf(HasSubstr("open for writing"), HasSubstr("wait for it"))));
  database_.reset();
  EXPECT_THAT(Database::Open(path_, Database::Mode::kWrite), IsOk());
}

TEST_F(DatabaseTest, AReaderBesideTheWriterSeesWhatWasThereWhenItOpened) {
  Put(Family::kEvents, "e", "1");
  const auto reader = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(reader, IsOk());
  Put(Family::kEvents, "f", "2");
  EXPECT_THAT((*reader)->Get(Family::kEvents, "e"), IsOkAndHolds(Optional(std::string("1"))));
  EXPECT_THAT((*reader)->Get(Family::kEvents, "f"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_THAT(database_->Get(Family::kEvents, "f"), IsOkAndHolds(Optional(std::string("2"))));
}

TEST_F(DatabaseTest, AReaderLeavesNoTraceInTheDirectory) {
  Put(Family::kEvents, "e", "1");
  database_.reset();
  const auto list = [&] {
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(path_)) files.push_back(entry.path().filename());
    std::sort(files.begin(), files.end());
    return files;
  };
  const auto before = list();
  ASSERT_THAT(Database::Open(path_, Database::Mode::kReadOnly), IsOk());
  EXPECT_EQ(list(), before);
}

TEST_F(DatabaseTest, SaysThatThereIsNoDatabase) {
  EXPECT_THAT(Database::Open(temporary_.File("absent"), Database::Mode::kReadOnly),
              StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Database::Open(temporary_.File("absent"), Database::Mode::kWrite), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DatabaseTest, DamageIsNotTakenForAnotherWriterEvenWhereThePathSaysLock) {
  database_.reset();
  const std::string moved = temporary_.File("clockwork");
  fs::rename(path_, moved);
  for (const auto& entry : fs::directory_iterator(moved)) {
    if (entry.path().filename().string().rfind("MANIFEST", 0) != 0) continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file << "damaged";
  }
  EXPECT_THAT(Database::Open(moved, Database::Mode::kWrite), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(DatabaseTest, AnIndexAsideBecomesTheIndexWhenItIsPromoted) {
  Put(Family::kIndex, "i", "old");
  ASSERT_THAT(database_->CreateIndexAside(), IsOk());
  Put(Family::kIndexAside, "i", "new");
  EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("old"))));
  ASSERT_THAT(database_->PromoteIndexAside(), IsOk());
  EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("new"))));
  for (Database::Mode mode : {Database::Mode::kWrite, Database::Mode::kReadOnly}) {
    Open(mode);
    EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("new"))));
  }
}

TEST_F(DatabaseTest, UnsyncedRowsOfAPromotedIndexSurvive) {
  ASSERT_THAT(database_->CreateIndexAside(), IsOk());
  Batch batch = database_->NewBatch();
  batch.Put(Family::kIndexAside, "i", "new");
  ASSERT_THAT(database_->WriteUnsynced(batch), IsOk());
  ASSERT_THAT(database_->PromoteIndexAside(), IsOk());
  Open(Database::Mode::kWrite);
  EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("new"))));
}

TEST_F(DatabaseTest, UnsyncedRowsOfATemporaryDatabaseAreNotWrittenTwice) {
  const std::string path = path_ + "-temporary";
  const auto temporary = Database::Open(path, Database::Mode::kTemporary);
  ASSERT_THAT(temporary, IsOk());
  const auto log_bytes = [&] {
    uintmax_t bytes = 0;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.path().extension() == ".log") bytes += entry.file_size();
    }
    return bytes;
  };
  const uintmax_t before = log_bytes();
  Batch batch = (*temporary)->NewBatch();
  batch.Put(Family::kIndex, "i", std::string(1 << 20, 'v'));
  ASSERT_THAT((*temporary)->WriteUnsynced(batch), IsOk());
  EXPECT_THAT((*temporary)->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string(1 << 20, 'v'))));
  EXPECT_EQ(log_bytes(), before);
}

TEST_F(DatabaseTest, AnIndexAsideThatWasLeftBehindIsDropped) {
  Put(Family::kIndex, "i", "old");
  ASSERT_THAT(database_->CreateIndexAside(), IsOk());
  Put(Family::kIndexAside, "leftover", "x");
  Open(Database::Mode::kReadOnly);
  EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("old"))));
  Open(Database::Mode::kWrite);
  ASSERT_THAT(database_->CreateIndexAside(), IsOk());
  EXPECT_THAT(Read(database_->ScanAll(Family::kIndexAside, "")), IsEmpty());
  Put(Family::kIndexAside, "leftover", "x");
  ASSERT_THAT(database_->CreateIndexAside(), IsOk()) << "a second time, without opening again";
  EXPECT_THAT(Read(database_->ScanAll(Family::kIndexAside, "")), IsEmpty());
  EXPECT_THAT(database_->Get(Family::kIndex, "i"), IsOkAndHolds(Optional(std::string("old"))));
}

TEST_F(DatabaseTest, AnIndexCanBeReplacedAgainAndAgain) {
  for (const char* value : {"1", "2", "3"}) {
    ASSERT_THAT(database_->CreateIndexAside(), IsOk());
    Put(Family::kIndexAside, "i", value);
    ASSERT_THAT(database_->PromoteIndexAside(), IsOk());
  }
  Open(Database::Mode::kWrite);
  EXPECT_THAT(Read(database_->ScanAll(Family::kIndex, "")), ElementsAre(Pair("i", "3")));
}

TEST_F(DatabaseTest, ChecksumsHoldUntilAByteOfAFileIsChanged) {
  for (int i = 0; i < 100; ++i) Put(Family::kEvents, std::to_string(i), std::string(100, 'v'));
  Open(Database::Mode::kWrite);  // the log becomes a table file
  EXPECT_THAT(database_->VerifyChecksums(), IsOk());
  database_.reset();
  int damaged = 0;
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(10);
    file << "\x55\x55\x55";
    ++damaged;
  }
  ASSERT_GT(damaged, 0);
  auto opened = Database::Open(path_, Database::Mode::kReadOnly);
  const absl::Status found = opened.ok() ? (*opened)->VerifyChecksums() : opened.status();
  EXPECT_THAT(found, StatusIs(absl::StatusCode::kDataLoss, HasSubstr(".sst")));
}

// As when a checkpoint is published while others record.
TEST_F(DatabaseTest, BatchesOfSeveralThreadsAreEachWhole) {
  const auto write = [&](const std::string& prefix) {
    for (int i = 0; i < 50; ++i) {
      Batch batch = database_->NewBatch();
      batch.Put(Family::kMeta, prefix + std::to_string(i), "a");
      batch.Put(Family::kEvents, prefix + std::to_string(i), "b");
      EXPECT_THAT(i % 10 == 0 ? database_->Write(batch) : database_->WriteUnsynced(batch), IsOk());
    }
  };
  std::thread other([&] { write("x"); });
  write("y");
  other.join();
  Open(Database::Mode::kReadOnly);
  for (const std::string prefix : {"x", "y"}) {
    EXPECT_EQ(Read(database_->ScanAll(Family::kMeta, prefix)).size(), 50u);
    EXPECT_EQ(Read(database_->ScanAll(Family::kEvents, prefix)).size(), 50u);
  }
}

TEST_F(DatabaseTest, NamesEachFamily) {
  EXPECT_EQ(FamilyName(Family::kMeta), "meta");
  EXPECT_EQ(FamilyName(Family::kEvents), "events");
  EXPECT_EQ(FamilyName(Family::kIndex), "index");
  EXPECT_EQ(FamilyName(Family::kIndexAside), "index aside");
}

}  // namespace
}  // namespace tranche::storage
