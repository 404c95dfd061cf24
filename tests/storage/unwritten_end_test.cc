#include "storage/unwritten_end.h"

#include <algorithm>
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

using ::testing::Eq;

namespace fs = std::filesystem;

class UnwrittenEndTest : public ::testing::Test {
 protected:
  // A database with two rows, of which the second, of `bytes`, is the last record of the log.
  void Make(size_t bytes) {
    auto database = Database::Open(made_, Database::Mode::kCreate);
    ASSERT_THAT(database, IsOk());
    Put("first", "1", database->get());
    before_ = Log().size();
    Put("second", std::string(bytes, '2'), database->get());
    log_ = Log();
    ASSERT_GT(log_.size(), before_ + bytes);
  }

  static void Put(const std::string& key, const std::string& value, Database* database) {
    Batch batch = database->NewBatch();
    batch.Put(Family::kEvents, key, value);
    ASSERT_THAT(database->Write(batch), IsOk());
  }

  fs::path LogPath() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(made_)) {
      if (entry.path().extension() == ".log") newest = std::max(newest, entry.path());
    }
    return newest;
  }
  std::string Log() const {
    std::ifstream in(LogPath(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  // The rows of a copy whose log has `content`: 0 to 2, or -1 if it is refused as damaged.
  int RowsWith(const std::string& content, Database::Mode mode) const {
    const std::string copy = scratch_.File("copy");
    fs::remove_all(copy);
    fs::copy(made_, copy);
    std::ofstream(fs::path(copy) / LogPath().filename(), std::ios::binary) << content;
    int rows = 0;
    for (const Database::Mode each : {mode, Database::Mode::kReadOnly}) {
      const auto database = Database::Open(copy, each);
      if (absl::IsDataLoss(database.status())) return -1;
      EXPECT_THAT(database, IsOk());
      rows = 0;
      for (const char* key : {"first", "second"}) rows += (*database)->Get(Family::kEvents, key)->has_value() ? 1 : 0;
    }
    return rows;
  }

  // The log with zeros in the place of what follows the first `written` bytes.
  std::string ZerosAfter(size_t written) const {
    return log_.substr(0, written) + std::string(log_.size() - written, '\0');
  }

  const TemporaryDirectory scratch_;
  const std::string made_ = scratch_.File("made");
  size_t before_ = 0;  // the length of the log without its last record
  std::string log_;
};

TEST_F(UnwrittenEndTest, AWriteWhoseBytesArePartlyZeroIsNoDamage) {
  ASSERT_NO_FATAL_FAILURE(Make(300));
  for (size_t written = before_; written < log_.size(); written += 7) {
    EXPECT_EQ(RowsWith(ZerosAfter(written), Database::Mode::kReadOnly), 1) << written;
    EXPECT_EQ(RowsWith(ZerosAfter(written), Database::Mode::kWrite), 1) << written;
  }
  EXPECT_EQ(RowsWith(log_, Database::Mode::kWrite), 2);
}

// Blocks of 32 KiB have pieces of it.
TEST_F(UnwrittenEndTest, NorIsALongOne) {
  ASSERT_NO_FATAL_FAILURE(Make(100'000));
  for (size_t written = before_; written < log_.size(); written += 8192) {
    EXPECT_EQ(RowsWith(ZerosAfter(written), Database::Mode::kReadOnly), 1) << written;
    EXPECT_EQ(RowsWith(ZerosAfter(written), Database::Mode::kWrite), 1) << written;
  }
  for (const size_t written : {32768, 65536, 98304})
    EXPECT_EQ(RowsWith(ZerosAfter(written), Database::Mode::kWrite), 1) << written;
}

TEST_F(UnwrittenEndTest, OtherBytesAreDamage) {
  ASSERT_NO_FATAL_FAILURE(Make(300));
  std::string changed = log_;
  changed[log_.size() - 100] ^= 1;
  EXPECT_EQ(RowsWith(changed, Database::Mode::kWrite), -1) << "in the last record, whose end is there";
  changed = ZerosAfter(log_.size() - 100);
  changed[before_ - 1] ^= 1;
  EXPECT_EQ(RowsWith(changed, Database::Mode::kWrite), -1) << "in the record before it";
  changed = log_;
  for (size_t i = before_ - 4; i < before_ + 40; ++i) changed[i] = '\0';
  EXPECT_EQ(RowsWith(changed, Database::Mode::kWrite), -1) << "zeros that bytes follow";
}

TEST_F(UnwrittenEndTest, IsTheOffsetOfTheRecord) {
  ASSERT_NO_FATAL_FAILURE(Make(300));
  EXPECT_THAT(FindUnwrittenEnd(made_), Eq(std::nullopt));
  std::ofstream(LogPath(), std::ios::binary) << ZerosAfter(before_ + 50);
  const auto end = FindUnwrittenEnd(made_);
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->begin, before_);
  EXPECT_EQ(end->file, LogPath().filename());
  EXPECT_THAT(FindUnwrittenEnd(scratch_.File("nothing")), Eq(std::nullopt));
}

}  // namespace
}  // namespace tranche::storage
