// Long answers, which are printed as they come.
#include "cli/answer_stream.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/output.h"
#include "events/money.h"
#include "proto/view.pb.h"
#include "replay/replay.h"
#include "reports/labels.h"
#include "tests/cli/command_runner.h"
#include "tests/replay/small_history.h"
#include "tests/support/status_matchers.h"
#include "tests/support/whole_answer.h"

namespace tranche {
namespace {

using ::testing::Each;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

Words With(Words words, const std::string& more) {
  words.push_back(more);
  return words;
}

// A table with a column and a row for each text.
Table TableOfTexts(const Words& texts) {
  Table table;
  table.title = "Texts";
  table.columns = {{"text", "text"}};
  for (const std::string& text : texts) table.rows.push_back({Cell::Text(text)});
  return table;
}

// What a stream has printed.
class AnswerStreamTest : public ::testing::Test {
 protected:
  AnswerStream Stream(OutputFormat format) { return AnswerStream(format, {}, console_); }
  // What was printed since it was asked last.
  std::string Printed() {
    const std::string printed = out_.str();
    out_.str("");
    return printed;
  }

  std::ostringstream out_;
  FakeClock clock_{absl::UnixEpoch()};
  const Console console_{out_, out_, false, false, clock_};
};

TEST_F(AnswerStreamTest, JsonIsPrintedPartByPart) {
  AnswerStream stream = Stream(OutputFormat::kJson);
  const auto head = FromText<v1::UnitList>("");
  EXPECT_THAT(stream.Begin("units", &head, {}), IsOk());
  EXPECT_EQ(Printed(), "{\n \"units\": [");
  EXPECT_THAT(stream.Rows(FromText<v1::UnitList>("units { unit_id: 'P1' codes: '1' codes: '2' }"), {}), IsOk());
  EXPECT_EQ(Printed(), R"(
  {
   "unitId": "P1",
   "name": "",
   "nameEn": "",
   "type": "",
   "regionId": "",
   "firstDay": "",
   "lastDay": "",
   "successorUnitId": "",
   "codes": [
    "1",
    "2"
   ],
   "aliases": []
  })");
  EXPECT_THAT(stream.Rows(head, {}), IsOk());
  EXPECT_THAT(Printed(), IsEmpty());
  EXPECT_THAT(stream.Rows(FromText<v1::UnitList>("units { unit_id: 'P2' }"), {}), IsOk());
  EXPECT_THAT(Printed(), StartsWith(",\n  {\n   \"unitId\": \"P2\","));
  EXPECT_THAT(stream.End({}), IsOk());
  EXPECT_EQ(Printed(), "\n ]\n}\n");
}

TEST_F(AnswerStreamTest, WhatStandsAroundTheRowsInJsonIsThatOfTheWholeMessage) {
  const auto head = FromText<v1::Explanation>("basis { as_of: '2024-12-31' head: 7 } total { plan: '30' }");
  const auto first = FromText<v1::Explanation>("postings { sequence: 3 amount: '10' because: 'a [] \\n text' }");
  const auto others = FromText<v1::Explanation>("postings { sequence: 5 amount: '15' } postings { sequence: 6 }");
  v1::Explanation whole = head;
  whole.MergeFrom(first);
  whole.MergeFrom(others);
  AnswerStream stream = Stream(OutputFormat::kJson);
  EXPECT_THAT(stream.Begin("postings", &head, {}), IsOk());
  EXPECT_THAT(stream.Rows(first, {}), IsOk());
  EXPECT_THAT(stream.Rows(others, {}), IsOk());
  EXPECT_THAT(stream.End({}), IsOk());
  EXPECT_EQ(Printed(), ToJson(whole));
  AnswerStream empty = Stream(OutputFormat::kJson);
  EXPECT_THAT(empty.Begin("postings", &head, {}), IsOk());
  EXPECT_THAT(empty.End({}), IsOk());
  EXPECT_EQ(Printed(), ToJson(head));
}

TEST_F(AnswerStreamTest, WhatComesAfterTheRowsMayBeKnownOnlyThen) {
  auto answer = FromText<v1::BalanceReport>("by: 'unit' total { plan: '30' }");
  const auto rows = FromText<v1::BalanceReport>("rows { unit_id: 'P1' }");
  AnswerStream stream = Stream(OutputFormat::kJson);
  EXPECT_THAT(stream.Begin("rows", &answer, {}), IsOk());
  EXPECT_THAT(stream.Rows(rows, {}), IsOk());
  answer.set_available_in_parts(true);
  EXPECT_THAT(stream.End({}, &answer), IsOk());
  answer.MergeFrom(rows);
  EXPECT_EQ(Printed(), ToJson(answer));
}

TEST_F(AnswerStreamTest, WhatIsKnownOnlyAfterTheRowsOfOneFieldStandsBeforeThoseOfTheNext) {
  const auto counts = FromText<v1::ReplayReport>("replayed_to: 9 events: 9 postings: 2");
  const auto balance = FromText<v1::ReplayReport>("balances { measure: 'plan' amount: '5' }");
  AnswerStream stream = Stream(OutputFormat::kJson);
  EXPECT_THAT(stream.Begin("steps", nullptr, {}), IsOk());
  EXPECT_THAT(stream.Next("balances", counts, {}), IsOk());
  EXPECT_EQ(Printed(), R"({
 "steps": [],
 "replayedTo": "9",
 "events": "9",
 "postings": "2",
 "balances": [)");
  EXPECT_THAT(stream.Rows(balance, {}), IsOk());
  EXPECT_THAT(stream.End({}), IsOk());
  EXPECT_EQ(Printed(), R"(
  {
   "measure": "plan",
   "amount": "5"
  }
 ]
}
)");
}

TEST_F(AnswerStreamTest, CsvIsPrintedRowByRow) {
  AnswerStream stream = Stream(OutputFormat::kCsv);
  const v1::UnitList none;
  EXPECT_THAT(stream.Begin("units", &none, TableOfTexts({})), IsOk());
  EXPECT_EQ(Printed(), "text\n");
  EXPECT_THAT(stream.Rows(none, TableOfTexts({"a", "b"})), IsOk());
  EXPECT_EQ(Printed(), "a\nb\n");
  EXPECT_THAT(stream.End({}), IsOk());
  EXPECT_THAT(Printed(), IsEmpty());
}

TEST_F(AnswerStreamTest, ATableHoldsBackItsFirstRowsAndNoOthers) {
  AnswerStream stream = Stream(OutputFormat::kTable);
  const v1::UnitList none;
  EXPECT_THAT(stream.Begin("units", &none, TableOfTexts({})), IsOk());
  EXPECT_EQ(Printed(), "Texts\n");
  EXPECT_THAT(stream.Rows(none, TableOfTexts(Words(999, "a"))), IsOk());
  EXPECT_THAT(Printed(), IsEmpty());
  EXPECT_THAT(stream.Rows(none, TableOfTexts({"a"})), IsOk());
  EXPECT_THAT(Printed(), SizeIs(std::string("text\n────\n").size() + 1000 * 2));
  EXPECT_THAT(stream.Rows(none, TableOfTexts({"b"})), IsOk());
  EXPECT_EQ(Printed(), "b\n");
}

TEST_F(AnswerStreamTest, TheNextRowsAreATableOfTheirOwn) {
  AnswerStream stream = Stream(OutputFormat::kTable);
  const v1::ReplayReport none;
  EXPECT_THAT(stream.Begin("steps", nullptr, TableOfTexts({})), IsOk());
  EXPECT_THAT(stream.Rows(none, TableOfTexts({"a"})), IsOk());
  EXPECT_THAT(stream.Next("balances", none, TableOfTexts({})), IsOk());
  EXPECT_THAT(stream.Rows(none, TableOfTexts({"wider"})), IsOk());
  TableFoot foot;
  foot.notes = {"two"};
  EXPECT_THAT(stream.End(foot), IsOk());
  EXPECT_EQ(Printed(), "Texts\ntext\n────\na\n\nTexts\ntext\n─────\nwider\nghi chú: two\n");
}

TEST_F(AnswerStreamTest, AnOutputThatIsClosedEndsTheAnswer) {
  out_.setstate(std::ios::badbit);
  for (const OutputFormat format : {OutputFormat::kJson, OutputFormat::kCsv, OutputFormat::kTable}) {
    AnswerStream stream = Stream(format);
    const v1::UnitList none;
    EXPECT_EQ(stream.Begin("units", &none, TableOfTexts({})).code(), absl::StatusCode::kUnavailable);
  }
}

// The commands on a small history, whose answers are known.
class StreamedCommandTest : public ::testing::Test {
 protected:
  StreamedCommandTest() : history_(&ledger_) {}

  std::string Run(Words words) {
    const CommandResult result = runner_.RunIn(ledger_.directory(), std::move(words));
    EXPECT_EQ(result.code, 0) << result.err;
    return result.out;
  }

  TestLedger ledger_;
  const SmallHistory history_;
  CommandRunner runner_;
};

constexpr char kReplayed[] = R"(
  replayed_to: 31 events: 31 postings: 8
  balances { line { unit_id: 'P1' source_id: 'national' fiscal_year: 2024 } measure: 'plan' amount: '100' }
  balances { line { unit_id: 'P1' source_id: 'national' fiscal_year: 2024 area_id: 'conferences|fairs' }
             measure: 'allocated' amount: '60' }
  balances { line { unit_id: 'P1' source_id: 'national' fiscal_year: 2024 area_id: 'fairs' }
             measure: 'disbursed' amount: '26' }
  balances { line { unit_id: 'P1' source_id: 'national' fiscal_year: 2024 area_id: 'fairs' }
             measure: 'executed' amount: '7' }
  balances { line { unit_id: 'P3' source_id: 'local' fiscal_year: 2024 } measure: 'plan' amount: '50' })";

TEST_F(StreamedCommandTest, EventsAsJsonAreThoseOfTheLog) {
  v1::EventList events;
  for (Sequence sequence = 1; sequence <= ledger_->head(); ++sequence) {
    const auto event = ledger_->View().log().Read(sequence);
    ASSERT_THAT(event, IsOk());
    *events.add_events() = *event;
  }
  EXPECT_EQ(Run({"events", "--format", "json"}), ToJson(events));
  EXPECT_EQ(Run({"events", "--kind", "refund", "--format", "json"}), "{\n \"events\": [],\n \"approvers\": []\n}\n");
}

TEST_F(StreamedCommandTest, AnExplanationAsJsonIsThatOfTheWholeMessage) {
  Question question = MoneyOf("P1", "2024-12-31", ledger_->head());
  const auto whole = WholeExplanation(ledger_->View(), question);
  ASSERT_THAT(whole, IsOk());
  EXPECT_THAT(whole->postings(), SizeIs(7));
  const Words explain = {"explain", "--unit", "P1", "--format", "json", "--as-of"};
  EXPECT_EQ(Run(With(explain, "2024-12-31")), ToJson(*whole));
  question.as_of = question.boundaries = Day("2023-12-31");
  const auto nothing = WholeExplanation(ledger_->View(), question);
  ASSERT_THAT(nothing, IsOk());
  EXPECT_THAT(nothing->postings(), IsEmpty());
  EXPECT_EQ(Run(With(explain, "2023-12-31")), ToJson(*nothing));
}

TEST_F(StreamedCommandTest, ARestatementAsJsonIsThatOfTheWholeMessage) {
  const auto whole = WholeRestatement(ledger_->View(), MoneyOf("P1", "2024-12-31", ledger_->head()),
                                      {history_.executed.sequence, ledger_->head()});
  ASSERT_THAT(whole, IsOk());
  EXPECT_THAT(whole->postings(), SizeIs(3));
  EXPECT_EQ(Run({"restate", "--unit", "P1", "--as-of", "2024-12-31", "--from", absl::StrCat(history_.executed.sequence),
                 "--format", "json"}),
            ToJson(*whole));
}

TEST_F(StreamedCommandTest, AReplayIsPrintedInThreeFormats) {
  EXPECT_EQ(Run({"replay", "--format", "json"}), ToJson(FromText<v1::ReplayReport>(kReplayed)));
  EXPECT_EQ(Run({"replay", "--format", "csv"}),
            "unit_id,source_id,fiscal_year,area_id,project_id,measure,amount_minor_units\n"
            "P1,national,2024,,,plan,100\n"
            "P1,national,2024,conferences|fairs,,allocated,60\n"
            "P1,national,2024,fairs,,disbursed,26\n"
            "P1,national,2024,fairs,,executed,7\n"
            "P3,local,2024,,,plan,50\n");
  EXPECT_EQ(Run({"--lang", "en", "replay"}),
            "Balances after replay to sequence 31\n"
            "(VND)\n"
            "unit            source    year  area                measure    amount\n"
            "─────────────────────────────────────────────────────────────────────\n"
            "Province P1 P1  national  2024                      plan          100\n"
            "Province P1 P1  national  2024  conferences; fairs  allocated      60\n"
            "Province P1 P1  national  2024  fairs               disbursed      26\n"
            "Province P1 P1  national  2024  fairs               executed        7\n"
            "Province P3 P3  local     2024                      plan           50\n"
            "note: read 31 events, which made 8 postings\n");
}

TEST_F(StreamedCommandTest, TheStepsOfAReplayStandBeforeItsBalances) {
  auto wanted = FromText<v1::ReplayReport>(kReplayed);
  const auto watch = [&wanted](const v1::PostingRow& step) {
    *wanted.add_steps() = step;
    return absl::OkStatus();
  };
  ASSERT_THAT(Replay(ledger_->View(), ledger_->head(), watch, nullptr), IsOk());
  const std::string json = Run({"replay", "--watch", "--format", "json"});
  v1::ReplayReport watched;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &watched).ok()) << json;
  EXPECT_EQ(watched.DebugString(), wanted.DebugString());
  EXPECT_THAT(json, StartsWith("{\n \"steps\": [\n  {\n   \"sequence\": \"1\",\n"));
  const std::string table = Run({"--lang", "en", "replay", "--watch"});
  EXPECT_THAT(table, StartsWith("Replay step by step\n"));
  EXPECT_THAT(table, EndsWith(absl::StrCat("\n\n", Run({"--lang", "en", "replay"}))));
}

TEST_F(StreamedCommandTest, CsvHasTheStepsOfAReplayAlone) {
  const Words lines = absl::StrSplit(Run({"replay", "--watch", "--format", "csv"}), '\n');
  ASSERT_THAT(lines, SizeIs(1 + 31 + 1));  // the header, and an empty one after the last line feed
  EXPECT_THAT(lines[0], StartsWith("sequence,recorded_at,"));
  EXPECT_EQ(lines[31],
            "31,2026-01-01T00:00:00Z,2024-03-02,DisbursementMade,P1,national,2024,fairs,,1,disbursed,21,26,tester,,");
}

// Counts the lines that are written between two flushes.
class Pieces : public std::stringbuf {
 public:
  const std::vector<int64_t>& lines() const { return lines_; }

 protected:
  int sync() override {
    const std::string piece = str();
    lines_.push_back(std::count(piece.begin(), piece.end(), '\n'));
    str("");
    return 0;
  }

 private:
  std::vector<int64_t> lines_;
};

TEST(LongReplayTest, BalancesArePrintedAPartAtATime) {
  CommandRunner runner;
  ASSERT_EQ(runner.Run({"generate", "--events", "10000", "--seed", "7"}).code, 0);
  const std::map<std::string, int64_t> lines_max = {{"csv", 256}, {"json", 256 * 11}, {"table", 1000 + 256}};
  for (const auto& [format, max] : lines_max) {
    SCOPED_TRACE(format);
    Pieces pieces;
    std::ostream out(&pieces);
    const Console console{out, out, false, false, runner.clock(), 1000};
    const CommandLine line = ReadCommandLine({"--ledger", runner.ledger(), "replay", "--format", format}, 120);
    EXPECT_EQ(RunCommand(line.arguments, console), 0);
    constexpr int64_t kAround = 10;  // header, notes, the members around the rows
    EXPECT_THAT(pieces.lines(), Each(Le(max + kAround)));
    EXPECT_GT(std::accumulate(pieces.lines().begin(), pieces.lines().end(), int64_t{0}), 5 * max);
  }
}

TEST(LongBalanceTest, EveryRowIsPrintedOnceHoweverManyThereAre) {
  CommandRunner runner;
  ASSERT_EQ(runner.Run({"generate", "--events", "20000", "--seed", "3"}).code, 0);
  const auto by_line = [&](const char* format) {
    return runner.Run({"--lang", "en", "balance", "--by", "year,unit,source,area,project", "--format", format}).out;
  };
  v1::BalanceReport report;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(by_line("json"), &report).ok());
  ASSERT_GT(report.rows_size(), 10'000);  // so there are two pages
  AmountSum plan = 0;
  for (const v1::BalanceRow& row : report.rows()) plan += ParseDigits(row.plan());
  EXPECT_EQ(ToDigits(plan), report.total().plan());
  const Words lines = absl::StrSplit(by_line("csv"), '\n');
  EXPECT_THAT(lines, SizeIs(report.rows_size() + 2));  // the header, and nothing after the last line feed
  EXPECT_EQ(std::set<std::string>(lines.begin(), lines.end()).size(), lines.size());
  const std::string table = by_line("table");
  int rows = 0;
  for (const absl::string_view line : absl::StrSplit(table, '\n')) rows += absl::StartsWith(line, "20");  // the year
  EXPECT_EQ(rows, report.rows_size());
  EXPECT_THAT(table, HasSubstr("executed / plan"));
}

TEST_F(StreamedCommandTest, AReplayOfNothingIsAnAnswerToo) {
  EXPECT_EQ(Run({"replay", "--to", "0", "--format", "json"}), ToJson(v1::ReplayReport()));
  EXPECT_EQ(Run({"replay", "--to", "0", "--watch", "--format", "json"}),
            "{\n \"steps\": [],\n \"replayedTo\": \"0\",\n \"events\": \"0\",\n \"postings\": \"0\",\n "
            "\"balances\": []\n}\n");
  const Words lines = absl::StrSplit(Run({"replay", "--to", "0", "--watch", "--format", "csv"}), '\n');
  EXPECT_THAT(lines, SizeIs(2));
  EXPECT_THAT(Run({"--lang", "en", "replay", "--to", "0", "--watch"}),
              EndsWith("(no rows)\n\n"
                       "Balances after replay to sequence 0\n"
                       "unit  source  year  area  project  measure  amount\n"
                       "──────────────────────────────────────────────────\n"
                       "(no rows)\n"
                       "note: read 0 events, which made 0 postings\n"));
}

}  // namespace
}  // namespace tranche
