// close, reopen, closings and --late-reason on the command line, in both languages: the year of unit P of the
// acceptance cases, with its late voucher.
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

class ClosingCommandsTest : public ::testing::Test {
 protected:
  ClosingCommandsTest() {
    EXPECT_EQ(runner_.InitVietnam("en").code, 0);
    const Words line = {"--unit", "VN63-22", "--source", "local", "--year", "2025"};
    Done(Joined({"record", "plan", "--amount", "100", "--effective", "2025-01-02"}, line));
    Done(Joined({"record", "tranche", "--tranche", "1", "--amount", "100", "--effective", "2025-01-02"}, line));
    Done(Joined({"record", "disbursement", "--amount", "60", "--effective", "2025-06-02"}, line));
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
  static Words LatePayment() {
    return {"record", "disbursement", "--unit",   "VN63-22", "--source",    "local",
            "--year", "2025",         "--amount", "5",       "--effective", "2025-06-20"};
  }
  CommandRunner runner_;
};

TEST_F(ClosingCommandsTest, AVoucherThatComesAfterTheCloseSaysWhyAndTheClosedFiguresStay) {
  EXPECT_THAT(
      Done({"close", "--year", "2025", "--year-end", "--confirmed", "VN63-22; local; 60", "--reason", "year 2025"}),
      AllOf(HasSubstr("closing"), HasSubstr("2025-12-31, the year's end")));
  const std::string listed = Done({"closings"});
  EXPECT_THAT(listed, AllOf(HasSubstr("2025-12-31"), HasSubstr("all"), HasSubstr("year 2025")));
  EXPECT_THAT(Refused(LatePayment()),
              AllOf(HasSubstr("--late-reason"), HasSubstr("2025 is closed through 2025-12-31 by event")));
  EXPECT_THAT(Done(Joined(LatePayment(), {"--late-reason", "the voucher came late"})),
              AllOf(HasSubstr("late for closing"), HasSubstr("the voucher came late")));
  const Words asked = {"--unit", "VN63-22", "--year", "2025", "--as-of", "2025-12-31"};
  EXPECT_THAT(Done(Joined({"balance", "--format", "csv", "--known-at", "close:2025"}, asked)), HasSubstr(",60,"));
  EXPECT_THAT(Done(Joined({"balance", "--format", "csv"}, asked)), HasSubstr(",65,"));
  EXPECT_THAT(Done(Joined({"restate", "--from", "close:2025"}, asked)), HasSubstr("the voucher came late"));
  EXPECT_THAT(Done({"events", "--kind", "disbursement", "--format", "csv"}), HasSubstr("the voucher came late"));
  EXPECT_THAT(Done({"verify"}), HasSubstr("healthy"));
}

TEST_F(ClosingCommandsTest, AReopenedYearIsOpen) {
  Done({"close", "--year", "2025", "--unit", "Ninh Thuận", "--source", "local", "--through", "2025-06-30"});
  Done({"close", "--year", "2025", "--unit", "VN63-22", "--source", "local", "--through", "2025-06-30"});
  Refused(LatePayment());
  const std::string csv = Done({"closings", "--in-force", "--format", "csv"});
  const size_t last = csv.rfind('\n', csv.size() - 2) + 1;
  const std::string closing = csv.substr(last, csv.find(',', last) - last);
  EXPECT_THAT(Refused({"reopen", closing}, 2), HasSubstr("--reason"));
  EXPECT_THAT(Done({"reopen", closing, "--reason", "the treasury corrected its statement"}), HasSubstr("reopening"));
  EXPECT_THAT(Refused({"reopen", closing, "--reason", "again"}), HasSubstr("was opened again already"));
  Done(LatePayment());
  EXPECT_THAT(Done({"closings", "--in-force", "--format", "csv"}), Not(HasSubstr("VN63-22")));
}

TEST_F(ClosingCommandsTest, WhatIsWrongIsToldByItsOption) {
  EXPECT_THAT(Refused({"close", "--year", "2025", "--confirmed", "VN63-22, local, 60"}, 2),
              AllOf(HasSubstr("--confirmed"), HasSubstr("wanted a unit, a source and an amount")));
  EXPECT_THAT(Refused({"close", "--year", "2025", "--confirmed", "VN63-22; local; 61"}),
              HasSubstr("61 VND is confirmed as disbursed by 2025-12-31, the ledger has 60 VND"));
  EXPECT_THAT(Refused({"close", "--year", "2026"}), AllOf(HasSubstr("--through"), HasSubstr("2026-12-31")));
  EXPECT_THAT(Refused({"close"}, 2), HasSubstr("--year"));
  EXPECT_THAT(Refused({"balance", "--year", "2025", "--known-at", "close:2025"}), HasSubstr("is not closed"));
  EXPECT_THAT(Refused({"reopen", "3", "--reason", "x"}, 2), HasSubstr("is no closing"));
}

TEST_F(ClosingCommandsTest, AnOfficerReadsItInVietnamese) {
  EXPECT_THAT(Done({"--lang", "vi", "close", "--year", "2025", "--year-end"}), HasSubstr("khóa sổ"));
  EXPECT_THAT(Done({"--lang", "vi", "closings"}), AllOf(HasSubstr("khóa đến hết ngày"), HasSubstr("tất cả")));
  EXPECT_THAT(Refused(Joined({"--lang", "vi"}, LatePayment())),
              AllOf(HasSubstr("đã khóa sổ đến hết"), HasSubstr("hãy nêu lý do ghi muộn")));
  EXPECT_THAT(Done(Joined(Joined({"--lang", "vi"}, LatePayment()), {"--late-reason", "chứng từ đến muộn"})),
              HasSubstr("muộn so với lần khóa sổ"));
}

TEST_F(ClosingCommandsTest, AContractThatWasCarriedOverIsListedAsCarriedAndAsOldAsItIs) {
  Done({"record", "commitment", "--unit", "VN63-22", "--source", "local", "--year", "2025", "--area", "fairs",
        "--number", "HD-9", "--amount", "15", "--effective", "2025-03-01"});
  Done({"handover", "--unit", "VN63-22"});
  const std::string listed = Done({"commitments", "--year", "2025", "--as-of", "2025-08-01"});
  EXPECT_THAT(listed, AllOf(HasSubstr("carried over"), HasSubstr("contract number"), HasSubstr("153")));
}

// VN63-22 became VN34-22 on 2025-07-01.
TEST_F(ClosingCommandsTest, AnEndedUnitIsHandedOverAndItsYearCarriedOver) {
  EXPECT_THAT(Done({"handover", "--unit", "VN63-22", "--key", "hand"}),
              AllOf(HasSubstr("carry-over"), HasSubstr("VN34-22")));
  // Told in today's boundaries both legs are of one unit, and cancel.
  const Words balance = {"balance", "--year", "2025", "--as-of", "2025-07-01", "--format", "csv"};
  EXPECT_THAT(Done(Joined(balance, {"--unit", "VN34-22"})), HasSubstr(",100,100,0,60,0,0,0,0,0,0,0,40,40,"));
  EXPECT_THAT(Done(Joined(balance, {"--unit", "VN63-22"})), HasSubstr(",100,100,0,60,0,0,0,-40,0,0,0,0,0,"));
  EXPECT_THAT(Refused({"handover", "--unit", "VN63-22", "--key", "again"}), HasSubstr("nothing is left on 2025-07-01"));
  EXPECT_THAT(Done({"carry-over", "--year", "2025", "--effective", "2025-12-31", "--unit", "VN34-22", "--lapse-rest"}),
              AllOf(HasSubstr("lapse"), HasSubstr("40")));
  EXPECT_THAT(Refused({"carry-over", "--year", "2025", "--unit", "VN34-22"}, 2), HasSubstr("--effective"));
}

// Of money that was carried over: as 2025/1 for people, in both languages, as 2025001 for programs.
TEST_F(ClosingCommandsTest, TheTrancheOfCarriedMoneyIsNamedByItsYear) {
  Done({"handover", "--unit", "VN63-22"});
  EXPECT_THAT(Done({"carry-over", "--year", "2025", "--effective", "2026-01-31", "--unit", "VN34-22"}),
              AllOf(HasSubstr("tranche 2025/1"), Not(HasSubstr("2025001"))));
  const Words line = {"--unit", "VN34-22", "--source", "local", "--year", "2026", "--effective", "2026-02-02"};
  const auto paid = [&](const std::string& tranche, const std::string& amount) {
    return Joined({"record", "disbursement", "--tranche", tranche, "--amount", amount}, line);
  };
  EXPECT_THAT(Refused(paid("2025/1", "41")), AllOf(HasSubstr("tranche 2025/1 of"), HasSubstr("available 40 VND")));
  EXPECT_THAT(Refused(Joined({"--lang", "vi"}, paid("2025/1", "41"))),
              AllOf(HasSubstr("đợt 2025/1"), Not(HasSubstr("2025001"))));
  EXPECT_THAT(Refused(paid("2024/1", "1")), AllOf(HasSubstr("holds no tranche 2024/1"), HasSubstr("it holds 2025/1")));
  EXPECT_THAT(Refused(paid("2025/0", "1"), 2), HasSubstr("wanted the number of a tranche, such as 1, or 2024/1"));
  EXPECT_THAT(Done(paid("2025/1", "10")), HasSubstr("2025/1"));
  EXPECT_THAT(Done(paid("2025001", "5")), HasSubstr("2025/1")) << "its number is read, too";
  EXPECT_THAT(Done(Joined({"record", "disbursement", "--amount", "1"}, line)), HasSubstr("2025/1"))
      << "the tranche that was chosen";
  const std::string file = runner_.File("payments.csv");
  std::ofstream(file) << "kind,unit_id,source,fiscal_year,effective_date,amount_vnd,tranche_number\n"
                         "disbursement,VN34-22,local,2026,2026-02-03,2,2025/1\n";
  Done({"import", file});
  for (const Words& question : {Words{"events", "--kind", "disbursement"}, Words{"explain", "--unit", "VN34-22"}}) {
    EXPECT_THAT(Done(question), AllOf(HasSubstr("2025/1"), Not(HasSubstr("2025001"))));
    EXPECT_THAT(Done(Joined({"--lang", "vi"}, question)), AllOf(HasSubstr("2025/1"), Not(HasSubstr("2025001"))));
    EXPECT_THAT(Done(Joined(question, {"--format", "csv"})), AllOf(HasSubstr("2025001"), Not(HasSubstr("2025/1"))));
    EXPECT_THAT(Done(Joined(question, {"--format", "json"})), AllOf(HasSubstr("2025001"), Not(HasSubstr("2025/1"))));
  }
}

}  // namespace
}  // namespace tranche
