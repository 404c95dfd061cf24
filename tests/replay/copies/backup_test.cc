#include "replay/copies/backup.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "replay/copies/restore.h"
#include "storage/whole_file.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/damaged_copy.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() : history_(&ledger_) {}

  absl::StatusOr<v1::BackupReport> BackUp(std::optional<uint32_t> keep = std::nullopt) {
    return Backup(ledger_.directory(), backups_, {keep}, &ledger_.clock());
  }
  absl::StatusOr<v1::RestoreReport> RestoreTo(const std::string& directory, std::optional<uint32_t> id = std::nullopt) {
    return Restore(backups_, id, directory, nullptr);
  }

  // Every file of the backups, except those that only mark the directory.
  std::vector<std::string> BackupFilePaths() {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(backups_)) {
      if (entry.is_regular_file() && entry.path().filename() != "BACKUPS") paths.push_back(entry.path().string());
    }
    return paths;
  }

  void FlipByte(const std::string& path, uint64_t offset) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const char flipped = static_cast<char>(file.get() ^ 0x01);
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(flipped);
  }

  TestLedger ledger_;
  SmallHistory history_;
  TemporaryDirectory scratch_;
  std::string backups_ = scratch_.File("backups");
  std::string restored_ = scratch_.File("restored");
};

TEST_F(BackupTest, ARestoredLedgerIsTheOneThatWasBackedUp) {
  ASSERT_THAT(BackUp(), IsOk());  // the ledger is open for writing
  const auto report = RestoreTo(restored_);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(IndexOf(restored_), IndexOf(ledger_.directory())) << "without the tail, which it gets when it is closed";
  ledger_.Close();
  EXPECT_EQ(ContentOf(restored_), ContentOf(ledger_.directory()));
  EXPECT_EQ(FirstFindingIn(restored_), "");
  EXPECT_THAT(NamesIn(restored_), ElementsAre("FORMAT", "HEAD", "rocksdb"));
}

TEST_F(BackupTest, BothReportsNameTheHeadAndTheRoot) {
  const auto report = BackUp();
  ASSERT_THAT(report, IsOk());
  const auto restored = RestoreTo(restored_);
  ASSERT_THAT(restored, IsOk());
  EXPECT_EQ(report->backup_id(), 1u);
  EXPECT_EQ(report->ledger_id(), TestTerms().ledger_id());
  EXPECT_EQ(report->head(), history_.paid_again.sequence);
  EXPECT_EQ(report->root(), ToBytes(ledger_->tree().Root(ledger_->head()).value()));
  EXPECT_EQ(restored->root(), report->root());
  EXPECT_EQ(restored->events(), report->head());
  EXPECT_EQ(restored->rows_rebuilt(), 0u);
}

TEST_F(BackupTest, ARestoredLedgerGoesOnAndMayBeBackedUpToTheSamePlace) {
  ASSERT_THAT(BackUp(), IsOk());
  ASSERT_THAT(RestoreTo(restored_), IsOk());
  FakeClock clock(Instant("2026-02-01T00:00:00Z"));
  {
    const auto ledger = Ledger::Open(restored_, Ledger::Access::kWrite, &clock);
    ASSERT_THAT(ledger, IsOk());
    ASSERT_THAT((*ledger)->Append({EventBuilder::Plan("P2", "local", 2024, 9)}), IsOk());
  }
  const auto report = Backup(restored_, backups_, {}, &clock);
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->head(), history_.paid_again.sequence + 1);
}

TEST_F(BackupTest, TheSecondCopiesOnlyWhatIsNew) {
  std::vector<v1::Event> many(2000, EventBuilder::Plan("P1", "local", 2023, 1));
  for (v1::Event& each : many) each.set_event_id(absl::StrCat("plan ", &each - many.data()));
  ASSERT_THAT(ledger_.Append(many), IsOk());
  ASSERT_THAT(ledger_.Reopen(), IsOk());  // flushes RocksDB's log into tables
  const auto first = BackUp();
  ledger_.Record(EventBuilder::Plan("P2", "local", 2024, 9));
  const auto second = BackUp();
  ASSERT_THAT(second, IsOk());
  EXPECT_GT(second->bytes(), 100'000u);
  EXPECT_LT(second->new_bytes(), second->bytes() / 4);
  EXPECT_EQ(first->new_bytes(), first->bytes());
  ASSERT_THAT(RestoreTo(restored_), IsOk());
  ledger_.Close();
  EXPECT_EQ(ContentOf(restored_), ContentOf(ledger_.directory()));
}

TEST_F(BackupTest, AnOlderBackupIsTheLedgerOfThen) {
  ledger_.Close();
  const LedgerContent then = ContentOf(ledger_.directory());
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ASSERT_THAT(BackUp(), IsOk());
  ledger_.Record(EventBuilder::Plan("P2", "local", 2024, 9));
  ASSERT_THAT(BackUp(), IsOk());
  ASSERT_THAT(RestoreTo(restored_, 1), IsOk());
  EXPECT_EQ(ContentOf(restored_), then);
}

TEST_F(BackupTest, OlderOnesAreDroppedAfterANewOne) {
  for (int i = 0; i < 3; ++i) ASSERT_THAT(BackUp(), IsOk());
  const auto report = BackUp(2);
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->kept_size(), 2);
  EXPECT_EQ(report->kept(0).backup_id(), 3u);
  EXPECT_EQ(report->kept(1).backup_id(), 4u);
  EXPECT_EQ(report->kept(1).head(), report->head());
  EXPECT_THAT(RestoreTo(restored_, 1), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("wanted one of 3, 4")));
  EXPECT_THAT(RestoreTo(restored_, 3), IsOk());
}

TEST_F(BackupTest, HoldsNoFileButThoseOfTheLedger) {
  std::ofstream(ledger_.directory() + "/checkpoint.key") << "the private key";
  ASSERT_THAT(BackUp(), IsOk());
  for (const std::string& path : BackupFilePaths()) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    EXPECT_THAT(bytes, Not(HasSubstr("the private key"))) << path;
  }
  ASSERT_THAT(RestoreTo(restored_), IsOk());
  EXPECT_FALSE(fs::exists(restored_ + "/checkpoint.key"));
}

TEST_F(BackupTest, LeavesNothingInTheLedger) {
  const auto before = NamesIn(ledger_.directory());
  ASSERT_THAT(BackUp(), IsOk());
  EXPECT_EQ(NamesIn(ledger_.directory()), before);
}

TEST_F(BackupTest, AFlippedByteAnywhereIsRefusedAndLeavesNothingBehind) {
  ASSERT_THAT(BackUp(), IsOk());
  const std::vector<std::string> paths = BackupFilePaths();
  ASSERT_GT(paths.size(), 3u);
  for (const std::string& path : paths) {
    for (uint64_t offset : {uint64_t{0}, fs::file_size(path) / 2, fs::file_size(path) - 1}) {
      FlipByte(path, offset);
      const auto restored = RestoreTo(restored_);
      if (restored.ok()) {
        // The list begins with a timestamp of the engine, which nothing depends on.
        EXPECT_THAT(path, HasSubstr("/meta/"));
        fs::remove_all(restored_);
      } else {
        EXPECT_THAT(restored, StatusIs(absl::StatusCode::kDataLoss, HasSubstr("backup 1 in ")));
      }
      EXPECT_THAT(NamesIn(scratch_.path()), ElementsAre("backups")) << path << " " << offset;
      FlipByte(path, offset);
    }
  }
  EXPECT_THAT(RestoreTo(restored_), IsOk());
}

TEST_F(BackupTest, AMissingFileIsRefused) {
  ASSERT_THAT(BackUp(), IsOk());
  for (const std::string& path : BackupFilePaths()) {
    if (absl::StrContains(path, "/meta/")) continue;
    fs::rename(path, scratch_.File("away"));
    EXPECT_THAT(RestoreTo(restored_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("backup 1 in "))) << path;
    EXPECT_FALSE(fs::exists(restored_));
    fs::rename(scratch_.File("away"), path);
  }
}

// The note of backup 1 in its list of files, where the engine keeps it in hexadecimal, with
// `from` replaced by `to`.
void AlterNote(const std::string& backups, absl::string_view from, absl::string_view to) {
  std::string list = storage::ReadWholeFile(backups + "/meta/1").value().value();
  const std::string wanted = absl::AsciiStrToUpper(absl::BytesToHexString(from));
  const size_t at = list.find(wanted);
  ASSERT_NE(at, std::string::npos) << list;
  list.replace(at, wanted.size(), absl::AsciiStrToUpper(absl::BytesToHexString(to)));
  std::ofstream(backups + "/meta/1") << list;
}

TEST_F(BackupTest, ANoteThatDoesNotFitTheEventsIsRefused) {
  ASSERT_THAT(BackUp(), IsOk());
  AlterNote(backups_, "root ", "toor ");
  EXPECT_THAT(RestoreTo(restored_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("its note is damaged")));
  AlterNote(backups_, "toor ", "root ");
  const std::string head = absl::StrCat("head ", ledger_->head(), "\n");
  AlterNote(backups_, head, absl::StrCat("head ", ledger_->head() - 1, "\n"));
  EXPECT_THAT(RestoreTo(restored_), StatusIs(absl::StatusCode::kDataLoss,
                                             HasSubstr(absl::StrCat("that of ", ledger_->head() - 1, " events"))));
  EXPECT_THAT(NamesIn(scratch_.path()), ElementsAre("backups"));
}

TEST_F(BackupTest, AnIndexThatWasWrongIsBuiltAgain) {
  ledger_.Close();
  const std::string damaged = scratch_.File("damaged");
  CopyDamaged(
      ledger_.directory(), damaged,
      [](storage::Family family, const std::string& key, const std::string& value) -> std::optional<std::string> {
        const bool is_keys_row = family == storage::Family::kIndex && key[0] == '\x06';
        return is_keys_row ? std::nullopt : std::optional<std::string>(value);
      });
  ASSERT_THAT(Backup(damaged, backups_, {}, &ledger_.clock()), IsOk());
  const auto restored = RestoreTo(restored_);
  ASSERT_THAT(restored, IsOk());
  EXPECT_GT(restored->rows_rebuilt(), 0u);
  EXPECT_EQ(FirstFindingIn(restored_), "");
  EXPECT_EQ(IndexOf(restored_), IndexOf(ledger_.directory()));
}

TEST_F(BackupTest, AnAlteredEventIsRefused) {
  ledger_.Close();
  const std::string damaged = scratch_.File("damaged");
  CopyDamaged(ledger_.directory(), damaged,
              ChangeEvent(history_.paid.sequence, [](v1::Event* event) { event->set_actor("somebody else"); }));
  EXPECT_THAT(Backup(damaged, backups_, {}, &ledger_.clock()),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("was not backed up")));
}

TEST_F(BackupTest, ADirectoryIsForOneLedger) {
  ASSERT_THAT(BackUp(), IsOk());
  v1::LedgerCreated terms = TestTerms();
  terms.set_ledger_id("another");
  const std::string other = scratch_.File("other");
  ASSERT_THAT(Ledger::Create(other, terms, absl::UnixEpoch(), &ledger_.clock()), IsOk());
  EXPECT_THAT(Backup(other, backups_, {}, &ledger_.clock()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("backups of the ledger 0011")));
}

TEST_F(BackupTest, WhatDoesNotContinueTheNewestBackupIsRefusedAndNothingIsDropped) {
  ASSERT_THAT(BackUp(), IsOk());
  const std::string old = scratch_.File("old");
  ledger_.Close();
  CopyDamaged(ledger_.directory(), old, KeepRow);
  ASSERT_THAT(ledger_.Reopen(), IsOk());
  ASSERT_THAT(BackUp(), IsOk());  // the same head counts as a continuation
  ledger_.Record(EventBuilder::Plan("P3", "local", 2025, 1));
  ASSERT_THAT(BackUp(), IsOk());
  for (const std::optional<uint32_t> keep : {std::optional<uint32_t>(), std::optional<uint32_t>(1)}) {
    const absl::Status refused = Backup(old, backups_, {keep}, &ledger_.clock()).status();
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("backup 3")));
    EXPECT_EQ(RefusalOf(refused)->code(), "backup.knows-more");
  }
  // It diverges, to the same number of events: another history under the same id.
  {
    auto other = Ledger::Open(old, Ledger::Access::kWrite, &ledger_.clock());
    ASSERT_THAT(other, IsOk());
    for (const char* key : {"a", "b", "c"})
      ASSERT_THAT((*other)->Append({EventBuilder::Plan("P4", "local", 2025, 2).Key(key)}), IsOk());
  }
  const absl::Status refused = Backup(old, backups_, {1}, &ledger_.clock()).status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not those of backup 3")));
  EXPECT_EQ(RefusalOf(refused)->code(), "backup.other-history");
  const auto kept = BackUp(10);
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->kept_size(), 4);
}

TEST_F(BackupTest, ADirectoryOfSomethingElseIsLeftAlone) {
  fs::create_directory(backups_);
  std::ofstream(backups_ + "/letters") << "mine";
  EXPECT_THAT(BackUp(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not empty")));
  EXPECT_THAT(NamesIn(backups_), ElementsAre("letters"));
  EXPECT_THAT(RestoreTo(restored_), StatusIs(absl::StatusCode::kNotFound, HasSubstr("no backups in")));
}

TEST_F(BackupTest, NothingIsRestoredOverALedger) {
  ASSERT_THAT(BackUp(), IsOk());
  EXPECT_THAT(RestoreTo(ledger_.directory()), StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("--ledger")));
}

TEST_F(BackupTest, WhatAKilledBackupLeftIsRemovedByTheNext) {
  fs::create_directory(backups_);
  std::ofstream(backups_ + "/BACKUPS.unfinished");
  const std::string copying = ledger_.directory() + "/copying";
  fs::create_directories(copying + "/rocksdb");
  std::ofstream(copying + "/SCRATCH");
  ASSERT_THAT(BackUp(), IsOk());
  EXPECT_FALSE(fs::exists(copying));
}

}  // namespace
}  // namespace tranche
