// The real figures: the expected answers to a user's questions.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proto/view.pb.h"
#include "tests/cli/command_runner.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class KhuyenCongTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const CommandResult loaded = runner_.InitHistory("en");
    ASSERT_EQ(loaded.code, 0) << loaded.err;
  }

  template <typename Message>
  Message Ask(Words words, int wanted_code = 0) {
    words.insert(words.begin(), {"--format", "json"});
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, wanted_code) << result.err;
    Message message;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(result.out, &message).ok()) << result.out;
    return message;
  }

  v1::BalanceRow Total(const Words& words) { return Ask<v1::BalanceReport>(words).total(); }

  const Words north_2024_ = {"balance", "--unit", "region:north", "--year", "2024", "--as-of", "2024-06-30"};
  const Words north_2018_ = {"balance", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30"};

  Words With(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  Words Pay(const std::string& amount, const std::string& area) {
    return {"record", "disbursement", "--unit", "region:north", "--source",   "national", "--year",
            "2024",   "--amount",     amount,   "--effective",  "2024-06-15", "--area",   area};
  }

  CommandRunner runner_;
};

TEST_F(KhuyenCongTest, TheNorthIn2024HasItsPlanByNationalAndLocalMoney) {
  const v1::BalanceReport report = Ask<v1::BalanceReport>(With(north_2024_, {"--by", "source"}));
  EXPECT_EQ(report.total().plan(), "170700000000");
  EXPECT_EQ(report.total().allocated(), "18300000000");
  ASSERT_EQ(report.rows_size(), 2);
  EXPECT_EQ(report.rows(0).source_id(), "local");
  EXPECT_EQ(report.rows(0).plan(), "99200000000");
  EXPECT_EQ(report.rows(1).source_id(), "national");
  EXPECT_EQ(report.rows(1).plan(), "71500000000");
  EXPECT_EQ(report.rows(1).allocated_of_plan().percent(), "25.6");
  EXPECT_EQ(report.rows(1).available_to_allocate(), "53200000000");
}

TEST_F(KhuyenCongTest, ASecondTrancheOfSixtyBillionIsRefusedWithWhatIsLeft) {
  const CommandResult refused =
      runner_.Run({"record", "tranche", "--tranche", "2", "--unit", "region:north", "--source", "national", "--year",
                   "2024", "--amount", "60 billion", "--effective", "2024-06-01"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("53,200,000,000"), HasSubstr("60,000,000,000"), HasSubstr("2024-06-01")));
  EXPECT_EQ(Total(north_2024_).allocated(), "18300000000");
}

TEST_F(KhuyenCongTest, MachineryIsNotPaidFromATrancheForFairsAndConferences) {
  Words named = With(Pay("2 billion", "machinery"), {"--tranche", "1"});
  for (const Words& words : {Pay("2 billion", "machinery"), named}) {
    const CommandResult refused = runner_.Run(words);
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("Technology and machinery"),
                                   HasSubstr("1 (Conferences and workshops; Fairs and exhibitions)")));
  }
  EXPECT_EQ(Total(north_2024_).disbursed(), "0");
}

TEST_F(KhuyenCongTest, FairsArePaidFromTheTrancheThatTheLedgerPicks) {
  const v1::Receipt receipt = Ask<v1::Receipt>(Pay("8.5 billion", "fairs"));
  EXPECT_EQ(receipt.tranche_chosen(), 1u);
  EXPECT_EQ(receipt.available_to_disburse(), "9800000000");
  EXPECT_EQ(Total(north_2024_).available_to_disburse(), "9800000000");
}

TEST_F(KhuyenCongTest, ATransferTakesMoneyPlanAndLimitsAlong) {
  const v1::Receipt moved =
      Ask<v1::Receipt>({"record", "transfer", "--unit", "region:north", "--to-unit", "Quảng Ninh", "--source",
                        "national", "--year", "2024", "--amount", "2 billion", "--effective", "2024-06-01"});
  EXPECT_EQ(moved.available_to_allocate(), "53200000000");
  EXPECT_EQ(moved.available_to_disburse(), "16300000000");
  const Words province = {"--unit", "VN63-22", "--source", "national", "--year", "2024", "--effective", "2024-06-15"};
  EXPECT_EQ(
      runner_.Run(With({"record", "disbursement", "--amount", "1 billion", "--area", "technology"}, province)).code, 1);
  EXPECT_EQ(runner_.Run(With({"record", "disbursement", "--amount", "3 billion", "--area", "fairs"}, province)).code,
            1);
  EXPECT_EQ(runner_.Run(With({"record", "disbursement", "--amount", "2 billion", "--area", "fairs"}, province)).code,
            0);
  EXPECT_EQ(Total(north_2024_).plan(), "170700000000");
  EXPECT_EQ(Total(north_2024_).available_to_disburse(), "16300000000");
}

TEST_F(KhuyenCongTest, ALateVoucherChangesWhatIsKnownNowNotWhatWasKnownThen) {
  EXPECT_EQ(Total(north_2018_).plan(), "130005000000");
  EXPECT_EQ(Total(north_2018_).executed(), "46022000000");
  EXPECT_EQ(Total(north_2018_).executed_of_plan().percent(), "35.4");
  const v1::BalanceRow before = Total(With(north_2018_, {"--known-at", "2018-07-31"}));
  EXPECT_EQ(before.plan(), "0");
  EXPECT_EQ(before.executed(), "0");

  const v1::Receipt late = Ask<v1::Receipt>({"record", "execution", "--unit", "region:north", "--source", "unspecified",
                                             "--year", "2018", "--amount", "318 million", "--effective", "2018-06-28"});
  EXPECT_EQ(Total(With(north_2018_, {"--known-at", "2018-08-01"})).executed(), "46022000000");
  EXPECT_EQ(Total(north_2018_).executed(), "46340000000");

  const auto restated = Ask<v1::Restatement>(
      {"restate", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30", "--from", "2018-08-01"});
  EXPECT_EQ(restated.before().executed(), "46022000000");
  EXPECT_EQ(restated.after().executed(), "46340000000");
  EXPECT_EQ(restated.change().executed(), "318000000");
  ASSERT_EQ(restated.postings_size(), 1);
  EXPECT_EQ(restated.postings(0).sequence(), late.sequence());
  EXPECT_EQ(restated.postings(0).amount(), "318000000");
}

TEST_F(KhuyenCongTest, ThePlansOf2017InTheProvincesOf2025AreIncompleteWhereAMemberHasNoRecord) {
  const auto report =
      Ask<v1::BalanceReport>({"balance", "--year", "2017", "--boundaries", "2025-07-01", "--by", "unit"});
  const v1::BalanceRow* city = nullptr;
  for (const v1::BalanceRow& row : report.rows()) city = row.unit_id() == "VN34-79" ? &row : city;
  ASSERT_NE(city, nullptr);
  EXPECT_EQ(city->plan(), "8000000000");
  EXPECT_TRUE(city->incomplete());
  EXPECT_EQ(city->member_count(), 3);
  EXPECT_THAT(city->members_without_record(), ::testing::ElementsAre("VN63-79"));
  EXPECT_FALSE(report.basis().grouping_official());

  const CommandResult table = runner_.Run({"balance", "--year", "2017", "--boundaries", "2025-07-01", "--by", "unit"});
  EXPECT_THAT(table.out, AllOf(HasSubstr("VN34-79"), HasSubstr("8,000,000,000"), HasSubstr("incomplete"),
                               HasSubstr("VN63-79"), Not(HasSubstr("derived"))));
  // The note on the grouping appears wherever regions do.
  const CommandResult regions =
      runner_.Run({"balance", "--year", "2017", "--boundaries", "2025-07-01", "--by", "region"});
  EXPECT_THAT(regions.out, HasSubstr("not official: Derived, no legal text"));
}

TEST_F(KhuyenCongTest, EveryPublishedFigureHasOneVerdict) {
  const auto reconciliation = Ask<v1::Reconciliation>({"reconcile"}, 1);
  EXPECT_EQ(reconciliation.figures_size(), 101);
  EXPECT_EQ(reconciliation.agrees(), 56);
  EXPECT_EQ(reconciliation.agrees_within_rounding(), 12);
  EXPECT_EQ(reconciliation.contradicts(), 1);
  EXPECT_EQ(reconciliation.stated_only(), 32);
  for (const v1::ReconciledFigure& figure : reconciliation.figures()) {
    const std::string& id = figure.figure().figure_id();
    if (id == "F003-05") {
      EXPECT_EQ(figure.computed_value(), "-8.42");
      EXPECT_EQ(figure.verdict(), v1::VERDICT_AGREES_WITHIN_ROUNDING);
    }
    EXPECT_EQ(figure.verdict() == v1::VERDICT_CONTRADICTS, id == "F001-02") << id;
    if (id == "F003-09") {
      EXPECT_EQ(figure.verdict(), v1::VERDICT_AGREES);
    }
  }
}

TEST_F(KhuyenCongTest, TheTotalsOfARegionAndTheNationHoldTheirParts) {
  EXPECT_EQ(Total({"balance", "--unit", "region:south", "--year", "2017"}).plan(), "64710000000");
  EXPECT_EQ(Total({"balance", "--unit", "VN", "--year", "2022", "--source", "national"}).plan(), "140000000000");
}

TEST_F(KhuyenCongTest, ExplainListsTheEventsBehindANumber) {
  const auto explained =
      Ask<v1::Explanation>({"explain", "--unit", "region:north", "--year", "2018", "--as-of", "2018-06-30"});
  EXPECT_EQ(explained.total().executed(), "46022000000");
  EXPECT_EQ(explained.postings_size(), 4);
}

TEST_F(KhuyenCongTest, ImportingTheSameFilesAgainRecordsNothing) {
  const v1::StatusReport before = Ask<v1::StatusReport>({"status"});
  const auto again = Ask<v1::ImportReport>({"import", TRANCHE_SOURCE_DIR "/data/khuyen_cong_events.csv"});
  EXPECT_EQ(again.recorded(), 0u);
  EXPECT_EQ(again.already_recorded(), 32u);
  EXPECT_EQ(Ask<v1::StatusReport>({"status"}).head(), before.head());
}

TEST_F(KhuyenCongTest, BeforeTheFirstEventEveryBalanceIsZero) {
  const v1::BalanceRow row = Total(With(north_2024_, {"--known-at", "1960-01-01"}));
  EXPECT_EQ(row.plan(), "0");
  EXPECT_EQ(Total({"balance", "--unit", "region:north", "--as-of", "1950-01-01"}).plan(), "0");
}

TEST_F(KhuyenCongTest, VerifyAndRebuildFindNothing) {
  EXPECT_EQ(Ask<v1::VerifyReport>({"verify"}).findings_size(), 0);
  const auto rebuilt = Ask<v1::RebuildReport>({"rebuild"});
  EXPECT_EQ(rebuilt.rows_different(), 0u);
  EXPECT_GT(rebuilt.rows(), 200u);
  EXPECT_EQ(Total(north_2024_).plan(), "170700000000");
}

TEST_F(KhuyenCongTest, ReplayEndsWithTheBalancesOfItsMoment) {
  const auto replayed = Ask<v1::ReplayReport>({"replay", "--to", "2018-08-01"});
  const auto watched = Ask<v1::ReplayReport>({"replay", "--to", "2018-08-01", "--watch"});
  EXPECT_EQ(replayed.steps_size(), 0);
  EXPECT_GE(watched.steps_size(), 15);
  EXPECT_EQ(replayed.balances_size(), watched.balances_size());
  EXPECT_GT(replayed.balances_size(), 5);
}

TEST_F(KhuyenCongTest, EveryPrintingCommandHasThreeFormats) {
  const std::vector<Words> commands = {north_2024_,
                                       {"events"},
                                       {"explain", "--year", "2018"},
                                       {"status"},
                                       {"verify"},
                                       {"restate", "--as-of", "2018-06-30", "--from", "2018-08-01"},
                                       {"replay", "--watch"},
                                       {"rebuild"}};
  for (const Words& command : commands) {
    const CommandResult json = runner_.Run(With(command, {"--format", "json"}));
    const CommandResult csv = runner_.Run(With(command, {"--format", "csv"}));
    const CommandResult table = runner_.Run(command);
    EXPECT_EQ(json.code + csv.code + table.code, 0) << command.front() << json.err << csv.err << table.err;
    EXPECT_EQ(json.out.front(), '{') << command.front();
    EXPECT_THAT(csv.out, AllOf(HasSubstr(","), Not(HasSubstr("─")))) << command.front();
    EXPECT_FALSE(table.out.empty()) << command.front();
  }
}

TEST_F(KhuyenCongTest, VietnameseTablesHaveVietnameseLabelsAndDigits) {
  const CommandResult table = runner_.Run(With(north_2024_, {"--lang", "vi"}));
  EXPECT_THAT(table.out, AllOf(HasSubstr("170.700.000.000"), HasSubstr("phân bổ")));
  const CommandResult billions = runner_.Run(With(north_2024_, {"--lang", "vi", "--unit-of-money", "billion"}));
  EXPECT_THAT(billions.out, HasSubstr("170,7"));
}

}  // namespace
}  // namespace tranche
