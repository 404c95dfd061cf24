// `tranche backup` and `tranche restore`, as typed by a user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

class BackupCommandsTest : public ::testing::Test {
 protected:
  BackupCommandsTest() { EXPECT_EQ(runner_.InitHistory("en").code, 0); }

  CommandResult RunIn(const std::string& ledger, const Words& words) { return runner_.RunIn(ledger, words); }

  CommandRunner runner_;
  std::string backups_ = runner_.File("backups");
  std::string restored_ = runner_.File("restored");
};

TEST_F(BackupCommandsTest, ARestoredLedgerAnswersTheSame) {
  const CommandResult backup = runner_.Run({"backup", backups_});
  EXPECT_EQ(backup.code, 0) << backup.err;
  EXPECT_THAT(backup.out,
              AllOf(HasSubstr("Merkle root:"), HasSubstr("Backups kept"), HasSubstr("2026-11-22 10:00:00 +07:00")));
  const CommandResult restore = RunIn(restored_, {"restore", backups_});
  EXPECT_EQ(restore.code, 0) << restore.err;
  for (const Words& question : {Words{"balance", "--by", "unit,year"}, Words{"events"}, Words{"reconcile"}})
    EXPECT_EQ(RunIn(restored_, question).out, runner_.Run(question).out);
  EXPECT_EQ(RunIn(restored_, {"verify"}).code, 0);
}

// The backup lacks what was published after it.
TEST_F(BackupCommandsTest, ARestoredLedgerSignsNothingUntilTheNewestCheckpointIsShownOrGivenUp) {
  const std::string published = runner_.File("published.checkpoint");
  ASSERT_EQ(runner_.Run({"backup", backups_}).code, 0);
  const CommandResult newest = runner_.Run({"checkpoint"});
  ASSERT_EQ(newest.code, 0) << newest.err;
  std::ofstream(published) << newest.out;
  ASSERT_EQ(RunIn(restored_, {"restore", backups_}).code, 0);
  std::filesystem::copy(runner_.ledger() + "/checkpoint.key", restored_ + "/checkpoint.key");
  const CommandResult refused = RunIn(restored_, {"checkpoint"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("--newest-published FILE"), HasSubstr("--given-up REASON")));
  EXPECT_EQ(RunIn(restored_, {"checkpoint", "--newest-published", published}).code, 3) << "its events are not there";
  EXPECT_EQ(RunIn(restored_, {"checkpoint", "--newest-published", published, "--given-up", "x"}).code, 2);
  EXPECT_EQ(RunIn(restored_, {"checkpoint", "--given-up", "the disk burnt"}).code, 0);
  EXPECT_THAT(RunIn(restored_, {"events", "--format", "json"}).out,
              HasSubstr("published checkpoints given up: the disk burnt"));
  EXPECT_EQ(RunIn(restored_, {"verify"}).code, 0);
}

TEST_F(BackupCommandsTest, ARestoredLedgerSignsOnceTheNewestCheckpointIsShown) {
  const std::string published = runner_.File("published.checkpoint");
  std::ofstream(published) << runner_.Run({"checkpoint"}).out;
  ASSERT_EQ(runner_.Run({"backup", backups_}).code, 0);
  ASSERT_EQ(RunIn(restored_, {"restore", backups_}).code, 0);
  std::filesystem::copy(runner_.ledger() + "/checkpoint.key", restored_ + "/checkpoint.key");
  ASSERT_EQ(RunIn(restored_, {"checkpoint"}).code, 1);
  const CommandResult shown = RunIn(restored_, {"checkpoint", "--newest-published", published});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_EQ(RunIn(restored_, {"checkpoint"}).code, 0);
}

TEST_F(BackupCommandsTest, TellProgramsTheSame) {
  const CommandResult backup = runner_.Run({"backup", backups_, "--format", "json"});
  EXPECT_THAT(backup.out, AllOf(HasSubstr("\"backupId\": 1"), HasSubstr("\"newBytes\": \""), HasSubstr("\"kept\": [")));
  const CommandResult csv = runner_.Run({"backup", backups_, "--format", "csv", "--keep", "1"});
  EXPECT_THAT(csv.out, AllOf(StartsWith("directory,backup_id,ledger_id,head,root,"), HasSubstr("backups,2,")));
  const CommandResult restore = RunIn(restored_, {"restore", backups_, "--format", "json"});
  EXPECT_THAT(restore.out, AllOf(HasSubstr("\"backupId\": 2"), HasSubstr("\"rowsRebuilt\": \"0\"")));
}

TEST_F(BackupCommandsTest, ExitCodesTellWhatWentWrong) {
  EXPECT_EQ(RunIn(restored_, {"restore", backups_}).code, 4);
  EXPECT_EQ(RunIn(restored_, {"backup", backups_}).code, 2);
  EXPECT_EQ(RunIn(runner_.ledger() + "/FORMAT", {"backup", backups_}).code, 2);
  EXPECT_EQ(runner_.Run({"backup"}).code, 2);
  EXPECT_EQ(runner_.Run({"backup", backups_, "--keep", "0"}).code, 2);
  ASSERT_EQ(runner_.Run({"backup", backups_}).code, 0);
  EXPECT_EQ(runner_.Run({"restore", backups_}).code, 1);
  EXPECT_EQ(RunIn(restored_, {"restore", backups_, "--backup", "9"}).code, 2);
  std::filesystem::resize_file(backups_ + "/private/1/CURRENT", 3);
  const CommandResult damaged = RunIn(restored_, {"restore", backups_});
  EXPECT_EQ(damaged.code, 3);
  EXPECT_THAT(damaged.err, AllOf(HasSubstr("bản sao lưu 1"), HasSubstr("không khôi phục gì")));
  EXPECT_FALSE(std::filesystem::exists(restored_));
}

}  // namespace
}  // namespace tranche
