// Projects and outputs on the command line, in both languages: a project of 200 million from its approval to its stop
// (the acceptance cases 7 and 8), and what it brought about.
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

class ProjectCommandsTest : public ::testing::Test {
 protected:
  ProjectCommandsTest() {
    EXPECT_EQ(runner_.InitVietnam("en").code, 0);
    Money({"plan", "--amount", "900 million", "--effective", "2025-01-02"});
    Money({"tranche", "--tranche", "1", "--amount", "900 million", "--effective", "2025-01-02"});
  }

  static Words Joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
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
  static Words Of(const Words& what) {
    return Joined(Joined({"record"}, what), {"--unit", "VN63-22", "--source", "national", "--year", "2025"});
  }
  std::string Money(const Words& what) { return Done(Of(what)); }
  std::string Approve() {
    return Done(
        {"record",  "project",    "--project",  "KC-01",          "--name",      "Rice mill", "--unit",
         "VN63-22", "--area",     "technology", "--project-kind", "machinery",   "--support", "national; 200 million",
         "--begin", "2025-02-01", "--end",      "2025-12-31",     "--effective", "2025-02-01"});
  }
  static Words Advance(const std::string& amount, const std::string& day) {
    return Of({"advance", "--project", "KC-01", "--area", "technology", "--commitment", "HD-01", "--amount", amount,
               "--effective", day});
  }
  CommandRunner runner_;
};

TEST_F(ProjectCommandsTest, AProjectIsApprovedPaidStoppedAndWoundUp) {
  EXPECT_THAT(Approve(), AllOf(HasSubstr("project registered"), HasSubstr("KC-01: Rice mill")));
  Money({"commitment", "--number", "HD-01", "--project", "KC-01", "--area", "technology", "--amount", "200 million",
         "--effective", "2025-03-01"});
  Done(Advance("140 million", "2025-03-10"));
  EXPECT_THAT(
      Refused(Of({"disbursement", "--project", "KC-01", "--area", "technology", "--amount", "1 million", "--effective",
                  "2025-03-11"})),
      AllOf(HasSubstr("project \"KC-01\", National budget"), HasSubstr("available 0 VND, asked 1,000,000 VND")));
  const Words of_advance = {"--advance", "HD-01", "--unit", "VN63-22", "--source", "national", "--year", "2025"};
  Done(Joined({"record", "advance-clearing", "--amount", "50 million", "--effective", "2025-05-01"}, of_advance));
  EXPECT_THAT(Refused({"record", "project-stop", "--project", "KC-01", "--effective", "2025-06-01"}, 2),
              HasSubstr("--decision"));
  EXPECT_THAT(
      Done({"record", "project-stop", "--project", "KC-01", "--decision", "12/QĐ-BCT", "--effective", "2025-06-01"}),
      HasSubstr("KC-01: 12/QĐ-BCT"));
  EXPECT_THAT(Refused(Advance("1 million", "2025-06-01")), HasSubstr("is stopped from 2025-06-01 on"));
  Done(Joined({"record", "advance-recovery", "--amount", "90 million", "--effective", "2025-06-20"}, of_advance));
  EXPECT_THAT(Done({"projects", "--as-of", "2025-12-31"}),
              AllOf(HasSubstr("Rice mill"), HasSubstr("200,000,000"), HasSubstr("60,000,000"), HasSubstr("50,000,000"),
                    HasSubstr("90,000,000"), HasSubstr("stopped from 2025-06-01 on (12/QĐ-BCT)")));
  EXPECT_THAT(Done({"projects", "--running", "--as-of", "2025-12-31"}), HasSubstr("(no projects)"));
  EXPECT_THAT(Done({"projects", "--format", "csv", "--as-of", "2025-03-31"}),
              HasSubstr(",200000000,60000000,140000000,0,"));
  EXPECT_THAT(Done({"verify"}), HasSubstr("healthy"));
}

TEST_F(ProjectCommandsTest, OutputsAreCountedAndReversed) {
  Approve();
  Done({"record", "indicator", "--indicator", "enterprises", "--name", "Số doanh nghiệp", "--name-en", "Enterprises",
        "--counted", "enterprise", "--effective", "2025-01-01"});
  const auto report = [this](const std::string& quantity, const std::string& day) {
    return Done({"record", "output", "--unit", "VN63-22", "--year", "2025", "--project", "KC-01", "--indicator",
                 "enterprises", "--quantity", quantity, "--effective", day, "--key", "of " + day});
  };
  EXPECT_THAT(report("12", "2025-06-30"), HasSubstr("12 enterprises, 2025-01-01 to 2025-12-31"));
  report("5", "2025-09-30");
  EXPECT_THAT(Done({"outputs", "--year", "2025", "--as-of", "2025-12-31"}),
              AllOf(HasSubstr("Enterprises"), HasSubstr("17"), HasSubstr("enterprise")));
  EXPECT_THAT(Done({"outputs", "--indicator", "enterprises", "--as-of", "2025-06-30", "--format", "csv"}),
              HasSubstr("VN63-22,2025,enterprises,12,enterprise,1"));
  EXPECT_THAT(Refused({"record", "output", "--unit", "VN63-22", "--year", "2025", "--indicator", "enterprises",
                       "--quantity", "1", "--period-end", "2026-01-31", "--effective", "2025-09-30"},
                      2),
              AllOf(HasSubstr("--period-end"), HasSubstr("within the budget year 2025")));
  EXPECT_THAT(Refused({"outputs", "--indicator", "jobs"}, 2),
              AllOf(HasSubstr("--indicator"), HasSubstr("enterprises")));
}

TEST_F(ProjectCommandsTest, AnAmountIsRequiredOfMoneyAlone) {
  EXPECT_THAT(Refused({"record", "plan"}, 2), HasSubstr("--amount is required"));
  EXPECT_THAT(Refused({"record", "project", "--effective", "2025-02-01"}, 2),
              AllOf(HasSubstr("--project"), Not(HasSubstr("--amount"))));
  EXPECT_THAT(Refused({"record", "project", "--project", "KC-01", "--amount", "5", "--effective", "2025-02-01"}, 2),
              HasSubstr("--amount is not for the kind"));
  EXPECT_THAT(
      Refused({"record", "project", "--project", "KC-01", "--support", "national", "--effective", "2025-02-01"}, 2),
      AllOf(HasSubstr("--support"), HasSubstr("wanted a source and an amount")));
}

TEST_F(ProjectCommandsTest, AnOfficerReadsItInVietnamese) {
  Approve();
  EXPECT_THAT(Done({"--lang", "vi", "projects"}), AllOf(HasSubstr("mức hỗ trợ"), HasSubstr("đang thực hiện")));
  EXPECT_THAT(Refused(Joined({"--lang", "vi"}, Of({"disbursement", "--project", "KC-01", "--area", "technology",
                                                   "--amount", "201 triệu", "--effective", "2025-03-11"}))),
              AllOf(HasSubstr("vượt mức hỗ trợ 200.000.000 VND"), HasSubstr("đề nghị 201.000.000 VND")));
  EXPECT_THAT(Done({"--lang", "vi", "outputs"}), HasSubstr("(không có kết quả)"));
}

TEST_F(ProjectCommandsTest, AFileHasProjectsIndicatorsOrOutputs) {
  const auto import = [this](const std::string& text) {
    const std::string path = runner_.File("rows.csv");
    std::ofstream(path) << text;
    return Done({"import", path});
  };
  import(
      "project_id,name,unit_id,support,effective_date\nKC-02,Kiln,VN63-22,national; 50 million|local; 7 "
      "million,2025-02-01\n");
  import("indicator_id,name,counted,effective_date\njobs,Việc làm,người,2025-01-01\n");
  const std::string outputs =
      "indicator_id,unit_id,fiscal_year,quantity,effective_date,project\njobs,VN63-22,2025,30,2025-06-30,KC-02\n";
  import(outputs);
  EXPECT_THAT(Done({"projects", "--format", "csv"}),
              AllOf(HasSubstr(",local,7000000,0,0,7000000,"), HasSubstr(",national,50000000,0,0,50000000,")));
  EXPECT_THAT(Done({"outputs", "--format", "csv"}), HasSubstr("VN63-22,2025,jobs,30,người,1"));
  import(outputs);
  EXPECT_THAT(Done({"outputs", "--format", "csv"}), HasSubstr("VN63-22,2025,jobs,30,người,1")) << "nothing twice";
  const std::string path = runner_.File("wrong.csv");
  std::ofstream(path) << "indicator_id,unit_id,fiscal_year,quantity,effective_date\njobs,VN63-22,2025,1.5,2025-06-30\n";
  EXPECT_THAT(Refused({"import", path}, 2), AllOf(HasSubstr("quantity"), HasSubstr("a whole number")));
}

}  // namespace
}  // namespace tranche
