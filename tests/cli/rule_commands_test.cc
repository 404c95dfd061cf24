// rules, --deviation and report exceptions on the command line, in both languages, with the rules that the project
// ships.
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

// Hà Nội, national, 2024: a plan and tranche 1 of 1,000 m, a contract HD-01 of 200 m for fairs.
class RuleCommandsTest : public ::testing::Test {
 protected:
  RuleCommandsTest() {
    EXPECT_EQ(runner_.InitVietnam("en").code, 0);
    Done(Joined({"record", "plan", "--amount", "1000 million", "--effective", "2024-01-02"}, Line()));
    Done(Joined({"record", "tranche", "--tranche", "1", "--amount", "1000 million", "--effective", "2024-01-02"},
                Line()));
    Done(Joined({"record", "commitment", "--number", "HD-01", "--area", "fairs", "--amount", "200 million",
                 "--effective", "2024-02-01"},
                Line()));
  }

  static Words Line() { return {"--unit", "VN63-01", "--source", "national", "--year", "2024"}; }
  static Words Joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  static Words Advance(const std::string& amount) {
    return Joined({"record", "advance", "--commitment", "HD-01", "--area", "fairs", "--amount", amount, "--effective",
                   "2024-03-01"},
                  Line());
  }
  std::string Done(const Words& words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 0) << result.err;
    return result.out;
  }
  std::string Refused(const Words& words, int code = 1) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, code) << result.out << result.err;
    return result.err;
  }
  void ImportRules() { Done({"import", TRANCHE_SOURCE_DIR "/data/rules.csv"}); }

  CommandRunner runner_;
};

TEST_F(RuleCommandsTest, TheShippedRulesAreListedByDayWithTheirSource) {
  EXPECT_THAT(Done({"rules"}), AllOf(HasSubstr("version in force"), HasSubstr("(none)")));
  ImportRules();
  EXPECT_THAT(Done({"rules", "--as-of", "2015-06-30"}),
              AllOf(HasSubstr("Spending rules in force on 2015-06-30"), HasSubstr("advance-rate/fairs"),
                    HasSubstr("at most 70%"), HasSubstr("Circular 36/2013/TT-BCT, articles 13-16"),
                    HasSubstr("at most 500,000,000"), Not(HasSubstr("last-day-spend"))));
  EXPECT_THAT(Done({"rules", "--format", "csv"}),
              AllOf(HasSubstr("rule_id,"), HasSubstr("last-day-adjust"), HasSubstr("Law 89/2025/QH15"),
                    Not(HasSubstr("Law 83/2015/QH13, general knowledge"))));
  EXPECT_THAT(Done({"--lang", "vi", "rules", "--as-of", "2015-06-30"}),
              AllOf(HasSubstr("Quy định chi có hiệu lực vào ngày 2015-06-30"), HasSubstr("tối đa 70%"),
                    HasSubstr("từ chối nếu không có quyết định")));
  EXPECT_THAT(Done({"rules", "--known-at", "3"}), HasSubstr("(none)"));
}

// Acceptance case 7.
TEST_F(RuleCommandsTest, ADayOfTheYearIsReadInOneWayOnly) {
  ImportRules();
  EXPECT_THAT(Done({"rules", "--as-of", "2026-01-31"}),
              AllOf(HasSubstr("first day, 1 February of the year after"),
                    HasSubstr("last day, 15 December of the budget year"), HasSubstr("authority, minister")));
  EXPECT_THAT(Done({"--lang", "vi", "rules", "--as-of", "2026-01-31"}),
              AllOf(HasSubstr("ngày 01/02 năm sau"), HasSubstr("ngày 15/12 của năm ngân sách"), HasSubstr("bộ trưởng"),
                    Not(HasSubstr("minister"))));
}

TEST_F(RuleCommandsTest, AnAdvanceOverItsRateTakesADecisionAndIsListed) {
  Done(Advance("1 million"));
  ImportRules();
  EXPECT_THAT(Refused(Advance("141 million")),
              AllOf(HasSubstr("advance-rate/fairs"), HasSubstr("wanted at most 139,000,000 VND"),
                    HasSubstr("--deviation advance-rate/fairs")));
  EXPECT_THAT(
      Refused(Joined({"--lang", "vi"}, Advance("141 triệu"))),
      AllOf(HasSubstr("tạm ứng tối đa 70%"), HasSubstr("tối đa 139.000.000 VND"), HasSubstr("Circular 36/2013")));
  EXPECT_THAT(Refused(Joined(Advance("141 million"), {"--deviation", "advance-rate/fairs"}), 2),
              AllOf(HasSubstr("--deviation"), HasSubstr("`--document` is the number of the decision")));
  EXPECT_THAT(Refused(Joined(Advance("141 million"), {"--deviation", "no-rule", "--document", "881/QD-BCT"}), 2),
              HasSubstr("unknown rule \"no-rule\""));
  EXPECT_THAT(Done(Joined(Advance("141 million"), {"--deviation", "advance-rate/fairs", "--document", "881/QD-BCT"})),
              HasSubstr("881/QD-BCT; advance-rate/fairs"));
  EXPECT_THAT(Done({"report", "exceptions", "--year", "2024", "--only", "deviation"}),
              AllOf(HasSubstr("deviation from a rule"), HasSubstr("advance-rate/fairs"), HasSubstr("141,000,000"),
                    HasSubstr("881/QD-BCT")));
  EXPECT_THAT(
      Done({"--lang", "vi", "report", "exceptions", "--year", "2024"}),
      AllOf(HasSubstr("Danh sách ngoại lệ"), HasSubstr("ngoại lệ so với quy định"), HasSubstr("tạm ứng kéo dài")));
  EXPECT_THAT(Done({"report", "exceptions", "--format", "csv", "--only", "advance"}),
              AllOf(HasSubstr("exception,sequence,kind"), HasSubstr("advance,"), HasSubstr(",141000000,")));
  EXPECT_THAT(Refused({"report", "exceptions", "--only", "odd"}, 2), HasSubstr("deviation"));
  EXPECT_THAT(Done({"verify"}), HasSubstr("healthy"));
}

TEST_F(RuleCommandsTest, AnAdvanceWithoutAContractIsQuestionedOnTheReceipt) {
  ImportRules();
  const Words advance =
      Joined({"record", "advance", "--area", "fairs", "--amount", "5 million", "--effective", "2024-03-01"}, Line());
  EXPECT_THAT(Done(advance), AllOf(HasSubstr("advance-rate/fairs"), HasSubstr("question: a spending rule")));
  EXPECT_THAT(Done({"report", "exceptions", "--only", "question", "--format", "json"}),
              HasSubstr("\"advance-rate/fairs\""));
}

TEST_F(RuleCommandsTest, ARowOfAFileNamesItsDeviations) {
  ImportRules();
  const std::string file = runner_.File("payments.csv");
  const std::string header =
      "kind,unit_id,source,fiscal_year,effective_date,amount,area,deviations,document_number\n"
      "disbursement,VN63-01,national,2024,2025-01-20,5 million,fairs,";
  const auto write = [&](const std::string& rest) { std::ofstream(file) << header << rest << "\n"; };
  write(",");
  EXPECT_THAT(Refused({"import", file}), AllOf(HasSubstr("line 2"), HasSubstr("last-day-spend")));
  write("last-day-spend,");
  EXPECT_THAT(Refused({"import", file}, 2), AllOf(HasSubstr("line 2"), HasSubstr("column deviations")));
  write("last-day-spend,881/QD-BCT");
  Done({"import", file});
  EXPECT_THAT(Done({"report", "exceptions", "--only", "deviation", "--as-of", "2025-12-31"}),
              HasSubstr("last-day-spend"));
}

// Whatever lets money lapse: one event, what is free of a year, a row of a file.
TEST_F(RuleCommandsTest, NothingLapsesBeforeItsDay) {
  ImportRules();
  const Words year = {"carry-over", "--year", "2024", "--unit", "VN63-01", "--lapse-rest", "--effective"};
  const Words lapse = Joined({"record", "lapse", "--amount", "5 million", "--effective"}, {"2025-01-31"});
  EXPECT_THAT(Refused(Joined(lapse, Line())),
              AllOf(HasSubstr("lapse-from"), HasSubstr("wanted 2025-02-01 or a later day")));
  EXPECT_THAT(Refused(Joined(year, {"2025-01-31"})), AllOf(HasSubstr("lapse-from"), HasSubstr("2025-02-01")));
  const std::string file = runner_.File("lapses.csv");
  std::ofstream(file) << "kind,unit_id,source,fiscal_year,effective_date,amount\n"
                         "lapse,VN63-01,national,2024,2025-01-31,5 million\n";
  EXPECT_THAT(Refused({"import", file}), AllOf(HasSubstr("line 2"), HasSubstr("lapse-from")));
  EXPECT_THAT(Done(Joined(year, {"2025-02-01"})), AllOf(HasSubstr("lapse"), HasSubstr("800,000,000")));
  EXPECT_THAT(Done({"verify"}), HasSubstr("healthy"));
}

// In force from 2026-01-01 on. VN34-01 is Hà Nội after the mergers, which carries over to itself.
TEST_F(RuleCommandsTest, AYearIsCarriedOverInACaseOfTheLaw) {
  const Words line = {"--unit", "VN34-01", "--source", "national", "--year", "2025", "--effective", "2025-08-01"};
  Done(Joined({"record", "plan", "--amount", "7 million"}, line));
  Done(Joined({"record", "tranche", "--tranche", "1", "--amount", "7 million"}, line));
  ImportRules();
  const Words year = {"carry-over", "--year", "2025", "--unit", "VN34-01", "--effective", "2026-01-31"};
  EXPECT_THAT(Refused(year),
              AllOf(HasSubstr("--legal-case: carry-cases: "), HasSubstr("found none, wanted one of a, b"),
                    HasSubstr("Law 89/2025/QH15, article 66(3)")));
  EXPECT_THAT(Refused(Joined({"--lang", "vi"}, Joined(year, {"--legal-case", "f"}))),
              AllOf(HasSubstr("trường hợp chuyển nguồn: gặp \"f\""), HasSubstr("đ, e, g")));
  EXPECT_THAT(Done(Joined(year, {"--legal-case", "đ"})), AllOf(HasSubstr("carry-over"), HasSubstr("7,000,000")));
  EXPECT_THAT(Done({"rules", "--format", "csv"}), HasSubstr("carry-cases,refuse,2026-01-01,,true,true,"));
  EXPECT_THAT(Done({"carry-over", "--year", "2024", "--unit", "VN63-01", "--effective", "2026-01-31"}),
              HasSubstr("Hanoi VN34-01"))
      << "a merger needs no case of the law";
}

TEST_F(RuleCommandsTest, AFileOfRulesTellsWhatIsWrongWithItsRows) {
  const std::string file = runner_.File("rules.csv");
  std::ofstream(file) << "rule_id,what,permille,action,valid_from,legal_basis,verified\n"
                         "a,advance-rate,700,forbid,2020-01-01,law,yes\n"
                         "b,speed,700,refuse,2020-01-01,law,yes\n"
                         "c,advance-rate,,refuse,2020-01-01,law,yes\n";
  EXPECT_THAT(Refused({"import", file}, 2),
              AllOf(HasSubstr("line 2, column action"), HasSubstr("line 3, column what: found \"speed\"")));
  std::ofstream(file) << "rule_id,what,permille,action,valid_from,legal_basis,verified\n"
                         "c,advance-rate,,refuse,2020-01-01,law,yes\n";
  EXPECT_THAT(Refused({"import", file}, 2), AllOf(HasSubstr("line 2"), HasSubstr("which advance-rate needs")));
}

}  // namespace
}  // namespace tranche
