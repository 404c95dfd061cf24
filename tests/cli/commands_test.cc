// Messages and exit codes when something is wrong, and the behaviour on a ledger
// without history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/ledger.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Words = std::vector<std::string>;

class CommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const CommandResult made = runner_.InitVietnam("vi");
    ASSERT_EQ(made.code, 0) << made.err;
  }

  std::string Head() { return runner_.Run({"status", "--format", "json"}).out; }

  Words Plan(const std::string& unit, const std::string& amount, const std::string& effective = "2024-01-01") {
    return {"record", "plan", "--unit",   unit,   "--source",    "national",
            "--year", "2024", "--amount", amount, "--effective", effective};
  }

  // Runs `words`, which must be refused with `code` and write nothing.
  std::string Refused(const Words& words, int code) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, code) << result.out << result.err;
    EXPECT_THAT(result.err, ::testing::StartsWith("tranche: "));
    EXPECT_EQ(runner_.Run({"events", "--kind", "plan", "--format", "csv"}).out.find("PlanApproved"), std::string::npos);
    return result.err;
  }

  CommandRunner runner_;
};

TEST_F(CommandsTest, ADotGroupsThousandsInVietnameseNotation) {
  EXPECT_THAT(Refused(Plan("region:north", "1.5 tỷ"), 2),
              AllOf(HasSubstr("--amount"), HasSubstr("1.5 tỷ"), HasSubstr("1,5 tỷ")));
}

TEST_F(CommandsTest, AFractionOfAMinorUnitIsRefused) {
  EXPECT_THAT(Refused(Plan("region:north", "18,30000000001 tỷ"), 2), HasSubstr("18,30000000001 tỷ"));
}

TEST_F(CommandsTest, AmountsThatAreNegativeOrTooLargeAreRefused) {
  EXPECT_THAT(Refused(Plan("region:north", "-5 tỷ"), 2), HasSubstr("cần lớn hơn 0"));
  EXPECT_THAT(Refused(Plan("region:north", "9223372036854775808"), 2), HasSubstr("9223372036854775808"));
}

TEST_F(CommandsTest, ANegativeTrancheIsRefused) {
  EXPECT_THAT(Refused({"record", "tranche", "--tranche", "1", "--unit", "region:north", "--source", "national",
                       "--year", "2024", "--amount", "-18,3 tỷ", "--effective", "2024-05-16"},
                      2),
              HasSubstr("-18.300.000.000 VND"));
}

TEST_F(CommandsTest, ADayThatTheCalendarDoesNotHaveIsRefused) {
  EXPECT_THAT(Refused(Plan("region:north", "5 tỷ", "2023-02-29"), 2),
              AllOf(HasSubstr("--effective"), HasSubstr("2023-02-29")));
}

TEST_F(CommandsTest, UnitsThatAreUnknownOrAmbiguousAreRefusedWithCandidates) {
  EXPECT_THAT(Refused(Plan("Quảng Nm", "5 tỷ"), 2), AllOf(HasSubstr("--unit: không có đơn vị"), HasSubstr("VN63-49")));
  EXPECT_THAT(Refused(Plan("QN", "5 tỷ"), 2), AllOf(HasSubstr("VN63-22"), HasSubstr("VN63-49"), HasSubstr("VN63-51")));
}

TEST_F(CommandsTest, EveryWrongRowIsNamedInTheReadersLanguage) {
  std::ofstream(runner_.File("t.csv")) << "kind,unit_id,source,fiscal_year,effective_date,amount\n"
                                          "plan,VN63-27,national,24,2024-01-01,5\n"
                                          "transfer,VN63-27,national,2024,2024-01-01,5\n";
  EXPECT_THAT(Refused({"import", runner_.File("t.csv")}, 2),
              AllOf(HasSubstr("t.csv: dòng 2, cột fiscal_year: gặp \"24\", cần năm từ 1900 đến 9999\n"),
                    HasSubstr("t.csv: dòng 3, cột to_unit_id: còn trống, cần bên nhận; hãy điền cột to_unit_id, "
                              "to_area hoặc cả hai")));
}

TEST_F(CommandsTest, WhatCannotBeProvedIsSaidInTheReadersLanguage) {
  EXPECT_THAT(Refused({"prove", "event", "1"}, 1),
              HasSubstr("chưa mốc kiểm tra nào bao gồm sự kiện 1 (chưa công bố mốc nào)"));
  EXPECT_THAT(Refused({"prove", "event", "9999"}, 2), HasSubstr("gặp 9999, số thứ tự cuối của sổ là "));
}

TEST_F(CommandsTest, ABareCodeNeedsADate) {
  EXPECT_THAT(Refused({"balance", "--unit", "82"}, 2), AllOf(HasSubstr("VN63-82"), HasSubstr("VN34-82")));
  EXPECT_THAT(runner_.Run({"balance", "--unit", "82", "--as-of", "2024-06-30", "--format", "json"}).out,
              HasSubstr("VN63-82"));
  EXPECT_THAT(runner_.Run({"balance", "--unit", "82", "--as-of", "2025-12-31", "--format", "json"}).out,
              HasSubstr("VN34-82"));
}

TEST_F(CommandsTest, AUnitThatHasEndedIsRefusedWithItsSuccessor) {
  EXPECT_THAT(Refused(Plan("VN63-82", "5 tỷ", "2025-08-01"), 1), AllOf(HasSubstr("2025-06-30"), HasSubstr("VN34-82")));
}

TEST_F(CommandsTest, AnUnknownKindIsRefusedWithTheKnownOnes) {
  Words words = Plan("region:north", "5 tỷ");
  words[1] = "gift";
  EXPECT_THAT(Refused(words, 2), AllOf(HasSubstr("gift"), HasSubstr("disbursement"), HasSubstr("estimate")));
}

TEST_F(CommandsTest, OptionsThatTheKindDoesNotHaveAreRefused) {
  Words words = Plan("region:north", "5 tỷ");
  words.insert(words.end(), {"--to-unit", "VN63-22"});
  EXPECT_THAT(Refused(words, 2), HasSubstr("--to-unit"));
}

TEST_F(CommandsTest, AListOptionTakesOneWordAndLeavesTheNextToTheCommand) {
  const CommandResult result = runner_.Run({"record", "--area-limits", "fairs,conferences", "tranche", "--tranche", "1",
                                            "--unit", "region:north", "--source", "national", "--year", "2024",
                                            "--amount", "5 tỷ", "--effective", "2024-05-16"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.err, HasSubstr("còn 0 VND"));
}

TEST_F(CommandsTest, AStaleHeadIsRefused) {
  Words words = Plan("region:north", "5 tỷ");
  words.insert(words.end(), {"--expected-head", "3"});
  EXPECT_THAT(Refused(words, 1), HasSubstr("lệnh yêu cầu 3"));
}

TEST_F(CommandsTest, ARehearsalWritesNothing) {
  Words words = Plan("region:north", "5 tỷ");
  words.push_back("--dry-run");
  const std::string before = Head();
  EXPECT_EQ(runner_.Run(words).code, 0);
  EXPECT_EQ(Head(), before);
}

TEST_F(CommandsTest, RepeatingAKeyReturnsTheFirstReceiptAndOtherContentIsRefused) {
  Words words = Plan("region:north", "5 tỷ");
  words.insert(words.end(), {"--key", "k1", "--format", "json"});
  const CommandResult first = runner_.Run(words);
  runner_.clock().Advance(absl::Hours(1));
  const CommandResult again = runner_.Run(words);
  EXPECT_EQ(first.code + again.code, 0) << first.err << again.err;
  EXPECT_THAT(again.out, HasSubstr("\"alreadyRecorded\": true"));
  words[9] = "6 tỷ";
  const CommandResult other = runner_.Run(words);
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, AllOf(HasSubstr("số tiền"), HasSubstr("5.000.000.000"), HasSubstr("6.000.000.000")));
}

TEST_F(CommandsTest, TheEventAfterWhichNoHistoryCanFollowIsNamedBefore) {
  Words rehearsal = Plan("region:north", "5 tỷ");
  rehearsal.push_back("--dry-run");
  const std::string note = "sổ này không nhận thêm lịch sử";
  EXPECT_THAT(runner_.Run(rehearsal).out, HasSubstr(note));
  EXPECT_THAT(runner_.Run(Plan("region:north", "5 tỷ")).out, HasSubstr(note));
  EXPECT_THAT(runner_.Run(Plan("region:south", "5 tỷ")).out, ::testing::Not(HasSubstr(note)));
}

TEST_F(CommandsTest, AReversalNeedsAReasonAndIsDoneOnce) {
  Words words = Plan("region:north", "5 tỷ");
  words.insert(words.end(), {"--key", "k1"});
  ASSERT_EQ(runner_.Run(words).code, 0);
  const std::string csv = runner_.Run({"events", "--kind", "plan", "--format", "csv"}).out;
  const std::string row = csv.substr(csv.find('\n') + 1);
  const std::string sequence = row.substr(0, row.find(','));
  EXPECT_EQ(runner_.Run({"reverse", sequence}).code, 2);
  EXPECT_EQ(runner_.Run({"reverse", sequence, "--reason", "wrong year"}).code, 0);
  const CommandResult twice = runner_.Run({"reverse", sequence, "--reason", "wrong year"});
  EXPECT_EQ(twice.code, 1);
  EXPECT_THAT(twice.err, HasSubstr("đã bị đảo bởi sự kiện"));
  EXPECT_THAT(runner_.Run({"balance", "--year", "2024", "--format", "json"}).out, HasSubstr("\"plan\": \"0\""));
}

TEST_F(CommandsTest, AnEmptyLedgerAnswersZero) {
  const CommandResult result = runner_.Run({"balance", "--unit", "Quảng Ninh", "--format", "json"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("VN34-22"), HasSubstr("\"plan\": \"0\"")));
}

TEST_F(CommandsTest, KnowledgeBeyondTheHeadOrUnreadableIsRefused) {
  EXPECT_THAT(Refused({"balance", "--known-at", "99999"}, 2), HasSubstr("--known-at"));
  EXPECT_THAT(Refused({"balance", "--known-at", "yesterday"}, 2), HasSubstr("yesterday"));
}

TEST_F(CommandsTest, ASecondWriterIsToldWhoHasTheLedger) {
  auto writer = Ledger::Open(runner_.ledger(), Ledger::Access::kWrite, &runner_.clock());
  ASSERT_TRUE(writer.ok()) << writer.status();
  std::vector<std::string> words = Plan("region:north", "5 tỷ");
  words.insert(words.begin(), {"--wait", "0"});
  EXPECT_THAT(Refused(words, 4), AllOf(HasSubstr(absl::StrCat("tiến trình ", ::getpid(), " (")),
                                       HasSubstr("đã chờ 0 giây"), Not(HasSubstr("LOCK"))));
  EXPECT_EQ(runner_.Run({"balance"}).code, 0);
}

TEST_F(CommandsTest, ALedgerOfANewerVersionIsLeftAlone) {
  std::ofstream(runner_.ledger() + "/FORMAT") << "tranche ledger format 7\n";
  const CommandResult result = runner_.Run({"status"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("phiên bản tranche mới hơn"), HasSubstr("7")));
}

TEST_F(CommandsTest, DamagedBytesEndWithThree) {
  for (const auto& entry : std::filesystem::directory_iterator(runner_.ledger() + "/rocksdb")) {
    if (entry.path().extension() != ".log") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(200);
    file.put('\x7f');
  }
  EXPECT_EQ(runner_.Run({"verify"}).code, 3);
  EXPECT_EQ(runner_.Run({"status"}).code, 3);
}

TEST(CommandsWithoutLedgerTest, AMissingLedgerIsNamedWithWhatToDo) {
  CommandRunner runner;
  const CommandResult result = runner.Run({"balance"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, AllOf(HasSubstr("không có sổ ở"), HasSubstr("init")));
}

TEST(CommandsWithoutLedgerTest, AFileIsNoLedger) {
  CommandRunner runner;
  std::ofstream(runner.ledger()) << "hello";
  for (const Words& words : {Words{"status"}, Words{"init"}, Words{"verify"}, Words{"rebuild"}}) {
    const CommandResult result = runner.Run(words);
    EXPECT_EQ(result.code, words.front() == "init" ? 1 : 2) << words.front();
    EXPECT_THAT(result.err, HasSubstr("là một tệp")) << words.front();
  }
}

TEST(CommandsWithoutLedgerTest, InitRefusesALedgerThatIsThereAndLeavesNothingOfOneThatFails) {
  CommandRunner runner;
  EXPECT_EQ(runner.Run({"init", "--geography", "/nowhere"}).code, 4);
  EXPECT_FALSE(std::filesystem::exists(runner.ledger()));
  EXPECT_EQ(runner.Run({"init"}).code, 0);
  const CommandResult again = runner.Run({"init"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("đã có sổ ở"));
}

TEST(CommandsWithoutLedgerTest, WrongUsageEndsWithTwoAndHelpWithZero) {
  CommandRunner runner;
  EXPECT_EQ(runner.Run({"fly"}).code, 2);
  EXPECT_EQ(runner.Run({"balance", "--colour"}).code, 2);
  EXPECT_EQ(runner.Run({"help", "fly"}).code, 2);
  for (const char* command : {"init", "record", "reverse", "import", "balance", "explain", "restate", "events",
                              "reconcile", "replay", "rebuild", "verify", "status", "demo", "generate"}) {
    const CommandResult help = runner.Run({"help", command});
    EXPECT_EQ(help.code, 0) << command;
    EXPECT_THAT(help.out, AllOf(HasSubstr("Ví dụ:"), HasSubstr(std::string("tranche ") + command)));
  }
}

TEST(CommandsWithoutLedgerTest, HelpListsTheCommandsInTheReadersLanguage) {
  CommandRunner runner;
  for (const Words& words : {Words{"help"}, Words{"--help"}}) {
    const CommandResult help = runner.Run(words);
    EXPECT_THAT(help.out, AllOf(HasSubstr("\n  balance "), HasSubstr("Cách dùng"), HasSubstr("--lang en help")));
  }
  const CommandResult help = runner.Run({"--lang", "en", "help"});
  EXPECT_THAT(help.out, AllOf(HasSubstr("\n  balance "), HasSubstr("Usage: tranche"), HasSubstr("Exit codes")));
}

TEST(CommandsWithoutLedgerTest, TheDemoWalksThroughToItsEnd) {
  CommandRunner runner;
  const CommandResult demo = runner.Run({"demo", "--data", TRANCHE_SOURCE_DIR "/data", "--lang", "en"});
  EXPECT_EQ(demo.code, 0) << demo.err;
  EXPECT_THAT(demo.out, AllOf(HasSubstr("53,200,000,000"), HasSubstr("9,800,000,000"), HasSubstr("46,340,000,000"),
                              HasSubstr("VN34-79")));
}

TEST(CommandsWithoutLedgerTest, ADemoThatCannotBePrintedSaysSo) {
  std::ofstream full("/dev/full");
  std::ostringstream err;
  FakeClock clock(absl::FromUnixSeconds(1795316400));
  const CommandLine line = ReadCommandLine({"demo", "--data", TRANCHE_SOURCE_DIR "/data", "--lang", "en"}, 100);
  EXPECT_EQ(RunCommand(line.arguments, {full, err, false, false, clock, 100}), 4);
  EXPECT_THAT(err.str(), AllOf(HasSubstr("the output could not be written"), Not(HasSubstr("ended with"))));
}

TEST(RulesCommandTest, ANewerVersionIsRehearsedAdoptedAndListed) {
  CommandRunner runner;
  ASSERT_EQ(runner.InitVietnam("en").code, 0);
  const CommandResult listed = runner.Run({"rules", "--format", "json"});
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_THAT(listed.out, HasSubstr("\"inForce\": 5"));
  EXPECT_THAT(runner.Run({"rules"}).out, HasSubstr("a refund goes back to a line that was paid"));
  EXPECT_THAT(runner.Run({"rules", "--lang", "vi"}).out, HasSubstr("chỉ hoàn trả về dòng"));
  const CommandResult again = runner.Run({"rules", "adopt", "5", "--reason", "decision 17"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, HasSubstr("version 5 is in force"));
  EXPECT_THAT(runner.Run({"rules", "adopt", "6", "--reason", "why"}).err, HasSubstr("get a newer version of tranche"));
  EXPECT_THAT(runner.Run({"rules", "adopt", "5"}).err, HasSubstr("--reason is missing"));
}

TEST_F(CommandsTest, AWordThatIsMistypedGetsTheNearestOne) {
  const auto said = [&](const Words& words) { return runner_.Run(words).err; };
  EXPECT_THAT(said({"balanc"}), HasSubstr("không có lệnh \"balanc\"; có phải là balance?"));
  EXPECT_THAT(said({"help", "expalin"}), HasSubstr("có phải là explain?"));
  EXPECT_THAT(said({"balance", "--unti", "VN"}), HasSubstr("không có tùy chọn --unti; có phải là --unit?"));
  EXPECT_THAT(said({"record", "--unitt", "VN"}), HasSubstr("có phải là --unit?"));
  EXPECT_THAT(said({"status", "--format", "jsn"}),
              HasSubstr("gặp \"jsn\", cần một trong: table, json, csv; có phải là json?"));
  EXPECT_THAT(said({"--lang", "en", "status", "--format", "xml"}),
              HasSubstr("found \"xml\", wanted one of table, json, csv"));
  EXPECT_THAT(said({"events", "--kind", "disbursment"}), HasSubstr("có phải là disbursement?"));
  Words plan = Plan("VN", "5 tỷ");
  plan[1] = "paln";
  EXPECT_THAT(said(plan), HasSubstr("có phải là plan?"));
}

TEST_F(CommandsTest, SaysItsVersion) {
  const CommandResult result = runner_.Run({"--version"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, ::testing::MatchesRegex("tranche [0-9.]+\n"));
}

TEST_F(CommandsTest, ListsUnitsSourcesAndAreas) {
  EXPECT_THAT(runner_.Run({"units", "--on", "2025-07-01", "--format", "csv"}).out,
              AllOf(HasSubstr("VN34-01,"), ::testing::Not(HasSubstr("VN63-82,"))));
  EXPECT_THAT(runner_.Run({"units"}).out, AllOf(HasSubstr("VN63-82"), HasSubstr("VN34-82")));
  EXPECT_THAT(runner_.Run({"sources"}).out, HasSubstr("national"));
  EXPECT_THAT(runner_.Run({"areas", "--format", "json"}).out, HasSubstr("\"termId\": \"fairs\""));
}

}  // namespace
}  // namespace tranche
