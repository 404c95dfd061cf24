// Backups during concurrent writes, and processes killed while they back up, restore or
// import a history.
//
// TRANCHE_SEED chooses the moments; TRANCHE_ROUNDS how many.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "replay/copies/backup.h"
#include "replay/copies/export_log.h"
#include "replay/copies/import_log.h"
#include "replay/copies/restore.h"
#include "tests/replay/child_process.h"
#include "tests/replay/copied_ledger.h"
#include "tests/replay/crash_ledger.h"
#include "tests/support/environment_number.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

// Writes the number of acknowledged batches after each one. Reopens the ledger now and then
// to make RocksDB flush, so that its logs and tables come and go.
void AppendForEver(const std::string& directory, int out) {
  for (uint64_t batch = 0;;) {
    const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
    if (!ledger.ok()) return;
    for (int i = 0; i < 50; ++i, ++batch) {
      if (!(*ledger)->Append(CrashBatch(batch)).ok() || ::write(out, "+", 1) != 1) return;
    }
  }
}

absl::StatusOr<v1::BackupReport> BackUp(const std::string& ledger, const std::string& backups) {
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  return Backup(ledger, backups, {3}, &clock);
}

// Backs up and restores: the result must be a sound ledger with only whole batches,
// including all those acknowledged before.
int CheckBackup(const std::string& ledger, const std::string& scratch, uint64_t acknowledged) {
  const auto report = BackUp(ledger, scratch + "/backups");
  if (!report.ok()) return Complain(report.status().ToString());
  if (report->head() < acknowledged)
    return Complain(absl::StrCat("HEAD was ", acknowledged, ", backed up was ", report->head()));
  const std::string restored = absl::StrCat(scratch, "/restored", report->backup_id());
  const auto again = Restore(scratch + "/backups", std::nullopt, restored, nullptr);
  if (!again.ok()) return Complain(again.status().ToString());
  if (again->head() != report->head() || again->root() != report->root()) return Complain(again->DebugString());
  const auto opened = OpenCrashLedger(restored, Ledger::Access::kWrite);
  if (!opened.ok()) return Complain(opened.status().ToString());
  const auto batches = CountWholeBatches(**opened);
  return batches.ok() ? 0 : Complain(batches.status().ToString());
}

uint64_t AcknowledgedHead(const std::string& ledger) {
  return storage::HeadFile::Read(ledger).value_or(std::nullopt).value_or(0);
}

TEST(BackupBesideWriterTest, HoldsAllThatWasAcknowledgedAndIsSound) {
  const TemporaryDirectory scratch;
  const std::string ledger = scratch.File("ledger");
  ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(ledger), 0; }), 0);
  const uint64_t created = AcknowledgedHead(ledger);
  RunningChild writer = StartChild([&](int out) { AppendForEver(ledger, out); });
  for (uint64_t round = 0; round < NumberFromEnvironment("TRANCHE_ROUNDS", 12); ++round) {
    const uint64_t acknowledged = AcknowledgedHead(ledger);
    EXPECT_EQ(RunInChild([&] { return CheckBackup(ledger, scratch.path(), acknowledged); }), 0) << "round " << round;
  }
  EXPECT_GT(AcknowledgedHead(ledger), created);
  EXPECT_FALSE(writer.Kill().empty());
  EXPECT_EQ(RunInChild([&] { return CheckBackup(ledger, scratch.path(), AcknowledgedHead(ledger)); }), 0);
}

// Kills `work` repeatedly, a little later each time, until it finishes before the kill;
// `check` examines what is left after each.
void KillAgainAndAgain(const std::function<void()>& work, const std::function<void()>& check) {
  std::mt19937_64 random(NumberFromEnvironment("TRANCHE_SEED", 20240516));
  for (uint64_t round = 0; round < NumberFromEnvironment("TRANCHE_ROUNDS", 12); ++round) {
    RunningChild child = StartChild([&](int) { work(); });
    absl::SleepFor(absl::Microseconds(static_cast<int64_t>(random() % 60'000)));
    (void)child.Kill();
    check();
  }
}

TEST(BackupBesideWriterTest, AKilledBackupLeavesTheOnesBeforeItAndTheLedger) {
  const TemporaryDirectory scratch;
  const std::string ledger = scratch.File("ledger");
  ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(ledger), 0; }), 0);
  ASSERT_EQ(RunInChild([&] { return CheckBackup(ledger, scratch.path(), 1); }), 0);
  KillAgainAndAgain([&] { (void)BackUp(ledger, scratch.File("backups")); }, [] {});
  EXPECT_EQ(RunInChild([&] { return CheckBackup(ledger, scratch.path(), AcknowledgedHead(ledger)); }), 0);
  EXPECT_FALSE(fs::exists(ledger + "/copying"));
}

// Repeatedly kills work that creates the ledger `made`: a directory with a FORMAT was
// verified before it got it, so it is sound.
void KillWhatMakes(const std::string& made, const std::function<absl::Status()>& make) {
  const auto check_marked = [](const std::string& directory) {
    if (!fs::exists(directory + "/FORMAT")) return;
    EXPECT_EQ(RunInChild([&] { return FirstFindingIn(directory).empty() ? 0 : 1; }), 0) << directory;
  };
  int cut_off = 0;
  KillAgainAndAgain([&] { (void)make(); },
                    [&] {
                      const bool is_made = fs::exists(made + "/FORMAT");
                      cut_off += is_made ? 0 : 1;
                      check_marked(made);
                      if (is_made) fs::remove_all(made);
                    });
  EXPECT_GT(cut_off, 0);
  EXPECT_EQ(RunInChild([&] { return make().ok() ? 0 : Complain(make().ToString()); }), 0);
  EXPECT_EQ(RunInChild([&] { return FirstFindingIn(made).empty() ? 0 : 1; }), 0);
}

TEST(BackupBesideWriterTest, AKilledRestoreLeavesNothingThatLooksLikeALedger) {
  const TemporaryDirectory scratch;
  const std::string ledger = scratch.File("ledger");
  ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(ledger), 0; }), 0);
  ASSERT_EQ(RunInChild([&] { return BackUp(ledger, scratch.File("backups")).ok() ? 0 : 1; }), 0);
  const std::string restored = scratch.File("restored");
  KillWhatMakes(restored, [&] { return Restore(scratch.File("backups"), std::nullopt, restored, nullptr).status(); });
}

int ExportTo(const std::string& file, const std::string& directory) {
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kReadOnly);
  std::ofstream out(file, std::ios::binary);
  const ByteSink sink = [&out](absl::string_view bytes) {
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return absl::OkStatus();
  };
  return ledger.ok() && ExportLog((*ledger)->View(), LogForm::kProtobuf, sink, nullptr).ok() ? 0 : 1;
}

TEST(BackupBesideWriterTest, AKilledImportLeavesNothingThatLooksLikeALedger) {
  const TemporaryDirectory scratch;
  const std::string ledger = scratch.File("ledger");
  const std::string file = scratch.File("history.pb");
  ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(ledger), 0; }), 0);
  ASSERT_EQ(RunInChild([&] { return ExportTo(file, ledger); }), 0);
  const std::string imported = scratch.File("imported");
  KillWhatMakes(imported, [&] {
    std::ifstream in(file, std::ios::binary);
    return ImportLog(&in, file, imported, {}, nullptr).status();
  });
}

}  // namespace
}  // namespace tranche
