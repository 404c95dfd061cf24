// What the commands say of a ledger whose files are missing or damaged, and how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class DamagedLedgerTest : public ::testing::Test {
 protected:
  DamagedLedgerTest() { EXPECT_EQ(runner_.InitHistory("en").code, 0); }

  // The ledger with which each case begins.
  const std::string& Copy() {
    fs::remove_all(copy_);
    fs::copy(runner_.ledger(), copy_, fs::copy_options::recursive);
    return copy_;
  }

  static std::string InDatabase(const std::string& ledger, const std::string& beginning, const std::string& end) {
    for (const auto& entry : fs::directory_iterator(ledger + "/rocksdb")) {
      const std::string name = entry.path().filename().string();
      if (absl::StartsWith(name, beginning) && absl::EndsWith(name, end)) return entry.path().string();
    }
    ADD_FAILURE() << "no file " << beginning << "..." << end;
    return "";
  }

  static void Write(const std::string& path, const std::string& content) { std::ofstream(path) << content; }

  static void Flip(const std::string& path, std::streamoff at) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const char byte = static_cast<char>(file.get());
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 0x20));
  }

  // Every command that opens the ledger ends with 3 and says what to do next.
  void ExpectDamaged(const std::string& what) {
    const std::vector<Words> commands = {{"balance"},
                                         {"record", "plan", "--unit", "region:north", "--source", "national", "--year",
                                          "2031", "--amount", "1", "--effective", "2031-01-01"},
                                         {"rebuild"},
                                         {"backup", runner_.File("backups")}};
    for (Words words : commands) {
      words.insert(words.begin(), {"--lang", "en"});
      const CommandResult result = runner_.RunIn(copy_, words);
      EXPECT_EQ(result.code, 3) << what << ": " << words[2] << ": " << result.err;
      EXPECT_THAT(result.err, HasSubstr("from a backup")) << what << ": " << words[2];
    }
    const CommandResult verified = runner_.RunIn(copy_, {"--lang", "en", "verify"});
    EXPECT_EQ(verified.code, 3) << what << ": " << verified.err;
    EXPECT_THAT(verified.out, HasSubstr("from a backup")) << what;
  }

  CommandRunner runner_;
  std::string copy_ = runner_.File("copy");
};

TEST_F(DamagedLedgerTest, AMissingFileIsDamageAndTheWayBackIsABackup) {
  fs::remove(Copy() + "/FORMAT");
  ExpectDamaged("FORMAT");
  for (const char* name : {"CURRENT", "MANIFEST-", "0000"}) {
    fs::remove(InDatabase(Copy(), name, absl::StrContains(name, "0") ? ".sst" : ""));
    ExpectDamaged(name);
  }
  fs::remove_all(Copy() + "/rocksdb");
  ExpectDamaged("rocksdb");
}

TEST_F(DamagedLedgerTest, ADamagedFileIsDamageAndTheWayBackIsABackup) {
  for (const char* name : {"CURRENT", "MANIFEST-"}) {
    Write(InDatabase(Copy(), name, ""), "garbage\n");
    ExpectDamaged(name);
  }
  Write(Copy() + "/FORMAT", "garbage\n");
  ExpectDamaged("FORMAT");
  const std::string table = InDatabase(Copy(), "0000", ".sst");
  Flip(table, 100);
  ExpectDamaged("a table");
}

TEST_F(DamagedLedgerTest, DamageThatSaysNothingElseSendsToVerify) {
  Write(InDatabase(Copy(), "CURRENT", ""), "garbage\n");
  EXPECT_THAT(runner_.RunIn(copy_, {"--lang", "en", "status"}).err,
              AllOf(HasSubstr("`tranche verify` says what is damaged"), HasSubstr("`tranche rebuild`")));
}

TEST_F(DamagedLedgerTest, ARebuildDoesNotAdviseItself) {
  fs::remove(InDatabase(Copy(), "CURRENT", ""));
  EXPECT_THAT(runner_.RunIn(copy_, {"--lang", "en", "rebuild"}).err,
              AllOf(HasSubstr("restore the ledger from a backup"), Not(HasSubstr("`tranche rebuild`"))));
}

TEST_F(DamagedLedgerTest, DamageOfTheIndexAloneIsRebuilt) {
  fs::remove_all(copy_);
  ASSERT_EQ(runner_.RunIn(copy_, {"generate", "--events", "20000", "--seed", "1"}).code, 0);
  std::vector<std::string> tables;
  for (const auto& entry : fs::directory_iterator(copy_ + "/rocksdb")) {
    if (entry.path().extension() == ".sst") tables.push_back(entry.path().string());
  }
  std::sort(tables.begin(), tables.end());
  ASSERT_FALSE(tables.empty());
  Flip(tables.back(), 100);  // that of the index is written last
  const CommandResult asked = runner_.RunIn(copy_, {"--lang", "en", "balance"});
  EXPECT_EQ(asked.code, 3);
  EXPECT_THAT(asked.err, AllOf(HasSubstr("index: "), HasSubstr("`tranche rebuild`")));
  const CommandResult verified = runner_.RunIn(copy_, {"--lang", "en", "verify"});
  EXPECT_EQ(verified.code, 3) << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("`tranche rebuild`"));
  EXPECT_EQ(runner_.RunIn(copy_, {"rebuild"}).code, 1);
  EXPECT_EQ(runner_.RunIn(copy_, {"verify"}).code, 0);
}

TEST_F(DamagedLedgerTest, ManyFindingsOfOneKindAreOneRowForPeopleAndAllOfThemForPrograms) {
  fs::remove_all(copy_);
  ASSERT_EQ(runner_.RunIn(copy_, {"generate", "--events", "20000", "--seed", "1"}).code, 0);
  std::vector<std::string> tables;
  for (const auto& entry : fs::directory_iterator(copy_ + "/rocksdb")) {
    if (entry.path().extension() == ".sst" && entry.file_size() > 100'000) tables.push_back(entry.path().string());
  }
  std::sort(tables.begin(), tables.end());
  ASSERT_FALSE(tables.empty());
  Flip(tables.front(), 100);
  const std::string shown = runner_.RunIn(copy_, {"--lang", "en", "verify"}).out;
  EXPECT_LT(std::count(shown.begin(), shown.end(), '\n'), 15) << shown;
  const std::string csv = runner_.RunIn(copy_, {"verify", "--format", "csv"}).out;
  EXPECT_GT(std::count(csv.begin(), csv.end(), '\n'), 100) << csv;
}

TEST_F(DamagedLedgerTest, BackupsThatAreDamagedEndTheRestore) {
  const std::string backups = runner_.File("backups");
  ASSERT_EQ(runner_.Run({"backup", backups}).code, 0);
  fs::rename(backups + "/meta", runner_.File("meta"));
  const CommandResult lost = runner_.RunIn(copy_, {"--lang", "en", "restore", backups});
  EXPECT_EQ(lost.code, 3) << lost.err;
  EXPECT_THAT(lost.err, HasSubstr("another directory of backups"));
  Write(backups + "/BACKUPS", "garbage\n");
  EXPECT_EQ(runner_.RunIn(copy_, {"restore", backups}).code, 3);
}

TEST_F(DamagedLedgerTest, NoLedgerIsMadeOverOneThatHasLostItsFormat) {
  fs::remove(Copy() + "/FORMAT");
  const CommandResult result = runner_.RunIn(copy_, {"--lang", "en", "init"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("FORMAT is missing"), HasSubstr("from a backup"), Not(HasSubstr("remove"))));
}

TEST_F(DamagedLedgerTest, ADirectoryThatIsNoLedgerIsNotDamaged) {
  fs::create_directory(copy_);
  EXPECT_EQ(runner_.RunIn(copy_, {"status"}).code, 2);
  Write(copy_ + "/HEAD", "ref: refs/heads/main\n");  // of git
  EXPECT_EQ(runner_.RunIn(copy_, {"status"}).code, 2);
  EXPECT_EQ(runner_.RunIn(runner_.File("nowhere"), {"status"}).code, 2);
}

TEST_F(DamagedLedgerTest, ALedgerIsRefusedWhereThereIsSomethingElse) {
  const auto init = [&](const std::string& place) { return runner_.RunIn(place, {"--lang", "en", "init"}); };
  EXPECT_EQ(init(runner_.ledger()).code, 1);
  EXPECT_EQ(init(runner_.ledger() + "/inner").code, 1);
  Write(runner_.File("letter.txt"), "dear");
  EXPECT_EQ(init(runner_.File("letter.txt")).code, 1);
  fs::create_directory(copy_);
  Write(copy_ + "/letter.txt", "dear");
  const CommandResult among_others = init(copy_);
  EXPECT_EQ(among_others.code, 1);
  EXPECT_THAT(among_others.err, Not(HasSubstr("remove")));
}

TEST_F(DamagedLedgerTest, ACosignedNoteOfSomethingElseIsRefused) {
  const CommandResult first = runner_.Run({"checkpoint"});
  ASSERT_EQ(first.code, 0) << first.err;
  const std::string other = runner_.File("other");
  ASSERT_EQ(runner_.RunIn(other, {"init", "--name", "other"}).code, 0);
  Write(runner_.File("other.note"), runner_.RunIn(other, {"checkpoint"}).out);
  ASSERT_EQ(runner_.Run({"key", "generate", "--file", runner_.File("w.key")}).code, 0);
  const CommandResult shown =
      runner_.Run({"key", "show", "--file", runner_.File("w.key"), "--name", "witness.example/w"});
  ASSERT_EQ(shown.code, 0) << shown.err;
  Write(runner_.File("w.pub"), shown.out);
  Write(runner_.File("unsigned.note"), first.out);
  for (const char* note : {"other.note", "unsigned.note"}) {
    const CommandResult result =
        runner_.Run({"checkpoint", "--cosigned", runner_.File(note), "--witness", runner_.File("w.pub")});
    EXPECT_EQ(result.code, 1) << note << ": " << result.err;
  }
}

}  // namespace
}  // namespace tranche
