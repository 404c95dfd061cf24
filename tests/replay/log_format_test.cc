// A ledger keeps the format that it was made with: one of format 4 never gets a packed row, so that older programs can
// still read it. Its events and their root are the same in every format.
#include <fstream>
#include <iterator>
#include <sstream>

#include "gmock/gmock.h"
#include "replay/copies/backup.h"
#include "replay/copies/export_log.h"
#include "replay/copies/import_log.h"
#include "replay/copies/restore.h"
#include "replay/verify/verify.h"
#include "storage/format_file.h"
#include "tests/replay/copied_ledger.h"
#include "tests/support/packed_rows.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

class LogFormatTest : public ::testing::Test {
 protected:
  // Makes a ledger of `format`, records the catalogue in it in one batch, and closes it. Returns its directory.
  std::string Make(int format) {
    const std::string path = scratch_.File(absl::StrCat("of format ", format));
    EXPECT_THAT(Ledger::Create(path, TestTerms(), absl::UnixEpoch(), &clock_, 4), IsOk());
    std::ofstream(storage::FormatPath(path)) << storage::kFormatPrefix << format << "\n";
    Record(path, CatalogueCommands());
    return path;
  }

  void Record(const std::string& path, const std::vector<v1::Event>& batch) {
    const auto ledger = Ledger::Open(path, Ledger::Access::kWrite, &clock_);
    ASSERT_THAT(ledger, IsOk());
    EXPECT_THAT((*ledger)->Append(batch), IsOk());
  }

  uint32_t FormatOf(const std::string& path) {
    const auto ledger = Ledger::Open(path, Ledger::Access::kReadOnly, &clock_);
    return ledger.ok() ? (*ledger)->log_format() : 0;
  }

  static std::vector<v1::Event> Plans() {
    return {EventBuilder::Plan("P1", "national", 2024, 1).Key("one"),
            EventBuilder::Plan("P1", "national", 2024, 2).Key("two")};
  }

  FakeClock clock_{Instant("2026-01-01T00:00:00Z")};
  TemporaryDirectory scratch_;
};

TEST_F(LogFormatTest, AnOlderLedgerKeepsItsFormatAndHasNoPackedRows) {
  const std::string path = Make(4);
  Record(path, Plans());
  EXPECT_EQ(CountPackedRowsIn(path), 0u);
  EXPECT_EQ(FormatOf(path), 4u);
  std::ifstream format(storage::FormatPath(path));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(format), {}), "tranche ledger format 4\n");
  EXPECT_EQ(FirstFindingIn(path), "");
}

TEST_F(LogFormatTest, TheSameEventsHaveTheSameRootAndAnswersInBoth) {
  const std::string old = Make(4);
  const std::string packed = Make(5);
  EXPECT_EQ(FormatOf(packed), 5u);
  EXPECT_EQ(CountPackedRowsIn(packed), 1u);
  EXPECT_EQ(FirstFindingIn(packed), "");
  EXPECT_EQ(ContentOf(packed), ContentOf(old));
}

TEST_F(LogFormatTest, AnExportBringsAnOlderLedgerToTheNewestFormat) {
  const std::string old = Make(4);
  std::string file;
  {
    const auto ledger = Ledger::Open(old, Ledger::Access::kReadOnly, &clock_);
    ASSERT_THAT(ledger, IsOk());
    const ByteSink sink = [&file](absl::string_view bytes) {
      file.append(bytes.data(), bytes.size());
      return absl::OkStatus();
    };
    ASSERT_THAT(ExportLog((*ledger)->View(), LogForm::kProtobuf, sink, nullptr), IsOk());
  }
  const std::string imported = scratch_.File("imported");
  std::istringstream in(file);
  ASSERT_THAT(ImportLog(&in, "the file", imported, {LogForm::kProtobuf, std::nullopt, 4}, nullptr), IsOk());
  EXPECT_EQ(FormatOf(imported), 5u);
  EXPECT_EQ(CountPackedRowsIn(imported), 1u);
  EXPECT_EQ(ContentOf(imported), ContentOf(old));
}

TEST_F(LogFormatTest, ARestoredOlderLedgerGoesOnWithPackedRows) {
  const std::string old = Make(4);
  const std::string backups = scratch_.File("backups");
  ASSERT_THAT(Backup(old, backups, {}, &clock_), IsOk());
  const std::string restored = scratch_.File("restored");
  ASSERT_THAT(Restore(backups, std::nullopt, restored, nullptr), IsOk());
  EXPECT_EQ(FormatOf(restored), 5u);
  EXPECT_EQ(CountPackedRowsIn(restored), 0u);
  EXPECT_EQ(ContentOf(restored), ContentOf(old));
  Record(restored, Plans());
  EXPECT_EQ(CountPackedRowsIn(restored), 1u);
  EXPECT_EQ(FirstFindingIn(restored), "");
}

}  // namespace
}  // namespace tranche
