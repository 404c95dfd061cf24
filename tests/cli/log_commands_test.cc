// `tranche export log` and `tranche import log`, as typed by a user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

class LogCommandsTest : public ::testing::Test {
 protected:
  LogCommandsTest() { EXPECT_EQ(runner_.InitHistory("en").code, 0); }

  CommandResult Import(const Words& words) {
    Words all = {"import", "log"};
    all.insert(all.end(), words.begin(), words.end());
    return runner_.RunIn(imported_, all);
  }

  // The value of "name" in one line of a report.
  std::string ValueOf(const std::string& name, const std::string& report) {
    const size_t at = report.find(name);
    if (at == std::string::npos) return "";
    const size_t begin = report.find_first_not_of(' ', at + name.size());
    return report.substr(begin, report.find('\n', begin) - begin);
  }

  CommandRunner runner_;
  std::string imported_ = runner_.File("imported");
};

TEST_F(LogCommandsTest, TheImportedHistoryAnswersTheSame) {
  for (const char* name : {"history.pb", "history.jsonl"}) {
    const CommandResult exported = runner_.Run({"export", "log", runner_.File(name)});
    ASSERT_EQ(exported.code, 0) << exported.err;
    const CommandResult imported = Import({runner_.File(name), "--lang", "en"});
    ASSERT_EQ(imported.code, 0) << imported.err;
    EXPECT_NE(ValueOf("Merkle root:", exported.out), "");
    EXPECT_EQ(ValueOf("Merkle root:", exported.out), ValueOf("Merkle root:", imported.out));
    for (const Words& question : {Words{"balance", "--by", "unit,year"}, Words{"events"}, Words{"reconcile"}})
      EXPECT_EQ(runner_.RunIn(imported_, question).out, runner_.Run(question).out);
    EXPECT_EQ(runner_.RunIn(imported_, {"verify"}).code, 0);
    fs::remove_all(imported_);
  }
}

TEST_F(LogCommandsTest, StandardOutputHasTheHistoryAndNothingElse) {
  const CommandResult shown = runner_.Run({"export", "log", "-", "--as", "jsonl"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out, StartsWith("{\"sequence\":\"1\""));
  EXPECT_THAT(shown.err, HasSubstr("Merkle root:"));
  std::ofstream(runner_.File("shown.jsonl")) << shown.out;
  EXPECT_EQ(Import({runner_.File("shown.jsonl")}).code, 0);
}

TEST_F(LogCommandsTest, TellProgramsTheSame) {
  const std::string file = runner_.File("history");
  EXPECT_THAT(runner_.Run({"export", "log", file, "--format", "json"}).out,
              AllOf(HasSubstr("\"form\": \"pb\""), HasSubstr("\"events\": \"281\"")));
  EXPECT_THAT(Import({file, "--format", "csv"}).out,
              AllOf(StartsWith("directory,file,form,ledger_id,events,root\n"), HasSubstr(",pb,")));
}

TEST_F(LogCommandsTest, TheRootCanBeDemanded) {
  const std::string file = runner_.File("history.pb");
  const std::string root = ValueOf("Merkle root:", runner_.Run({"export", "log", file}).out);
  EXPECT_EQ(Import({file, "--root", "AAAA"}).code, 2);
  const CommandResult refused = Import({file, "--root", std::string(43, 'A') + "="});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr(root));
  EXPECT_FALSE(fs::exists(imported_));
  EXPECT_EQ(Import({file, "--root", root}).code, 0);
}

TEST_F(LogCommandsTest, ExitCodesTellWhatWentWrong) {
  const std::string file = runner_.File("history.pb");
  EXPECT_EQ(Import({file}).code, 4);
  ASSERT_EQ(runner_.Run({"export", "log", file}).code, 0);
  EXPECT_EQ(runner_.Run({"import", "log", file}).code, 1);
  EXPECT_EQ(runner_.Run({"export", "log", runner_.File("no/where")}).code, 4);
  fs::resize_file(file, fs::file_size(file) - 1);
  const CommandResult cut = Import({file});
  EXPECT_EQ(cut.code, 3);
  EXPECT_THAT(cut.err, AllOf(HasSubstr("history.pb: byte "), HasSubstr("không nhập gì")));
  EXPECT_FALSE(fs::exists(imported_));
}

TEST_F(LogCommandsTest, AFailedExportLeavesTheFileAsItWas) {
  std::ofstream(runner_.File("history.pb")) << "older";
  EXPECT_EQ(runner_.RunIn(imported_, {"export", "log", runner_.File("history.pb")}).code, 2);
  EXPECT_EQ(fs::file_size(runner_.File("history.pb")), 5u);
  EXPECT_FALSE(fs::exists(runner_.File("history.pb.unfinished")));
}

TEST_F(LogCommandsTest, TheTwoImportsAreToldApart) {
  EXPECT_THAT(runner_.Run({"import"}).err, HasSubstr("a file is required, or log and a file"));
  EXPECT_EQ(runner_.Run({"import", "log"}).code, 2);
  EXPECT_EQ(runner_.Run({"export"}).code, 2);
  EXPECT_THAT(runner_.Run({"import", "--dry-run", "log", "x"}).err, HasSubstr("--dry-run is not for import log"));
  const std::string help = runner_.Run({"help", "import"}).out;
  EXPECT_THAT(help, AllOf(HasSubstr("--dry-run"), HasSubstr("tranche import log"), HasSubstr("--root")));
  EXPECT_THAT(runner_.Run({"help", "export"}).out, HasSubstr("tranche export log"));
}

}  // namespace
}  // namespace tranche
