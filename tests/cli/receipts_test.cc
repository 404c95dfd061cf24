// What record and reverse say of what they did, or would do.
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

class ReceiptsTest : public ::testing::Test {
 protected:
  ReceiptsTest() {
    EXPECT_EQ(runner_.InitVietnam("en").code, 0);
    Done(Money("plan", "1 billion", {}));
    Done(Money("tranche", "600 million", {"--tranche", "1"}));
  }

  static Words Money(const std::string& kind, const std::string& amount, const Words& more) {
    Words words = {"record", kind,   "--unit",   "region:north", "--source",    "national",
                   "--year", "2026", "--amount", amount,         "--effective", "2026-02-01"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  std::string Done(const Words& words) {
    const CommandResult result = runner_.Run(words);
    EXPECT_EQ(result.code, 0) << result.err;
    return result.out;
  }

  std::string Rehearsed(Words words) {
    words.emplace_back("--dry-run");
    return Done(words);
  }

  CommandRunner runner_;
};

TEST_F(ReceiptsTest, ARehearsalSaysWhatWouldBeLeft) {
  const auto leaves = [](const char* to_allocate, const char* to_disburse) {
    return AllOf(::testing::ContainsRegex(std::string("available to allocate: +") + to_allocate + "\n"),
                 ::testing::ContainsRegex(std::string("available to disburse: +") + to_disburse + "\n"));
  };
  const Words payment = Money("disbursement", "250 million", {});
  EXPECT_THAT(Rehearsed(payment), leaves("400,000,000", "350,000,000"));
  EXPECT_THAT(Done(payment), leaves("400,000,000", "350,000,000"));
  EXPECT_THAT(Rehearsed(Money("tranche", "100 million", {"--tranche", "2"})), leaves("300,000,000", "450,000,000"));
  EXPECT_THAT(Rehearsed(Money("plan-adjustment", "-50 million", {})), leaves("350,000,000", "350,000,000"));
}

TEST_F(ReceiptsTest, APaymentThatIsSplitIsToldByItsParts) {
  Done(Money("tranche", "200 million", {"--tranche", "2"}));
  const Words payment = Money("disbursement", "700 million", {"--key", "voucher 12", "--split"});
  const auto parts =
      AllOf(HasSubstr("one payment from 2 tranches"), HasSubstr("tranche 1  600,000,000"),
            HasSubstr("tranche 2  100,000,000"), ::testing::ContainsRegex("available to disburse: +100,000,000\n"));
  EXPECT_THAT(Rehearsed(payment), AllOf(parts, HasSubstr("rehearsal, not recorded")));
  EXPECT_THAT(Done(payment), parts);
  EXPECT_THAT(Done(payment), AllOf(parts, HasSubstr("recorded before")));
  Words csv = payment;
  csv.insert(csv.end(), {"--format", "csv"});
  EXPECT_THAT(Done(csv), AllOf(HasSubstr("voucher 12#1"), HasSubstr("voucher 12#2")));
  Words vietnamese = payment;
  vietnamese.insert(vietnamese.end(), {"--lang", "vi"});
  vietnamese[9] = "700 triệu";
  EXPECT_THAT(Done(vietnamese), HasSubstr("một khoản chi từ 2 đợt"));
}

TEST_F(ReceiptsTest, APaymentThatMayTakeLessIsAnnounced) {
  const std::string note = "one payment may take less";
  EXPECT_THAT(Done(Money("disbursement", "10 million", {})), Not(HasSubstr(note)));
  EXPECT_THAT(runner_.Run({"balance", "--unit", "region:north"}).out, Not(HasSubstr(note)));
  EXPECT_THAT(Done(Money("tranche", "100 million", {"--tranche", "2"})), HasSubstr(note));
  EXPECT_THAT(runner_.Run({"balance", "--unit", "region:north"}).out, HasSubstr(note));
  EXPECT_THAT(runner_.Run({"balance", "--unit", "region:north", "--by", "area"}).out, Not(HasSubstr(note)));
  EXPECT_THAT(runner_.Run({"explain", "--unit", "region:north"}).out, HasSubstr("tranche 2"));
  const Words restate = {"restate", "--unit", "region:north", "--from", "1"};
  EXPECT_THAT(runner_.Run(restate).out, HasSubstr(note));
  Words of_area = restate;
  of_area.insert(of_area.end(), {"--area", "fairs"});
  EXPECT_THAT(runner_.Run(of_area).out, Not(HasSubstr(note)));
}

TEST_F(ReceiptsTest, TheSameMoneyAgainIsRecordedAndSaidToCountTwice) {
  const std::string note = "has the same kind, line, amount and date";
  const Words payment = Money("disbursement", "10 million", {"--note", "by phone"});
  EXPECT_THAT(Rehearsed(payment), Not(HasSubstr(note)));
  Words as_csv = payment;
  as_csv.insert(as_csv.end(), {"--format", "csv"});
  const std::string csv = Done(as_csv);
  const std::string first = csv.substr(csv.find('\n') + 1, csv.find(',', csv.find('\n')) - csv.find('\n') - 1);
  const Words again = Money("disbursement", "10 million", {"--document", "318"});
  EXPECT_THAT(Rehearsed(again), HasSubstr("event " + first + " " + note + "; recorded as well"));
  const std::string said = Done(again);
  EXPECT_THAT(said, AllOf(HasSubstr("event " + first + " " + note), HasSubstr("`tranche reverse ")));
  EXPECT_THAT(Rehearsed(Money("disbursement", "10 triệu", {"--tranche", "1", "--lang", "vi"})),
              HasSubstr("sự kiện " + first + " có cùng loại"));
  // Other money: another amount, day, kind or number of a voucher.
  EXPECT_THAT(Rehearsed(Money("disbursement", "11 million", {})), Not(HasSubstr(note)));
  EXPECT_THAT(Rehearsed(Money("refund", "10 million", {})), Not(HasSubstr(note)));
  Words later = payment;
  later[11] = "2026-02-02";
  EXPECT_THAT(Rehearsed(later), Not(HasSubstr(note)));
  Done({"reverse", first, "--reason", "recorded twice"});
  EXPECT_THAT(Rehearsed(Money("disbursement", "10 million", {"--document", "319"})), Not(HasSubstr(note)));
}

TEST_F(ReceiptsTest, ARetryIsNoSecondTime) {
  const Words payment = Money("disbursement", "10 million", {"--key", "k"});
  Done(payment);
  EXPECT_THAT(Done(payment), AllOf(HasSubstr("recorded before"), Not(HasSubstr("counts a second time"))));
}

TEST_F(ReceiptsTest, AReversalSaysWhatIsLeft) {
  Done(Money("disbursement", "250 million", {"--key", "k"}));
  const std::string events = runner_.Run({"events", "--kind", "disbursement", "--format", "csv"}).out;
  const std::string sequence =
      events.substr(events.find('\n') + 1, events.find(',', events.find('\n')) - events.find('\n') - 1);
  const Words reverse = {"reverse", sequence, "--reason", "typed twice", "--key", "r"};
  EXPECT_THAT(Rehearsed(reverse), ::testing::ContainsRegex("available to disburse: +600,000,000\n"));
  EXPECT_THAT(Done(reverse), ::testing::ContainsRegex("available to disburse: +600,000,000\n"));
  EXPECT_THAT(Rehearsed(reverse),
              AllOf(HasSubstr("recorded before"), ::testing::ContainsRegex("available to disburse: +600,000,000\n")));
}

TEST_F(ReceiptsTest, AReversalFromALaterDayShowsBothDates) {
  Done(Money("disbursement", "250 million", {"--key", "k"}));
  const std::string events = runner_.Run({"events", "--kind", "disbursement", "--format", "csv"}).out;
  const std::string sequence =
      events.substr(events.find('\n') + 1, events.find(',', events.find('\n')) - events.find('\n') - 1);
  const auto reverse = [&](const std::string& day) {
    return Words{"reverse", sequence, "--reason", "typed twice", "--effective", day};
  };
  const std::string both =
      "reversal of event " + sequence + " (disbursement, effective 2026-02-01), effective 2026-03-01\n";
  EXPECT_THAT(Rehearsed(reverse("2026-03-01")), HasSubstr(both));
  EXPECT_THAT(Rehearsed(reverse("2026-02-01")),
              HasSubstr("reversal of event " + sequence + " (disbursement), effective 2026-02-01\n"));
  const CommandResult early = runner_.Run(reverse("2026-01-31"));
  EXPECT_NE(early.code, 0);
  EXPECT_THAT(early.err, HasSubstr("takes effect on 2026-02-01, and its reversal cannot take effect before that: "
                                   "found 2026-01-31; leave the date out, or give 2026-02-01 or a later one"));
  Words csv = reverse("2026-03-01");
  csv.insert(csv.end(), {"--format", "csv", "--key", "r"});
  EXPECT_THAT(Rehearsed(csv), AllOf(HasSubstr(",event_id,effective_date,reversed_effective_date\n"),
                                    HasSubstr(",r,2026-03-01,2026-02-01\n")));
  EXPECT_THAT(Done(reverse("2026-03-01")), HasSubstr(both));
}

TEST_F(ReceiptsTest, DocumentReasonAndNoteAreEchoed) {
  EXPECT_THAT(Rehearsed(Money("disbursement", "1 million",
                              {"--document", "318", "--document-type", "voucher", "--document-issuer", "Sở Công Thương",
                               "--reason", "first payment", "--note", "in cash"})),
              ::testing::ContainsRegex("because: +first payment; voucher 318, Sở Công Thương; in cash\n"));
  EXPECT_THAT(Rehearsed(Money("disbursement", "1 million", {})), Not(HasSubstr("because:")));
}

TEST_F(ReceiptsTest, ARestatementSaysWhatItWasAskedAbout) {
  const std::string said = Done({"restate", "--unit", "region:north", "--year", "2026", "--source", "national",
                                 "--as-of", "2026-03-01", "--boundaries", "2026-02-01", "--from", "1"});
  EXPECT_THAT(said, AllOf(HasSubstr("budget year 2026; source: National budget\n"), HasSubstr("as of 2026-03-01\n"),
                          HasSubstr("boundaries of 2026-02-01;")));
}

TEST_F(ReceiptsTest, AnEmptyAreaOrProjectIsMoneyForNone) {
  Done(Money("disbursement", "10 million", {"--area", "fairs", "--project", "P1"}));
  Done(Money("disbursement", "5 million", {}));
  const auto disbursed = [&](const Words& more) {
    Words words = {"balance", "--year", "2026"};
    words.insert(words.end(), more.begin(), more.end());
    return Done(words);
  };
  EXPECT_THAT(disbursed({"--area", ""}),
              AllOf(HasSubstr("area: (no one area)"), ::testing::ContainsRegex("\ndisbursed: +5,000,000\n")));
  EXPECT_THAT(disbursed({"--project", ""}),
              AllOf(HasSubstr("project (none)"), ::testing::ContainsRegex("\ndisbursed: +5,000,000\n")));
  EXPECT_THAT(disbursed({}), ::testing::ContainsRegex("\ndisbursed: +15,000,000\n"));
}

}  // namespace
}  // namespace tranche
