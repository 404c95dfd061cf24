// The process that writes is killed at a random moment: what it acknowledged is there,
// batches are whole, and the ledger is sound and can be written to again.
//
// TRANCHE_SEED chooses the moments; TRANCHE_ROUNDS how many.

#include <unistd.h>

#include <cstdio>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "replay/verify/verify.h"
#include "tests/replay/child_process.h"
#include "tests/replay/crash_ledger.h"
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

int Complain(absl::string_view what) {
  std::fprintf(stderr, "%s\n", std::string(what).c_str());
  return 1;
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
    absl::SleepFor(absl::Microseconds(static_cast<int64_t>(random() % 150'000)));
    const uint64_t acknowledged = batches + writer.Kill().size();
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(RunInChild([&] { return CheckAfterKill(directory, acknowledged, ends[1]); }), 0);
    ASSERT_EQ(::read(ends[0], &batches, sizeof(batches)), static_cast<ssize_t>(sizeof(batches)));
    ::close(ends[0]);
    ::close(ends[1]);
  }
  EXPECT_GT(batches, 0u);
}

}  // namespace
}  // namespace tranche
