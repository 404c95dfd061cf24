// Kills the commands that make a ledger, and those that copy or rebuild one, before one of their system calls that
// change files, and asks what is left: a complete ledger, or a refusal that says that it is unfinished, which the same
// command then finishes or replaces.
//
// TRANCHE_ROUNDS is how many calls of each command are tried, spread evenly over all of them; 100000 is every call.

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "ledger/ledger.h"
#include "log/merkle_tree.h"
#include "proof/witness_directory.h"
#include "replay/verify/verify.h"
#include "storage/database.h"
#include "tests/faults/executed_command.h"
#include "tests/faults/killed_process.h"
#include "tests/replay/child_process.h"
#include "tests/support/environment_number.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kRounds = 12;

class KilledCommandsTest : public ::testing::Test {
 protected:
  // What killed commands leave in $TMPDIR goes with the test.
  KilledCommandsTest() : temporary_before_(fs::temp_directory_path().string()) {
    fs::create_directory(scratch_.File("temporary"));
    ::setenv("TMPDIR", scratch_.File("temporary").c_str(), 1);
  }
  ~KilledCommandsTest() override { ::setenv("TMPDIR", temporary_before_.c_str(), 1); }

  // Kills the command at calls all over its run, each time in a new copy of what Prepare has put into scratch; `check`
  // then looks at what is left.
  template <typename Check>
  void Sweep(const std::vector<std::string>& words, const Check& check, int code = 0) {
    const uint64_t rounds = NumberFromEnvironment("TRANCHE_ROUNDS", kRounds);
    Reset();
    const KilledProcess whole = RunUntilChange(0, [&] { return Execute(words); });
    if (!whole.is_supported) GTEST_SKIP() << "tracing a child is not allowed here";
    ASSERT_EQ(whole.code, code);
    ASSERT_NO_FATAL_FAILURE(check());
    const uint64_t step = std::max<uint64_t>(1, whole.changing / rounds);
    uint64_t killed = 0;
    for (uint64_t number = 1; number <= whole.changing; number += step) {
      SCOPED_TRACE(absl::StrCat("killed before change ", number, " of ", whole.changing));
      Reset();
      killed += RunUntilChange(number, [&] { return Execute(words); }).was_killed ? 1 : 0;
      ASSERT_NO_FATAL_FAILURE(check());
    }
    std::printf("%s: %lu changing calls, killed at %lu of them\n", words[2].c_str(), whole.changing, killed);
  }

  // What is left of a command that makes the ledger: it, or nothing that answers, and the command makes it.
  void ExpectWholeOrAbsent(const std::vector<std::string>& words, uint64_t events) {
    ASSERT_EQ(NotWholeOrAbsent(words, ledger_, events), "");
    ASSERT_EQ(Names(work_.string()), std::vector<std::string>({"ledger"})) << "nothing else is left";
  }

  static std::vector<std::string> Names(const std::string& directory) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  // A directory to work in, with what was prepared.
  void Reset() {
    fs::remove_all(work_);
    fs::create_directories(prepared_);
    fs::copy(prepared_, work_, fs::copy_options::recursive);
  }

  // A ledger of 40 events and an export of it, beside the directory to work in.
  void MakeSource() {
    ASSERT_EQ(RunInChild([&] {
                return Execute({"--ledger", source_, "generate", "--events", "40", "--seed", "1"});
              }),
              0);
  }

  const TemporaryDirectory scratch_;
  const std::string temporary_before_;
  const fs::path prepared_ = scratch_.File("prepared");
  const fs::path work_ = scratch_.File("work");
  const std::string ledger_ = (work_ / "ledger").string();
  const std::string source_ = scratch_.File("source");
};

// The number of events of a ledger.
uint64_t EventsOf(const std::string& directory) {
  const std::string text = StartChild([&](int out) {
                             const auto report = Verify(directory, nullptr);
                             const std::string events = absl::StrCat(report.ok() ? report->events() : 0);
                             (void)!::write(out, events.data(), events.size());
                           })
                               .Wait()
                               .text;
  return std::strtoull(text.c_str(), nullptr, 10);
}

TEST_F(KilledCommandsTest, Init) {
  const std::vector<std::string> words = {
      "--ledger", ledger_, "init", "--name", "test", "--geography", TRANCHE_SOURCE_DIR "/data"};
  std::vector<std::string> other = words;
  other[1] = source_;
  ASSERT_EQ(RunInChild([&] { return Execute(other); }), 0);
  const uint64_t events = EventsOf(source_);
  ASSERT_GT(events, 1u);
  Sweep(words, [&] {
    ASSERT_NO_FATAL_FAILURE(ExpectWholeOrAbsent(words, events));
    ASSERT_TRUE(fs::exists(ledger_ + "/checkpoint.key"));
  });
}

TEST_F(KilledCommandsTest, Generate) {
  const std::vector<std::string> words = {"--ledger", ledger_, "generate", "--events", "40", "--seed", "1"};
  Sweep(words, [&] { ExpectWholeOrAbsent(words, 40); });
}

TEST_F(KilledCommandsTest, Restore) {
  ASSERT_NO_FATAL_FAILURE(MakeSource());
  const std::string backups = scratch_.File("backups");
  ASSERT_EQ(RunInChild([&] { return Execute({"--ledger", source_, "backup", backups}); }), 0);
  const std::vector<std::string> words = {"--ledger", ledger_, "restore", backups};
  Sweep(words, [&] { ExpectWholeOrAbsent(words, 40); });
}

TEST_F(KilledCommandsTest, ImportLog) {
  ASSERT_NO_FATAL_FAILURE(MakeSource());
  const std::string history = scratch_.File("history.pb");
  ASSERT_EQ(RunInChild([&] { return Execute({"--ledger", source_, "export", "log", history}); }), 0);
  const std::vector<std::string> words = {"--ledger", ledger_, "import", "log", history};
  Sweep(words, [&] { ExpectWholeOrAbsent(words, 40); });
}

// The ledger, and the backups that were complete, stay so; the next backup is one more.
TEST_F(KilledCommandsTest, Backup) {
  fs::create_directories(prepared_);
  ASSERT_NO_FATAL_FAILURE(MakeSource());
  fs::rename(source_, prepared_ / "ledger");
  const std::string backups = (work_ / "backups").string();
  const std::string restored = (work_ / "restored").string();
  const std::vector<std::string> words = {"--ledger", ledger_, "backup", backups};
  const auto expect_restored = [&] {
    ASSERT_EQ(RunInChild([&] { return Execute({"--ledger", restored, "restore", backups}); }), 0);
    ASSERT_EQ(RunInChild([&] { return Ask(restored, 40); }), kComplete);
    fs::remove_all(restored);
  };
  const auto check = [&] {
    ASSERT_EQ(RunInChild([&] { return Ask(ledger_, 40); }), kComplete);
    ASSERT_NE(RunInChild([&] { return Ask(ledger_ + "/copying", 40); }), kComplete);
    if (fs::exists(backups + "/meta/1")) {
      ASSERT_NO_FATAL_FAILURE(expect_restored());
    }
    ASSERT_EQ(RunInChild([&] { return Execute(words); }), 0);
    ASSERT_NO_FATAL_FAILURE(expect_restored());
    ASSERT_FALSE(fs::exists(ledger_ + "/copying"));
  };
  Sweep(words, check);
}

// Adds a row of the index that no event leads to: there is something to replace, and questions are answered all the
// same.
int AddRowOfNothing(const std::string& directory) {
  const auto database = storage::Database::Open(directory + "/rocksdb", storage::Database::Mode::kWrite);
  if (!database.ok()) return 1;
  storage::Batch batch = (*database)->NewBatch();
  batch.Put(storage::Family::kIndex, "\x0a of nothing", "");
  return (*database)->Write(batch).ok() ? 0 : 1;
}

// The exit code of a rebuild that had something to replace.
constexpr int kRowsDiffered = 1;

int OpenToRead(const std::string& directory, Sequence head) {
  FakeClock clock(absl::FromUnixSeconds(1795316400));
  const auto ledger = Ledger::Open(directory, Ledger::Access::kReadOnly, &clock);
  return ledger.ok() && (*ledger)->head() == head ? 0 : 1;
}

// The ledger answers all the time.
TEST_F(KilledCommandsTest, Rebuild) {
  fs::create_directories(prepared_);
  ASSERT_NO_FATAL_FAILURE(MakeSource());
  ASSERT_EQ(RunInChild([&] { return AddRowOfNothing(source_); }), 0);
  fs::rename(source_, prepared_ / "ledger");
  const std::vector<std::string> words = {"--ledger", ledger_, "rebuild"};
  const auto check = [&] {
    ASSERT_EQ(RunInChild([&] { return OpenToRead(ledger_, 40); }), 0);
    const int code = RunInChild([&] { return Execute(words); });
    ASSERT_TRUE(code == 0 || code == kRowsDiffered) << code;
    ASSERT_EQ(RunInChild([&] { return Ask(ledger_, 40); }), kComplete);
  };
  Sweep(words, check, kRowsDiffered);
}

constexpr char kOrigin[] = "log.example/a";

SignedNote NoteOf(uint64_t size, const SigningKey& log) {
  SignedNote note;
  note.text = Checkpoint{kOrigin, size, Sha256("events")}.ToText();
  note.signatures = {log.Sign(kOrigin, note.text)};
  return note;
}

TEST_F(KilledCommandsTest, WitnessInit) {
  const std::string witness = (work_ / "w1").string();
  const std::vector<std::string> words = {"--lang", "en", "witness", "init", witness, "--name", "witness.example/w1"};
  Sweep(words, [&] {
    const auto known = ReadWitness(witness);
    if (!known.ok()) {
      ASSERT_TRUE(absl::IsNotFound(known.status())) << known.status();
    }
    const bool is_made = RunInChild([&] { return Execute(words, !known.ok()); }) == 0;
    ASSERT_EQ(is_made, !known.ok());
    ASSERT_TRUE(ReadWitness(witness).ok());
  });
}

// It remembers the last checkpoint or this one, and cosigns this one again.
TEST_F(KilledCommandsTest, WitnessCosign) {
  fs::create_directories(prepared_);
  const std::string prepared = (prepared_ / "w1").string();
  const SigningKey log = SigningKey::Generate();
  ASSERT_TRUE(MakeWitness(prepared, "witness.example/w1", absl::ZeroDuration()).ok());
  ASSERT_TRUE(WatchLog(prepared, log.PublicKey(NoteKeyType::kEd25519, kOrigin), absl::ZeroDuration()).ok());
  std::ofstream(prepared_ / "checkpoint") << NoteOf(5, log).ToString();
  const std::string witness = (work_ / "w1").string();
  const std::vector<std::string> words = {"--lang", "en",    "witness",
                                          "cosign", witness, (work_ / "checkpoint").string()};
  Sweep(words, [&] {
    const auto known = ReadWitness(witness);
    ASSERT_TRUE(known.ok()) << known.status();
    ASSERT_TRUE(known->logs().at(0).size() == 0 || known->logs().at(0).size() == 5);
    ASSERT_EQ(RunInChild([&] { return Execute(words); }), 0);
    ASSERT_EQ(ReadWitness(witness)->logs().at(0).size(), 5u);
  });
}

}  // namespace
}  // namespace tranche
