// Changes one byte of one file of a ledger. Every question must then be answered as
// before or refused, and verify must find whatever is refused or lost. RocksDB itself
// may abort; a wrong answer is a failure, and so is an undetected loss of an event.
//
// TRANCHE_SEED chooses the bytes; TRANCHE_ROUNDS how many in each file.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "replay/verify/verify.h"
#include "tests/replay/child_process.h"
#include "tests/replay/crash_ledger.h"
#include "tests/support/environment_number.h"
#include "tests/support/packed_rows.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

constexpr int kAborted = 128 + SIGABRT;
constexpr uint64_t kBatches = 40;

struct Flip {
  std::string file;
  uint64_t offset = 0;
  uint8_t mask = 0;
};

// Applying it twice restores the file.
void Apply(const Flip& flip) {
  std::fstream file(flip.file, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(flip.offset));
  const char changed = static_cast<char>(file.get() ^ flip.mask);
  file.seekp(static_cast<std::streamoff>(flip.offset));
  file.put(changed);
}

int AppendBatches(const std::string& directory, uint64_t first, uint64_t last) {
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
  if (!ledger.ok()) return 1;
  for (uint64_t batch = first; batch < last; ++batch) {
    if (!(*ledger)->Append(CrashBatch(batch)).ok()) return 1;
  }
  return 0;
}

absl::StatusOr<std::string> AnswersOf(const std::string& directory) {
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kReadOnly);
  if (!ledger.ok()) return ledger.status();
  const auto batches = CountWholeBatches(**ledger);
  if (!batches.ok()) return batches.status();
  const auto answers = AllAnswers(**ledger);
  if (!answers.ok()) return answers;
  return absl::StrCat(*batches, " batches\n", *answers);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int SaveAnswers(const std::string& directory, const std::string& file) {
  const auto answers = AnswersOf(directory);
  if (!answers.ok()) return 1;
  std::ofstream(file, std::ios::binary) << *answers;
  return 0;
}

// 0 if the ledger answers as before, or refuses and verify finds the cause.
int CheckDamaged(const std::string& directory, const std::string& expected) {
  const auto answers = AnswersOf(directory);
  if (answers.ok() && *answers != expected) {
    std::fprintf(stderr, "a wrong answer:\n%s\n", answers->substr(0, 2000).c_str());
    return 1;
  }
  const auto report = Verify(directory, nullptr);
  const bool is_found = !report.ok() || report->findings_size() > 0;
  if (answers.ok() || is_found) return 0;
  std::fprintf(stderr, "refused, but verify finds nothing: %s\n", answers.status().ToString().c_str());
  return 1;
}

class FlippedByteTest : public ::testing::Test {
 protected:
  FlippedByteTest() : directory_(scratch_.File("ledger")) {
    EXPECT_EQ(RunInChild([&] { return CreateCrashLedger(directory_), 0; }), 0);
    EXPECT_EQ(RunInChild([&] { return CountPackedRowsIn(directory_) > 0 ? 0 : 1; }), 0);
  }

  void FlipInEveryFile() {
    ASSERT_EQ(RunInChild([&] { return SaveAnswers(directory_, scratch_.File("answers")); }), 0);
    const std::string expected = ReadFile(scratch_.File("answers"));
    ASSERT_EQ(RunInChild([&] { return CheckDamaged(directory_, expected); }), 0);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file() && entry.file_size() > 0) FlipIn(entry.path().string(), entry.file_size(), expected);
    }
  }

  void FlipIn(const std::string& file, uint64_t size, const std::string& expected) {
    for (uint64_t round = 0; round < rounds_; ++round) {
      Try({file, random_() % size, static_cast<uint8_t>(1 + random_() % 255)}, expected);
    }
  }

  void Try(const Flip& flip, const std::string& expected) {
    Apply(flip);
    const int code = RunInChild([&] { return CheckDamaged(directory_, expected); });
    Apply(flip);
    EXPECT_TRUE(code == 0 || code == kAborted) << "seed " << seed_ << ", " << flip.file << ", offset " << flip.offset
                                               << ", mask " << int{flip.mask} << ": exit code " << code;
  }

  std::string Manifest() const {
    const std::string path = directory_ + "/rocksdb/";
    const std::string current = ReadFile(path + "CURRENT");
    return path + current.substr(0, current.size() - 1);
  }

  const uint64_t seed_ = NumberFromEnvironment("TRANCHE_SEED", 20240516);
  const uint64_t rounds_ = NumberFromEnvironment("TRANCHE_ROUNDS", 3);
  std::mt19937_64 random_{seed_};
  TemporaryDirectory scratch_;
  std::string directory_;
};

TEST_F(FlippedByteTest, IsNoticedInTables) {
  ASSERT_EQ(RunInChild([&] { return AppendBatches(directory_, 0, kBatches); }), 0);
  ASSERT_EQ(RunInChild([&] { return AppendBatches(directory_, kBatches, kBatches + 3); }), 0);
  FlipInEveryFile();
}

// RocksDB drops a last record that looks truncated, and with it the newest tables.
TEST_F(FlippedByteTest, IsNoticedInTheLengthOfTheLastRecordOfTheManifest) {
  ASSERT_EQ(RunInChild([&] { return AppendBatches(directory_, 0, kBatches); }), 0);
  ASSERT_EQ(RunInChild([&] { return AppendBatches(directory_, kBatches, kBatches + 3); }), 0);
  ASSERT_EQ(RunInChild([&] { return SaveAnswers(directory_, scratch_.File("answers")); }), 0);
  const std::string expected = ReadFile(scratch_.File("answers"));
  const std::string bytes = ReadFile(Manifest());
  size_t last = 0;
  const auto end_of = [&](size_t record) {
    return record + 7 + static_cast<uint8_t>(bytes[record + 4]) + 256 * static_cast<uint8_t>(bytes[record + 5]);
  };
  while (end_of(last) < bytes.size()) last = end_of(last);
  for (uint64_t offset : {last + 4, last + 5}) Try({Manifest(), offset, 0x9a}, expected);
}

TEST_F(FlippedByteTest, IsNoticedInTheWriteAheadLogOfAKilledWriter) {
  RunningChild writer = StartChild([&](int out) {
    const auto ledger = OpenCrashLedger(directory_, Ledger::Access::kWrite);
    for (uint64_t batch = 0; ledger.ok() && batch < kBatches; ++batch) {
      if (!(*ledger)->Append(CrashBatch(batch)).ok()) return;
    }
    if (::write(out, "+", 1) == 1) ::pause();
  });
  char done = 0;
  ASSERT_EQ(::read(writer.in, &done, 1), 1);
  writer.Kill();
  FlipInEveryFile();
}

}  // namespace
}  // namespace tranche
