// Real power cuts under a writer, on ext4 and XFS: what was acknowledged is there, with its bytes; anything else is
// there in full or not at all; the ledger is sound and goes on; a checkpoint that was published is still known.
// docs/reliability.md says what was found, and how to run it longer.
//
// TRANCHE_SEED fixes the seed of the first round of each test, TRANCHE_ROUNDS how many. Where no file system may be
// mounted, the tests are skipped and say why.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "log/merkle_tree.h"
#include "proof/note_key.h"
#include "proof/publish_checkpoint.h"
#include "proof/published_checkpoints.h"
#include "proof/published_file.h"
#include "proof/witness_directory.h"
#include "replay/verify/verify.h"
#include "storage/replaced_file.h"
#include "storage/whole_file.h"
#include "tests/faults/executed_command.h"
#include "tests/faults/interposed_syncs.h"
#include "tests/faults/loop_disk.h"
#include "tests/faults/power_cut_rounds.h"
#include "tests/replay/child_process.h"
#include "tests/replay/crash_ledger.h"
#include "tests/support/environment_number.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

// A writer of the first test reports about 50 times.
constexpr uint64_t kReportsMax = 50;
constexpr uint64_t kCheckpointReportsMax = 30;
constexpr uint64_t kRoundsOfALedger = 10;

class PowerCutTest : public ::testing::TestWithParam<LoopDisk::Kind> {
 protected:
  void SetUp() override {
    auto disk = LoopDisk::Make(GetParam());
    if (!disk.ok()) GTEST_SKIP() << disk.status().message();
    disk_ = *std::move(disk);
  }

  // Cuts the power before syncs all over the run of a command that makes a ledger, each time without that ledger.
  void Sweep(const std::vector<std::string>& words, const std::string& directory, uint64_t events) {
    RunningChild whole = StartChild([&](int out) {
      const uint64_t before = SyncsSoFar();
      if (Execute(words) == 0) Tell(out, {Told::What::kAcknowledged, SyncsSoFar() - before, {}});
    });
    const std::vector<Told> told = AllTold(whole.Wait().text);
    ASSERT_EQ(told.size(), 1u) << "the command failed";
    const uint64_t syncs = told[0].batch;
    for (uint64_t sync = 1; sync <= syncs; sync += std::max<uint64_t>(1, 4 * syncs / rounds_)) {
      SCOPED_TRACE(absl::StrCat(words[2], ", the power went before sync ", sync, " of ", syncs));
      fs::remove_all(directory);
      const int code = RunInChild([&] {
        BeforeSync(sync, [&] { disk_->CutPower(LoopDisk::Cut::kLosesChanges); });
        return Execute(words, false);
      });
      disk_->ComeBack();
      ASSERT_EQ(NotWholeOrAbsent(words, directory, events), "");
      EXPECT_NE(code, 0);
    }
    fs::remove_all(directory);
    std::printf("  %s: %llu syncs\n", words[2].c_str(), static_cast<unsigned long long>(syncs));
  }

  const uint64_t first_seed_ = NumberFromEnvironment("TRANCHE_SEED", 20240516);
  const uint64_t rounds_ = NumberFromEnvironment("TRANCHE_ROUNDS", 20);
  std::unique_ptr<LoopDisk> disk_;
};

TEST_P(PowerCutTest, LosesNothingThatWasAcknowledged) {
  PowerCutRounds ledger(disk_.get());
  for (uint64_t seed = first_seed_; seed < first_seed_ + rounds_; ++seed) {
    ASSERT_EQ(ledger.Run(PowerCut::At(seed, kReportsMax), seed), "")
        << "seed " << seed << "; the rounds from " << first_seed_ << " on led to it";
  }
  std::printf("%s", ledger.Tally().c_str());
}

// Otherwise the test above would find nothing whatever the ledger does.
TEST_P(PowerCutTest, LosesWhatWasAcknowledgedWithoutSyncs) {
  PowerCutRounds ledger(disk_.get());
  PowerCut cut = {LoopDisk::Cut::kLosesChanges, kReportsMax, 0, 0};
  ASSERT_EQ(ledger.Run(cut, first_seed_), "");
  ASSERT_TRUE(ledger.has_ledger());
  EXPECT_THAT(ledger.Run(cut, first_seed_ + 1, PowerCutRounds::Syncs::kIgnored),
              AnyOf(HasSubstr("was acknowledged and is lost"), HasSubstr("it cannot be read")));
}

// The second sync is that of the directory.
TEST_P(PowerCutTest, SaysOfNoReplacedFileThatItIsDurableWhenItIsNot) {
  const std::string path = disk_->path() + "/file";
  ASSERT_TRUE(storage::ReplaceFile(path, "old").ok());
  for (uint64_t sync = 1; sync <= 2; ++sync) {
    const int replaced = RunInChild([&] {
      BeforeSync(sync, [&] { disk_->CutPower(LoopDisk::Cut::kLosesChanges); });
      return storage::ReplaceFile(path, "new").ok() ? 0 : 1;
    });
    EXPECT_EQ(replaced, 1) << "the power went before sync " << sync;
    disk_->ComeBack();
    EXPECT_EQ(storage::ReadExistingFile(path).value(), "old");
  }
}

constexpr char kWitness[] = "witness";

// The keys of a log and of a witness.
struct Keys {
  SigningKey log = SigningKey::Generate();
  SigningKey witness = SigningKey::Generate();
};

// Records, publishes and adds cosignatures for ever, and reports each batch, and each note that is to be kept.
void PublishForEver(const std::string& directory, const Keys& keys, int out) {
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
  if (!ledger.ok()) return;
  for (uint64_t batch = CountWholeBatches(**ledger).value();; ++batch) {
    if (!(*ledger)->Append(CrashBatch(batch)).ok()) return;
    Tell(out, {Told::What::kAcknowledged, batch + 1, {}});
    const auto published = PublishCheckpoint(keys.log, "auditor", Day("2026-01-01"), ledger->get());
    if (!published.ok()) return;
    Tell(out, {Told::What::kAcknowledged, batch + 1, {published->note.ToString()}});
    if (batch % 2 == 0) continue;
    SignedNote note = published->note;
    note.signatures = {keys.witness.Cosign(kWitness, note.text, Instant("2026-01-01T00:00:00Z"))};
    const VerifierKey witness = keys.witness.PublicKey(NoteKeyType::kCosignature, kWitness);
    if (!KeepCosignature(note, witness, ledger->get()).ok()) return;
    Tell(out, {Told::What::kAcknowledged, batch + 1, {note.ToString()}});
  }
}

// Whether `note` has the text and all signatures of `other`.
bool HasAll(const SignedNote& note, const SignedNote& other) {
  return note.text == other.text &&
         std::all_of(other.signatures.begin(), other.signatures.end(), [&](const auto& each) {
           return std::find(note.signatures.begin(), note.signatures.end(), each) != note.signatures.end();
         });
}

// What was acknowledged as published is in the database, and the newest of it beside it.
int CheckKept(const Ledger& ledger, const std::vector<Told>& told) {
  const auto remembered = ReadPublishedFile(ledger.directory());
  if (!remembered.ok()) return Complain(remembered.status().ToString());
  const auto newest = NewestCheckpoint(ledger.database());
  if (!newest.ok()) return Complain(newest.status().ToString());
  for (const Told& each : told) {
    if (each.what != Told::What::kAcknowledged || each.texts.empty()) continue;
    const SignedNote note = SignedNote::Parse(each.texts[0]).value();
    const uint64_t size = Checkpoint::Parse(note.text)->size;
    const auto kept = FindCheckpoint(ledger.database(), size);
    if (!kept.ok() || !kept->has_value() || !HasAll((*kept)->note, note))
      return Complain(absl::StrCat("lost in the database: ", each.texts[0]));
    if (!remembered->has_value()) return Complain("PUBLISHED is lost");
    const uint64_t remembered_size = Checkpoint::Parse((*remembered)->text)->size;
    if (remembered_size < size || (remembered_size == size && !HasAll(**remembered, note)))
      return Complain(absl::StrCat("lost in PUBLISHED: ", each.texts[0]));
  }
  if (remembered->has_value() && !(newest->has_value() && HasAll((*newest)->note, **remembered)) &&
      Checkpoint::Parse((*remembered)->text)->size >= (*newest)->checkpoint.size)
    return Complain("PUBLISHED is ahead of the database");
  return 0;
}

int CheckAfterCut(const std::string& directory, const Keys& keys, const std::vector<Told>& told) {
  const auto report = Verify(directory, nullptr);
  if (!report.ok()) return Complain(report.status().ToString());
  if (report->findings_size() > 0) return Complain(report->DebugString());
  const auto ledger = OpenCrashLedger(directory, Ledger::Access::kWrite);
  if (!ledger.ok()) return Complain(ledger.status().ToString());
  const auto batches = CountWholeBatches(**ledger);
  if (!batches.ok()) return Complain(batches.status().ToString());
  uint64_t acknowledged = 0;
  for (const Told& each : told) acknowledged = each.what == Told::What::kAcknowledged ? each.batch : acknowledged;
  if (*batches < acknowledged) return Complain(absl::StrCat(acknowledged, " acknowledged, ", *batches, " found"));
  if (const int kept = CheckKept(**ledger, told); kept != 0) return kept;
  const auto next = PublishCheckpoint(keys.log, "auditor", Day("2026-01-01"), ledger->get());
  return next.ok() ? 0 : Complain(next.status().ToString());
}

TEST_P(PowerCutTest, LosesNoCheckpointThatWasPublished) {
  const std::string directory = disk_->path() + "/ledger";
  const Keys keys;
  uint64_t notes = 0;
  for (uint64_t seed = first_seed_; seed < first_seed_ + rounds_; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed, "; the rounds from ", first_seed_, " on led to it"));
    if ((seed - first_seed_) % kRoundsOfALedger == 0) {
      fs::remove_all(directory);
      ASSERT_EQ(RunInChild([&] { return CreateCrashLedger(directory), 0; }), 0);
    }
    const PowerCut cut = PowerCut::At(seed, kCheckpointReportsMax);
    const Interrupted writer = RunUntilPowerCut(
        cut, disk_.get(), [&](const InjectedFault*, int out) { PublishForEver(directory, keys, out); });
    for (const Told& each : writer.told) notes += each.what == Told::What::kAcknowledged ? each.texts.size() : 0;
    ASSERT_EQ(RunInChild([&] { return CheckAfterCut(directory, keys, writer.told); }), 0) << cut.ToString();
  }
  std::printf("  %llu notes were reported as kept\n", static_cast<unsigned long long>(notes));
}

// The power goes before a sync of the command, over all of them.
TEST_P(PowerCutTest, LeavesALedgerInTheMakingWholeOrAbsent) {
  const std::string directory = disk_->path() + "/ledger";
  const std::string source = disk_->path() + "/source";
  const std::string history = disk_->path() + "/history.pb";
  const std::string backups = disk_->path() + "/backups";
  ASSERT_EQ(RunInChild([&] { return Execute({"--ledger", source, "generate", "--events", "40", "--seed", "1"}); }), 0);
  ASSERT_EQ(RunInChild([&] { return Execute({"--ledger", source, "export", "log", history}); }), 0);
  ASSERT_EQ(RunInChild([&] { return Execute({"--ledger", source, "backup", backups}); }), 0);
  const std::vector<std::pair<std::vector<std::string>, uint64_t>> commands = {
      {{"--ledger", directory, "init", "--name", "test"}, 1},
      {{"--ledger", directory, "generate", "--events", "40", "--seed", "1"}, 40},
      {{"--ledger", directory, "restore", backups}, 40},
      {{"--ledger", directory, "import", "log", history}, 40}};
  for (const auto& [words, events] : commands) Sweep(words, directory, events);
}

// Otherwise it could cosign another history of the same size when the power is back.
TEST_P(PowerCutTest, AWitnessRemembersWhatItHasCosigned) {
  const std::string directory = disk_->path() + "/w1";
  const Keys keys;
  constexpr char kOrigin[] = "log.example/a";
  const VerifierKey log = keys.log.PublicKey(NoteKeyType::kEd25519, kOrigin);
  ASSERT_TRUE(MakeWitness(directory, kWitness, absl::ZeroDuration()).ok());
  ASSERT_TRUE(WatchLog(directory, log, absl::ZeroDuration()).ok());
  SignedNote note;
  note.text = Checkpoint{kOrigin, 5, Sha256("events")}.ToText();
  note.signatures = {keys.log.Sign(kOrigin, note.text)};
  const auto cosign = [&] {
    return CosignAsWitness(directory, note, std::nullopt, Instant("2026-01-01T00:00:00Z"), absl::ZeroDuration());
  };
  for (uint64_t sync = 1; sync <= 2; ++sync) {
    EXPECT_NE(RunInChild([&] {
                BeforeSync(sync, [&] { disk_->CutPower(LoopDisk::Cut::kLosesChanges); });
                return cosign().ok() ? 0 : 1;
              }),
              0)
        << "the power went before sync " << sync;
    disk_->ComeBack();
    ASSERT_TRUE(ReadWitness(directory).ok());
  }
  ASSERT_TRUE(cosign().ok());
  disk_->CutPower(LoopDisk::Cut::kLosesChanges);
  disk_->ComeBack();
  EXPECT_EQ(ReadWitness(directory)->logs().at(0).size(), 5u);
}

INSTANTIATE_TEST_SUITE_P(On, PowerCutTest, ::testing::Values(LoopDisk::Kind::kExt4, LoopDisk::Kind::kXfs),
                         [](const auto& kind) { return std::string(LoopDiskKindName(kind.param)); });

}  // namespace
}  // namespace tranche
