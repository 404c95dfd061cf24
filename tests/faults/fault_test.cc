// Disk faults under a writer, and flipped bits in what it left. What was acknowledged is never lost, anything else is
// present in full or not at all, and no balance is ever wrong. docs/reliability.md says what was found, and how to run
// it longer.
//
// TRANCHE_SEED fixes the seed of the first round of each test, TRANCHE_ROUNDS how many.

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/faults/fault_rounds.h"
#include "tests/faults/flipped_bits.h"
#include "tests/replay/child_process.h"
#include "tests/support/environment_number.h"

namespace tranche {
namespace {

constexpr uint64_t kRoundsOfALedger = 50;

// A kind of file to fault, and how many operations on it a long round has; early ones are chosen more often.
struct Target {
  FileKind kind;
  uint64_t changes;
  uint64_t writes;
  uint64_t syncs;
};
constexpr Target kTargets[] = {
    {FileKind::kOther, 120, 50, 30},       {FileKind::kOther, 120, 50, 30}, {FileKind::kWriteAheadLog, 25, 10, 8},
    {FileKind::kWriteAheadLog, 25, 10, 8}, {FileKind::kTable, 20, 10, 4},   {FileKind::kManifest, 14, 8, 6},
    {FileKind::kTemporary, 14, 7, 7},      {FileKind::kHead, 10, 10, 1},    {FileKind::kFormat, 3, 1, 1},
    {FileKind::kDirectory, 12, 1, 10},
};

FaultPlan PlanOf(Fault fault, uint64_t seed) {
  std::mt19937_64 random(seed);
  const Target& target = kTargets[random() % std::size(kTargets)];
  const uint64_t most = fault == Fault::kPowerCut     ? target.changes
                        : fault == Fault::kFailedSync ? target.syncs
                                                      : target.writes;
  return {fault, target.kind, 1 + random() % (1 + random() % most), seed};
}

class FaultTest : public ::testing::Test {
 protected:
  void RunRounds(Fault fault, uint64_t rounds_unless_said, bool leaves_zeros = false) {
    const uint64_t first_seed = NumberFromEnvironment("TRANCHE_SEED", 20240516);
    const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", rounds_unless_said);
    FaultRounds ledger;
    for (uint64_t seed = first_seed; seed < first_seed + rounds; ++seed) {
      FaultPlan plan = PlanOf(fault, seed);
      plan.leaves_zeros = leaves_zeros;
      const std::string wrong = ledger.Run(plan);
      ASSERT_EQ(wrong, "") << "seed " << seed << "; the rounds from " << first_seed << " on led to it";
    }
    std::printf("%s", ledger.Tally().c_str());
  }
};

TEST_F(FaultTest, APowerCutLosesNothingThatWasAcknowledged) { RunRounds(Fault::kPowerCut, 40); }

TEST_F(FaultTest, APowerCutThatLeavesZerosLosesNothing) { RunRounds(Fault::kPowerCut, 20, true); }

TEST_F(FaultTest, AFailedWriteEndsAllAcknowledgements) { RunRounds(Fault::kFailedWrite, 40); }

TEST_F(FaultTest, AShortWriteIsFinishedOrRefused) { RunRounds(Fault::kShortWrite, 40); }

TEST_F(FaultTest, AShortWriteOfHeadIsFinished) {
  FaultRounds ledger;
  for (uint64_t seed = 1; seed <= 40; ++seed)
    ASSERT_EQ(ledger.Run({Fault::kShortWrite, FileKind::kHead, 1 + seed % 4, seed}), "") << "seed " << seed;
}

TEST_F(FaultTest, AFailedSyncEndsAllAcknowledgements) { RunRounds(Fault::kFailedSync, 40); }

TEST_F(FaultTest, AFullDiskLosesNothingThatWasAcknowledged) { RunRounds(Fault::kFullDisk, 40); }

TEST_F(FaultTest, NothingIsWrongWithoutAFault) { RunRounds(Fault::kNone, 5); }

// tests/replay/flipped_byte_test.cc changes whole bytes, and checks that verify finds what is refused.
TEST_F(FaultTest, AFlippedBitNeverMakesAWrongBalance) {
  const uint64_t seed = NumberFromEnvironment("TRANCHE_SEED", 20240516);
  const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", 15);
  std::map<std::string, uint64_t> tally;
  for (uint64_t first = 0; first < rounds; first += kRoundsOfALedger) {
    FlippedBits ledger(seed + first);
    for (uint64_t round = first; round < std::min(rounds, first + kRoundsOfALedger); ++round)
      ASSERT_EQ(ledger.Run(), "") << "seed " << seed + first << ", round " << round - first + 1;
    for (const auto& [what, count] : ledger.tally()) tally[what] += count;
  }
  for (const auto& [what, count] : tally)
    std::printf("  %llu  %s\n", static_cast<unsigned long long>(count), what.c_str());
}

}  // namespace
}  // namespace tranche
