// Kills the writing process at a random moment: what it acknowledged survives, batches
// are whole, and the ledger is sound and writable again.
//
// TRANCHE_SEED chooses the moments; TRANCHE_ROUNDS how many.

#include <unistd.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "projections/index/index_rows.h"
#include "replay/verify/verify.h"
#include "storage/database.h"
#include "tests/replay/child_process.h"
#include "tests/replay/crash_ledger.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

// One byte for each batch that was acknowledged.
void AppendForEver(const std::string& directory, int out) {
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
  if (!ledger.ok()) return;
  for (uint64_t batch = CountWholeBatches(**ledger).value();; ++batch) {
    if (!(*ledger)->Append(CrashBatch(batch)).ok() || ::write(out, "+", 1) != 1) return;
  }
}

// Reports the number of whole batches to `out`.
int CheckAfterKill(const std::string& directory, uint64_t acknowledged, int out) {
  const auto report = Verify(directory, nullptr);
  if (!report.ok()) return Complain(report.status().ToString());
  if (report->findings_size() > 0) return Complain(report->DebugString());
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
  if (!ledger.ok()) return Complain(ledger.status().ToString());
  const auto batches = CountWholeBatches(**ledger);
  if (!batches.ok()) return Complain(batches.status().ToString());
  if (*batches < acknowledged)
    return Complain(absl::StrCat(acknowledged, " batches acknowledged, ", *batches, " found"));
  return ::write(out, &*batches, sizeof(*batches)) == sizeof(*batches) ? 0 : Complain("write");
}

TEST(KillTest, WhatWasAcknowledgedSurvivesTheWriter) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20240516);
  std::mt19937_64 random(seed);
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(directory), 0; }), 0);
  uint64_t batches = 0;
  for (uint64_t round = 0; round < NumberFromEnvironment("TRANCHE_ROUNDS", 20); ++round) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, ", round ", round));
    RunningChild writer = StartChild([&](int out) { AppendForEver(directory, out); });
    // At any moment, of opening the ledger too; or at one after the first acknowledgement, however slow the machine is.
    uint64_t acknowledged = batches;
    if (char told = 0; round % 2 == 1) {
      ASSERT_EQ(::read(writer.in, &told, 1), 1);
      ++acknowledged;
    }
    absl::SleepFor(absl::Microseconds(static_cast<int64_t>(random() % 150'000)));
    acknowledged += writer.Kill().size();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(RunInChild([&] { return CheckAfterKill(directory, acknowledged, ends[1]); }), 0);
    ASSERT_EQ(::read(ends[0], &batches, sizeof(batches)), static_cast<ssize_t>(sizeof(batches)));
    ::close(ends[0]);
    ::close(ends[1]);
  }
  EXPECT_GT(batches, 0u);
}

// Gives the index an unknown format number.
int ForgetIndexFormat(const std::string& directory) {
  const auto database = storage::Database::Open(directory + "/rocksdb", storage::Database::Mode::kWrite);
  if (!database.ok()) return Complain(database.status().ToString());
  storage::Batch batch = (*database)->NewBatch();
  batch.Put(storage::Family::kIndex, TablePrefix(RowTable::kFormat), "nobody knows");
  return (*database)->Write(batch).ok() ? 0 : Complain("write");
}

// Signals on `out` when the index is about to be replaced.
void OpenAndTell(const std::string& directory, int out) {
  OpenOptions options;
  options.index_notice = [out](const IndexNotice&) { (void)!::write(out, "+", 1); };
  FakeClock clock(Instant("2026-01-01T00:00:00Z"));
  (void)Ledger::Open(directory, Ledger::Access::kWrite, &clock, options);
}

TEST(KillTest, AnIndexThatWasBeingReplacedIsReplacedByTheNextWriter) {
  std::mt19937_64 random(NumberFromEnvironment("TRANCHE_SEED", 20240516));
  const TemporaryDirectory scratch;
  const std::string directory = scratch.File("ledger");
  ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(directory), 0; }), 0);
  for (int round = 0; round < 5; ++round) {
    ASSERT_EQ(RunInChild([&] { return ForgetIndexFormat(directory); }), 0);
    RunningChild writer = StartChild([&](int out) { OpenAndTell(directory, out); });
    char told = 0;
    ASSERT_EQ(::read(writer.in, &told, 1), 1);
    absl::SleepFor(absl::Microseconds(static_cast<int64_t>(random() % 20'000)));
    writer.Kill();
    ASSERT_EQ(
        RunInChild([&] { return OpenCrashLedger(directory, Ledger::Access::kWrite).ok() ? 0 : Complain("open"); }), 0);
    ASSERT_EQ(RunInChild([&] {
                const auto report = Verify(directory, nullptr);
                return report.ok() && report->findings().empty() ? 0 : Complain("verify");
              }),
              0);
  }
}

}  // namespace
}  // namespace tranche
