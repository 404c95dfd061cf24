// Typical user input: names from another era, instants copied from a report, blank texts, the program's own keys.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cli/command_runner.h"
#include "tests/support/event_builder.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class TypedInputTest : public ::testing::Test {
 protected:
  TypedInputTest() { EXPECT_EQ(runner_.InitHistory("en").code, 0); }

  // Records a plan of `unit`, with more options.
  CommandResult Plan(const std::string& unit, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"record", "plan", "--unit",   unit,        "--source",    "local",
                                      "--year", "2026", "--amount", "1 billion", "--effective", "2026-01-01"};
    words.insert(words.end(), more.begin(), more.end());
    return runner_.Run(words);
  }

  CommandRunner runner_;
};

TEST_F(TypedInputTest, NamesThatPeopleStillUseMeanTheUnitsOfToday) {
  for (const char* name : {"TP Cần Thơ", "Sài Gòn", "Đắc Lắc", "dac lac"}) {
    EXPECT_EQ(runner_.Run({"balance", "--unit", name}).code, 0) << name;
    const CommandResult recorded = Plan(name);
    EXPECT_EQ(recorded.code, 0) << recorded.err;
  }
}

TEST_F(TypedInputTest, ARefusedNameOffersAnIdThatIsAcceptedNext) {
  const CommandResult refused = runner_.Run({"balance", "--unit", "Tiền Giang"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("VN63-82 Tien Giang "), HasSubstr("write VN34-82")));
  EXPECT_THAT(runner_.Run({"--lang", "vi", "balance", "--unit", "Tiền Giang"}).err, HasSubstr("VN63-82 Tiền Giang "));
  EXPECT_EQ(Plan("VN34-82").code, 0);
}

TEST_F(TypedInputTest, EventsOfAUnitThatHasEndedAreFoundByItsName) {
  const CommandResult events = runner_.Run({"events", "--unit", "Tiền Giang", "--format", "csv"});
  EXPECT_EQ(events.code, 0) << events.err;
  EXPECT_THAT(events.out, HasSubstr("VN63-82"));
}

TEST_F(TypedInputTest, EventsOfAUnitAreThoseThatItsBalanceCounts) {
  EXPECT_THAT(runner_.Run({"balance", "--unit", "Đồng Tháp", "--year", "2017"}).out, HasSubstr("5,200,000,000"));
  const std::vector<std::string> plans = {"events", "--kind", "plan", "--format", "csv", "--unit"};
  const auto of = [&](std::vector<std::string> more) {
    more.insert(more.begin(), plans.begin(), plans.end());
    return runner_.Run(more).out;
  };
  EXPECT_THAT(of({"Đồng Tháp"}), HasSubstr("VN63-87"));
  EXPECT_THAT(of({"VN63-87"}), HasSubstr("VN63-87"));
  EXPECT_THAT(of({"VN34-82", "--to", "2020-12-31"}), Not(HasSubstr("VN63-87")));
}

TEST_F(TypedInputTest, SeveralAreasAreTypedAsTheyArePrinted) {
  const auto limited = [this](const std::string& areas) {
    return runner_
        .Run({"record", "tranche", "--tranche", "91", "--unit", "region:north", "--source", "national", "--year",
              "2024", "--amount", "1", "--effective", "2024-12-31", "--area-limits", areas, "--key", "k", "--dry-run"})
        .out;
  };
  const auto balance = [this](const std::string& areas) {
    return runner_.Run({"balance", "--year", "2024", "--area", areas}).out;
  };
  EXPECT_THAT(limited("conferences|fairs"), AllOf(HasSubstr("Conferences and workshops"), HasSubstr("Fairs and")));
  EXPECT_THAT(balance("conferences|fairs"), HasSubstr("Conferences and workshops; Fairs and exhibitions"));
  for (const char* areas :
       {"conferences,fairs", "conferences; fairs", "Conferences and workshops; Fairs and exhibitions"}) {
    EXPECT_EQ(limited(areas), limited("conferences|fairs")) << areas;
    EXPECT_EQ(balance(areas), balance("conferences|fairs")) << areas;
  }
}

TEST_F(TypedInputTest, AProjectOrYearThatNoLineHasIsSaid) {
  const auto notes = [this](std::vector<std::string> words) {
    words.insert(words.begin(), "balance");
    const CommandResult answered = runner_.Run(words);
    EXPECT_EQ(answered.code, 0) << answered.err;
    return answered.out;
  };
  EXPECT_THAT(notes({"--year", "2042"}), HasSubstr("no line has the year 2042; there are lines from 20"));
  EXPECT_THAT(notes({"--year", "2042", "--lang", "vi"}), HasSubstr("không dòng ngân sách nào có năm 2042"));
  EXPECT_THAT(notes({"--project", "KC-1"}), HasSubstr("no line has the project \"KC-1\""));
  EXPECT_EQ(runner_
                .Run({"record", "plan", "--unit", "region:north", "--source", "national", "--year", "2026", "--amount",
                      "5", "--effective", "2026-01-01", "--project", "KC-2026"})
                .code,
            0);
  EXPECT_THAT(notes({"--project", "KC-2062"}), HasSubstr("did you mean KC-2026?"));
  EXPECT_THAT(notes({"--project", "KC-2062", "--format", "json"}), HasSubstr("no line has the project"));
  for (const std::vector<std::string>& known :
       {std::vector<std::string>{"--project", "KC-2026"}, {"--project", ""}, {"--year", "2026", "--unit", "VN34-01"}})
    EXPECT_THAT(notes(known), Not(HasSubstr("no line has"))) << known.back();
  for (const char* format : {"table", "json"}) {
    const auto told = [&](std::vector<std::string> words) {
      words.insert(words.end(), {"--format", format});
      return runner_.Run(words).out;
    };
    EXPECT_THAT(told({"explain", "--project", "KC-2062"}), HasSubstr("no line has the project")) << format;
    EXPECT_THAT(told({"restate", "--from", "100", "--project", "KC-2062"}), HasSubstr("no line has the project"));
    EXPECT_THAT(told({"explain", "--project", "KC-2026"}), Not(HasSubstr("no line has"))) << format;
    EXPECT_THAT(told({"restate", "--from", "100", "--project", "KC-2026"}), Not(HasSubstr("no line has"))) << format;
  }
  // What is known now was not then.
  EXPECT_THAT(notes({"--project", "KC-2026", "--known-at", "100"}), HasSubstr("no line has the project"));
}

TEST_F(TypedInputTest, AnInstantIsTypedAsItIsPrinted) {
  for (const char* instant : {"2018-08-01 17:00:00 +07:00", "2018-08-01T17:00:00+07:00"})
    EXPECT_EQ(runner_.Run({"balance", "--known-at", instant}).code, 0) << instant;
}

TEST_F(TypedInputTest, AnInstantWithoutATimeZoneIsInTheLedgers) {
  const std::string asked = runner_.Run({"balance", "--known-at", "2018-08-01 17:00:00 +07:00"}).out;
  for (const char* instant : {"2018-08-01 17:00:00", "2018-08-01T17:00:00"})
    EXPECT_EQ(runner_.Run({"balance", "--known-at", instant}).out, asked) << instant;
  EXPECT_NE(runner_.Run({"balance", "--known-at", "2018-08-01 16:59:59"}).out, asked);
  EXPECT_THAT(runner_.Run({"events", "--kind", "execution"}).out,
              AllOf(HasSubstr("recorded at (+07:00)"), HasSubstr("  2018-08-01 17:00:00  ")));
}

TEST_F(TypedInputTest, NumbersAreDecimalWhateverTheyBeginWith) {
  EXPECT_EQ(runner_.Run({"reverse", "0151", "--reason", "typed twice", "--dry-run", "--key", "k"}).out,
            runner_.Run({"reverse", "151", "--reason", "typed twice", "--dry-run", "--key", "k"}).out);
  for (const char* sequence : {"0x97", "-1", "1.5", "18446744073709551616", ""})
    EXPECT_EQ(runner_.Run({"reverse", sequence, "--reason", "typed twice"}).code, 2) << sequence;
  EXPECT_THAT(Plan("VN34-01", {"--expected-head", "-1"}).err, HasSubstr("wanted a whole number"));
  for (const char* year : {"-5", "99999"}) EXPECT_EQ(runner_.Run({"balance", "--year", year}).code, 2) << year;
}

TEST_F(TypedInputTest, WhoRecordsIsOneLineWithNothingHidden) {
  for (const char* actor : {"lan\nhoa", "lan\x1b[2K", "\u202elan"}) {
    const CommandResult refused = Plan("Huế", {"--actor", actor});
    EXPECT_EQ(refused.code, 2) << actor;
    EXPECT_THAT(refused.err, AllOf(HasSubstr("--actor"), HasSubstr("without control characters")));
  }
  EXPECT_EQ(Plan("Huế", {"--actor", "Trần Thị Lan"}).code, 0);
}

TEST_F(TypedInputTest, WrongBytesAreNamedByTheOptionThatHasThem) {
  EXPECT_THAT(Plan("VN34-01", {"--note", "\xff"}).err, Not(HasSubstr("cosigned")));
  EXPECT_THAT(Plan("VN34-01", {"--note", "\xff"}).err, HasSubstr("note"));
}

TEST_F(TypedInputTest, RequiredTextsAreNotBlank) {
  EXPECT_THAT(Plan("VN34-01", {"--actor", ""}).err, HasSubstr("actor"));
  EXPECT_THAT(Plan("VN34-01", {"--actor", "  "}).err, HasSubstr("actor"));
  EXPECT_EQ(runner_.Run({"reverse", "150", "--reason", "   "}).code, 2);
  EXPECT_THAT(runner_
                  .Run({"record", "estimate", "--unit", "VN", "--year", "2026", "--amount", "1 billion", "--effective",
                        "2026-01-01", "--measure", "exceuted"})
                  .err,
              HasSubstr("wanted one of: plan"));
}

TEST_F(TypedInputTest, KeysOfTheProgramAreItsOwn) {
  EXPECT_THAT(Plan("VN34-01", {"--key", "figure:F9"}).err, HasSubstr("figure:"));
  EXPECT_EQ(Plan("VN34-01", {"--key", "voucher 9"}).code, 0);
}

TEST_F(TypedInputTest, AThousandfoldErrorIsAskedAbout) {
  const CommandResult refused = runner_.Run({"record", "plan", "--unit", "VN34-01", "--source", "local", "--year",
                                             "2026", "--amount", "2.000 billion", "--effective", "2026-01-01"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("2 billion or 2,000 billion"));
}

TEST_F(TypedInputTest, AClockThatLeapsIsAskedAboutAndAHeadInTheFutureIsWarnedOf) {
  runner_.clock().Set(Instant("2031-01-01T00:00:00Z"));
  const CommandResult refused = Plan("VN34-01");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("--clock-is-right"));
  EXPECT_EQ(Plan("VN34-01", {"--clock-is-right"}).code, 0);
  // Whatever appends asks, and takes the answer.
  int year = 2031;
  for (std::vector<std::string> words :
       {std::vector<std::string>{"checkpoint"}, {"reverse", "149", "--reason", "typed twice"}}) {
    runner_.clock().Set(Instant(absl::StrCat(year += 2, "-01-01T00:00:00Z")));
    EXPECT_THAT(runner_.Run(words).err, HasSubstr("--clock-is-right"));
    words.emplace_back("--clock-is-right");
    EXPECT_EQ(runner_.Run(words).code, 0) << words.front();
  }
  runner_.clock().Set(Instant("2026-11-25T00:00:00Z"));
  EXPECT_THAT(Plan("VN34-01").err, HasSubstr("lies in the future of this machine's clock"));
  EXPECT_THAT(runner_.Run({"status"}).err, HasSubstr("lies in the future"));
  EXPECT_THAT(runner_.Run({"balance"}).err, Not(HasSubstr("future")));
}

TEST_F(TypedInputTest, AClockBeforeTheEpochEndsNothing) {
  runner_.clock().Set(Instant("1960-01-01T00:00:00Z"));
  for (const char* command : {"balance", "status", "events", "verify"})
    EXPECT_EQ(runner_.Run({command}).code, 0) << command;
}

TEST_F(TypedInputTest, ARefusalNamesTheUnitAndTheSourceInTheReadersLanguage) {
  const std::vector<std::string> words = {"record", "disbursement", "--unit",   "VN34-01", "--source",    "local",
                                          "--year", "2026",         "--amount", "1",       "--effective", "2026-01-01"};
  EXPECT_THAT(runner_.Run(words).err, HasSubstr("no tranche was allocated to Hanoi VN34-01, Local budget, 2026"));
  std::vector<std::string> vietnamese = {"--lang", "vi"};
  vietnamese.insert(vietnamese.end(), words.begin(), words.end());
  EXPECT_THAT(runner_.Run(vietnamese).err, HasSubstr("Hà Nội VN34-01, Kinh phí khuyến công địa phương, 2026"));
}

TEST_F(TypedInputTest, AWrongVerdictGetsThoseThatThereAre) {
  const CommandResult refused = runner_.Run({"reconcile", "--verdict", "contradict"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("--verdict: found \"contradict\", wanted one of: agrees, within-rounding"),
                                 HasSubstr("did you mean contradicts?")));
}

TEST_F(TypedInputTest, AMissingArgumentIsNamedInTheReadersLanguage) {
  EXPECT_THAT(runner_.Run({"--lang", "vi", "prove", "consistency"}).err, HasSubstr("kích thước cũ"));
  EXPECT_THAT(runner_.Run({"--lang", "en", "prove", "consistency"}).err, HasSubstr("from is required"));
}

}  // namespace
}  // namespace tranche
