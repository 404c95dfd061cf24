// Which tables are left after processes that wrote little or much, each of which opened the database and closed it.
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/database.h"
#include "storage/encoding/key_codec.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche::storage {
namespace {

using ::testing::Optional;

namespace fs = std::filesystem;

constexpr size_t kMebibyte = size_t{1} << 20;

std::string Key(uint64_t number) {
  std::string key;
  AppendU64(number, &key);
  return key;
}

// Bytes that do not compress.
std::string Noise(size_t size) {
  std::mt19937_64 random(20261127);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

class TableUpkeepTest : public ::testing::Test {
 protected:
  TableUpkeepTest() { EXPECT_THAT(Database::Open(path_, Database::Mode::kCreate), IsOk()); }

  // As a process does: opens the database, in which the row `tree` must be what was written last, writes one batch and
  // closes it.
  void InAProcess(const std::function<void(Batch*)>& fill, const std::optional<std::string>& tree = {}) const {
    const auto database = Database::Open(path_, Database::Mode::kWrite);
    ASSERT_THAT(database, IsOk());
    ASSERT_THAT((*database)->Get(Family::kIndex, "tree"), IsOkAndHolds(tree));
    Batch batch = (*database)->NewBatch();
    fill(&batch);
    ASSERT_THAT((*database)->Write(batch), IsOk());
  }

  // As `record` does: an event, rows of its own and one that every batch writes.
  void Record(uint64_t number) const {
    const auto fill = [number](Batch* batch) {
      batch->Put(Family::kEvents, Key(number), absl::StrCat("event ", number));
      batch->Put(Family::kIndex, absl::StrCat("row ", number), "row");
      batch->Put(Family::kIndex, "tree", absl::StrCat(number));
    };
    InAProcess(fill, absl::StrCat(number - 1));
  }

  std::vector<fs::path> Tables() const {
    std::vector<fs::path> tables;
    for (const auto& file : fs::directory_iterator(path_)) {
      if (file.path().extension() == ".sst") tables.push_back(file.path());
    }
    return tables;
  }

  const TemporaryDirectory directory_;
  const std::string path_ = directory_.File("database");
};

TEST_F(TableUpkeepTest, ManyProcessesThatWriteLittleLeaveFewTablesAndEveryRow) {
  constexpr uint64_t kProcesses = 24;
  InAProcess([](Batch* batch) { batch->Put(Family::kIndex, "tree", "0"); });
  for (uint64_t number = 1; number <= kProcesses; ++number) ASSERT_NO_FATAL_FAILURE(Record(number));
  EXPECT_LT(Tables().size(), 20u);
  const auto reader = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(reader, IsOk());
  for (uint64_t number = 1; number <= kProcesses; ++number) {
    EXPECT_THAT((*reader)->Get(Family::kEvents, Key(number)), IsOkAndHolds(Optional(absl::StrCat("event ", number))));
    EXPECT_THAT((*reader)->Get(Family::kIndex, absl::StrCat("row ", number)),
                IsOkAndHolds(Optional(std::string("row"))));
  }
  EXPECT_THAT((*reader)->VerifyChecksums(), IsOk());
}

TEST_F(TableUpkeepTest, ALargeTableIsNotWrittenAgainForTheSakeOfSmallOnes) {
  InAProcess([](Batch* batch) {
    batch->Put(Family::kIndex, "row", Noise(6 * kMebibyte));
    batch->Put(Family::kIndex, "tree", "0");
  });
  const std::vector<fs::path> tables = Tables();
  const auto large = std::max_element(tables.begin(), tables.end(), [](const fs::path& a, const fs::path& b) {
    return fs::file_size(a) < fs::file_size(b);
  });
  ASSERT_NE(large, tables.end());
  ASSERT_GT(fs::file_size(*large), 6 * kMebibyte);
  for (uint64_t number = 1; number <= 12; ++number) ASSERT_NO_FATAL_FAILURE(Record(number));
  EXPECT_TRUE(fs::exists(*large));
}

TEST_F(TableUpkeepTest, AProcessThatWritesMuchLeavesMergedWhatIsToBeMerged) {
  for (int process = 0; process < 4; ++process) {
    InAProcess([process](Batch* batch) {
      for (uint64_t i = 0; i < 17; ++i)
        batch->Put(Family::kIndex, Key(i), std::string(kMebibyte, static_cast<char>(process)));
    });
  }
  EXPECT_LT(Tables().size(), 4u);
  const auto reader = Database::Open(path_, Database::Mode::kReadOnly);
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT((*reader)->Get(Family::kIndex, Key(16)), IsOkAndHolds(Optional(std::string(kMebibyte, '\3'))));
}

}  // namespace
}  // namespace tranche::storage
