#include "reports/table_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <utf8proc.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "reports/printable.h"
#include "tests/support/status_matchers.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TableStyle English(int width_max) {
  TableStyle style;
  style.locale = Locale::kEnglish;
  style.width_max = width_max;
  return style;
}

TableSink Into(std::string* text) {
  return [text](absl::string_view bytes) {
    absl::StrAppend(text, bytes);
    return absl::OkStatus();
  };
}

TableHead Payments() {
  TableHead head;
  head.columns = {{"unit", "unit"}, {"paid", "paid", Column::kRight}, {"note", "note"}, {"key", "key"}};
  head.columns[3].shortens = true;
  return head;
}

std::vector<Cell> Payment(AmountSum paid, absl::string_view note) {
  return {Cell::Text("Hà Nội"), Cell::Amount(paid), Cell::Text(note),
          Cell::Text("row:0123456789abcdef0123456789abcdef")};
}

int WidestLine(const std::string& text) {
  int widest = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) widest = std::max(widest, Printable(line).width);
  return widest;
}

TEST(TableWriterTest, TextWrapsAndKeysShortenWithinTheWidth) {
  std::string text;
  const auto writer = MakeTextTableWriter(English(48), Into(&text));
  ASSERT_THAT(writer->Begin(Payments()), IsOk());
  ASSERT_THAT(writer->Row(Payment(18300000000, "first payment of the year")), IsOk());
  ASSERT_THAT(writer->End({}), IsOk());
  EXPECT_EQ(text,
            "(VND)\n"
            "unit              paid  note           key\n"
            "────────────────────────────────────────────────\n"
            "Hà Nội  18,300,000,000  first payment  row:0123…\n"
            "                        of the year\n");
}

// A table as `events` prints it.
TableHead Events() {
  TableHead head;
  head.columns = {{"recorded_at", "recorded at"},       {"kind", "kind"},       {"line", "budget line"},
                  {"amount", "amount", Column::kRight}, {"because", "because"}, {"key", "key"}};
  head.columns[5].shortens = true;
  return head;
}

std::vector<Cell> Event(absl::string_view kind, absl::string_view line, absl::string_view because) {
  return {Cell::Text("2024-05-16 17:00:00"), Cell::Text(kind),    Cell::Text(line),
          Cell::Amount(18300000000),         Cell::Text(because), Cell::Text("cli:0123456789abcdef")};
}

std::string EventsIn(int width) {
  std::string text;
  const auto writer = MakeTextTableWriter(English(width), Into(&text));
  EXPECT_THAT(writer->Begin(Events()), IsOk());
  EXPECT_THAT(writer->Row(Event("tranche allocated", "North region:north; National funds; 2024; human-resources", "")),
              IsOk());
  EXPECT_THAT(writer->Row(Event("plan approved", "Highlands region:central-highlands; National funds; 2024",
                                "decision 17/QĐ-BCT, as the ministry wrote in its letter of May")),
              IsOk());
  EXPECT_THAT(writer->End({}), IsOk());
  return text;
}

TEST(TableWriterTest, InNoWidthDoesALineExceedItOrAnIdAnInstantOrAnAmountBreak) {
  for (int width = 28; width <= 200; ++width) {
    const std::string text = EventsIn(width);
    EXPECT_LE(WidestLine(text), width) << text;
    for (const char* whole : {"2024-05-16", "17:00:00", "region:north;", "region:central-highlands;", "human-resources",
                              "18,300,000,000", "17/QĐ-BCT,", "approved"})
      EXPECT_THAT(text, HasSubstr(whole)) << width;
  }
}

TEST(TableWriterTest, FreeTextWrapsBeforeInstantsAndKinds) {
  EXPECT_THAT(EventsIn(120), AllOf(HasSubstr("2024-05-16 17:00:00  tranche allocated  "),
                                   HasSubstr("2024-05-16 17:00:00  plan approved  "), Not(HasSubstr("recorded at:"))));
}

// A table as `explain` prints it, of four measures with amounts of trillions.
TableHead Postings() {
  TableHead head;
  head.columns = {{"sequence", "sequence", Column::kRight},
                  {"recorded_at", "recorded at (+07:00)"},
                  {"effective_date", "effective"},
                  {"kind", "kind"},
                  {"line", "budget line"},
                  {"plan", "plan", Column::kRight},
                  {"allocated", "allocated", Column::kRight},
                  {"disbursed", "disbursed", Column::kRight},
                  {"executed", "executed", Column::kRight},
                  {"actor", "actor"},
                  {"because", "because"}};
  return head;
}

std::vector<Cell> Posting(absl::string_view sequence, absl::string_view kind, absl::string_view actor) {
  return {Cell::Text(sequence),
          Cell::Text("2024-05-16 17:00:00"),
          Cell::Text("2024-01-01"),
          Cell::Text(kind),
          Cell::Text(absl::StrCat("Highlands region:central-highlands; National funds; 202", sequence)),
          Cell::Amount(1'234'567'000'001),
          Cell::Amount(1'234'567'000'002),
          Cell::Amount(1'234'567'000'003),
          Cell::Amount(1'234'567'000'004),
          Cell::Text(actor),
          Cell::Text(absl::StrCat("decision ", sequence, "/QĐ-BCT, as the ministry wrote in its letter of May"))};
}

std::string PostingsIn(int width, const std::vector<std::vector<Cell>>& rows) {
  std::string text;
  const auto writer = MakeTextTableWriter(English(width), Into(&text));
  EXPECT_THAT(writer->Begin(Postings()), IsOk());
  for (const std::vector<Cell>& row : rows) EXPECT_THAT(writer->Row(row), IsOk());
  std::vector<Cell> total(11, Cell::Text(""));
  total[0] = Cell::Text("total");
  total[5] = Cell::Amount(2'469'134'000'002);
  EXPECT_THAT(writer->End({total, {}}), IsOk());
  return text;
}

TEST(TableWriterTest, WhatDoesNotFitIsAboveOrBelowRowsThatKeepTheirColumns) {
  const std::string text =
      PostingsIn(120, {Posting("1", "plan approved", "an"), Posting("2", "tranche allocated", "an")});
  EXPECT_EQ(text,
            "(VND)\n"
            "the same in these rows: recorded at (+07:00): 2024-05-16 17:00:00 · effective: 2024-01-01 · actor: an\n"
            "sequence  kind                            plan          allocated          disbursed           executed\n"
            "───────────────────────────────────────────────────────────────────────────────────────────────────────\n"
            "       1  plan approved      1,234,567,000,001  1,234,567,000,002  1,234,567,000,003  1,234,567,000,004\n"
            "    budget line: Highlands region:central-highlands; National funds; 2021 · because: decision 1/QĐ-BCT, "
            "as the ministry\n"
            "    wrote in its letter of May\n"
            "       2  tranche allocated  1,234,567,000,001  1,234,567,000,002  1,234,567,000,003  1,234,567,000,004\n"
            "    budget line: Highlands region:central-highlands; National funds; 2022 · because: decision 2/QĐ-BCT, "
            "as the ministry\n"
            "    wrote in its letter of May\n"
            "───────────────────────────────────────────────────────────────────────────────────────────────────────\n"
            "   total                     2,469,134,000,002\n");
}

TEST(TableWriterTest, NoAmountDateOrTextIsCutAtAnyWidth) {
  for (int width = 40; width <= 240; ++width) {
    const std::string text = PostingsIn(width, {Posting("1", "plan", "an"), Posting("2", "plan", "binh")});
    EXPECT_LE(WidestLine(text), width) << text;
    const std::string words = absl::StrJoin(absl::StrSplit(text, absl::ByAnyChar(" \n"), absl::SkipEmpty()), " ");
    for (const char* whole : {"1,234,567,000,001", "1,234,567,000,002", "1,234,567,000,003", "1,234,567,000,004",
                              "2,469,134,000,002", "2024-05-16", "2024-01-01", "region:central-highlands;", "binh"})
      EXPECT_THAT(words, HasSubstr(whole)) << width;
    if (width >= 120) {
      EXPECT_THAT(text, Not(HasSubstr("\nplan: "))) << width;
    }
  }
}

TEST(TableWriterTest, ALaterRowThatSaysSomethingElseThanTheLineAboveBeginsANewHeader) {
  std::vector<std::vector<Cell>> rows(1000, Posting("1", "plan", "an"));
  rows.push_back(Posting("2", "plan", "binh"));
  const std::string text = PostingsIn(120, rows);
  const size_t second = text.rfind("sequence  ");
  EXPECT_THAT(text.substr(0, second), AllOf(HasSubstr("actor: an"), Not(HasSubstr("binh"))));
  EXPECT_THAT(text.substr(second), AllOf(HasSubstr("binh"), Not(HasSubstr("actor: an"))));
}

TEST(TableWriterTest, ATotalThatSaysSomethingElseThanAllRowsKeepsItsColumn) {
  TableHead head = Payments();
  head.columns = {{"unit", "unit"}, {"paid", "paid", Column::kRight}, {"rate", "rate"}, {"note", "note"}};
  std::string text;
  const auto writer = MakeTextTableWriter(English(72), Into(&text));
  ASSERT_THAT(writer->Begin(head), IsOk());
  const std::string id = "region:" + std::string(25, 'x');
  for (const char* note : {"a", "b"})
    ASSERT_THAT(writer->Row({Cell::Text(id), Cell::Amount(1'000'000'000'000), Cell::Percent("0.0"),
                             Cell::Text(absl::StrCat(note, std::string(30, 'y')))}),
                IsOk());
  ASSERT_THAT(writer->End({{Cell::Text("total"), Cell::Amount(2), Cell::Percent("25.6"), Cell::Text("")}, {}}), IsOk());
  EXPECT_THAT(text, AllOf(HasSubstr("25.6 %"), Not(HasSubstr("the same"))));
}

TEST(TableWriterTest, ALaterRowWithAWiderWordBeginsANewHeader) {
  std::string text;
  const auto writer = MakeTextTableWriter(English(60), Into(&text));
  ASSERT_THAT(writer->Begin(Payments()), IsOk());
  for (int i = 0; i < 1000; ++i) ASSERT_THAT(writer->Row(Payment(100, "note")), IsOk());
  text.clear();
  ASSERT_THAT(writer->Row(Payment(100, "see region:central-highlands")), IsOk());
  ASSERT_THAT(writer->End({}), IsOk());
  EXPECT_THAT(text, AllOf(StartsWith("unit"), HasSubstr("region:central-highlands")));
  EXPECT_LE(WidestLine(text), 60);
}

TEST(TableWriterTest, AValueThatDoesNotFitBesideItsLabelIsBelowIt) {
  TableHead head;
  head.columns = {{"left", "available to disburse", Column::kRight}, {"unit", "unit"}};
  head.vertical = true;
  std::string text;
  const auto writer = MakeTextTableWriter(English(30), Into(&text));
  ASSERT_THAT(writer->Begin(head), IsOk());
  ASSERT_THAT(writer->Row({Cell::Amount(18300000000), Cell::Text("North")}), IsOk());
  ASSERT_THAT(writer->End({}), IsOk());
  EXPECT_EQ(text, "(VND)\navailable to disburse:\n  18,300,000,000\nunit:                   North\n");
}

TEST(TableWriterTest, ARangeIsShownWithBothEndsInTheUnitOfMoney) {
  TableHead head;
  head.columns = {{"", "computed", Column::kRight}};
  head.columns[0].people_only = true;
  TableStyle style = English(0);
  style.unit = MoneyUnit::kBillion;
  std::string text;
  const auto writer = MakeTextTableWriter(style, Into(&text));
  ASSERT_THAT(writer->Begin(head), IsOk());
  ASSERT_THAT(writer->Row({Cell::AmountRange(99200000000, 99400000000)}), IsOk());
  ASSERT_THAT(writer->End({}), IsOk());
  EXPECT_THAT(text, HasSubstr("99.2 to 99.4\n"));
}

TEST(TableWriterTest, ATableThatCannotFitHasEachRowAsLabelsAndValues) {
  std::string text;
  const auto writer = MakeTextTableWriter(English(30), Into(&text));
  ASSERT_THAT(writer->Begin(Payments()), IsOk());
  ASSERT_THAT(writer->Row(Payment(18300000000, "first payment")), IsOk());
  ASSERT_THAT(writer->Row(Payment(1, "second payment")), IsOk());
  ASSERT_THAT(writer->End({}), IsOk());
  EXPECT_THAT(text, AllOf(StartsWith("(VND)\nunit:  Hà Nội\npaid:  18,300,000,000\nnote:  first payment\n"),
                          HasSubstr("\n\nunit:  Hà Nội\npaid:")));
  EXPECT_LE(WidestLine(text), 30);
}

TEST(TableWriterTest, RowsAreWrittenBeforeTheEndOnceAThousandAreMeasured) {
  std::string text;
  const auto writer = MakeTextTableWriter(English(80), Into(&text));
  ASSERT_THAT(writer->Begin(Payments()), IsOk());
  for (int i = 0; i < 999; ++i) ASSERT_THAT(writer->Row(Payment(100, "note")), IsOk());
  EXPECT_EQ(text, "");
  ASSERT_THAT(writer->Row(Payment(100, "note")), IsOk());
  EXPECT_THAT(text, HasSubstr("Hà Nội   100  note"));
  text.clear();
  ASSERT_THAT(writer->Row(Payment(7, "late")), IsOk());
  EXPECT_THAT(text, StartsWith("Hà Nội     7  late"));
}

TEST(TableWriterTest, ALaterRowThatDoesNotFitBeginsANewHeader) {
  TableHead head = Payments();
  std::string text;
  const auto writer = MakeTextTableWriter(English(80), Into(&text));
  ASSERT_THAT(writer->Begin(head), IsOk());
  for (int i = 0; i < 1000; ++i) ASSERT_THAT(writer->Row(Payment(100, "")), IsOk());
  EXPECT_THAT(text, Not(HasSubstr("note")));
  text.clear();
  ASSERT_THAT(writer->Row(Payment(18300000000, "a remark")), IsOk());
  ASSERT_THAT(writer->End({{Cell::Text("total"), Cell::Amount(18300100000), Cell::Text(""), Cell::Text("")}, {}}),
              IsOk());
  EXPECT_THAT(text, StartsWith("unit              paid  note      key"));
  EXPECT_THAT(text, HasSubstr("Hà Nội  18,300,000,000  a remark  row:"));
  EXPECT_THAT(text, HasSubstr("total   18,300,100,000\n"));
}

TEST(TableWriterTest, NotesAndTitlesWrapWithinTheWidth) {
  TableHead head = Payments();
  head.title = "A long title that says what the table is about";
  std::string text;
  const auto writer = MakeTextTableWriter(English(30), Into(&text));
  ASSERT_THAT(writer->Begin(head), IsOk());
  ASSERT_THAT(writer->End({{}, {"a note that is longer than the table may be wide"}}), IsOk());
  EXPECT_LE(WidestLine(text), 30);
  EXPECT_THAT(text, HasSubstr("note: a note that is longer\n      than the table may be\n"));
}

TEST(TableWriterTest, CsvHasExactValuesInFull) {
  std::string csv;
  const auto writer = MakeCsvTableWriter(Into(&csv));
  std::vector<Cell> row = Payment(-5, "say \"so\",\n\x1b");
  row[3] = Cell::NoAmount();
  ASSERT_THAT(writer->Begin(Payments()), IsOk());
  ASSERT_THAT(writer->Row(row), IsOk());
  ASSERT_THAT(writer->End({}), IsOk());
  EXPECT_EQ(csv, "unit,paid,note,key\nHà Nội,-5,\"say \"\"so\"\",\n\x1b\",\n");
}

TEST(TableWriterTest, AnErrorOfTheSinkEndsTheWriting) {
  int calls = 0;
  const auto writer = MakeCsvTableWriter(
      [&](absl::string_view) { return ++calls > 1 ? absl::UnavailableError("closed") : absl::OkStatus(); });
  ASSERT_THAT(writer->Begin(Payments()), IsOk());
  EXPECT_THAT(writer->Row(Payment(1, "")), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("closed")));
}

TEST(PrintableTest, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(Printable("a\x1b[31mb\x07").text, "a\\x1B[31mb\\x07");
  EXPECT_EQ(Printable("c\xC2\x9B"
                      "d\x7F")
                .text,
            "c\\x9Bd\\x7F");
  EXPECT_EQ(Printable("1\u202E2\u2066 3\u200F\u061C").text, "1\\u202E2\\u2066 3\\u200F\\u061C");
  EXPECT_EQ(Printable("x\ny\t").text, "x\\ny\\t");
  EXPECT_EQ(PrintableLines("x\ny\x1b\n"), "x\ny\\x1B\n");
  EXPECT_EQ(Printable("tỷ đồng").width, 7);
}

std::string Utf8(uint32_t code_point) {
  const auto byte = [](uint32_t bits) { return static_cast<char>(bits); };
  if (code_point < 0x80) return {byte(code_point)};
  if (code_point < 0x800) return {byte(0xC0 | code_point >> 6), byte(0x80 | (code_point & 0x3F))};
  return {byte(0xE0 | code_point >> 12), byte(0x80 | (code_point >> 6 & 0x3F)), byte(0x80 | (code_point & 0x3F))};
}

TEST(PrintableTest, EveryLetterOfVietnameseIsAsWideAsUnicodeSays) {
  for (uint32_t code_point = 0x20; code_point < 0x2000; ++code_point) {
    const std::string text = Utf8(code_point);
    const PrintableText shown = Printable(text);
    const bool is_plain = (code_point >= 0x20 && code_point < 0x7F) || (code_point >= 0xC0 && code_point < 0x2B0) ||
                          (code_point >= 0x1E00 && code_point < 0x1F00);
    if (shown.text == text) {
      EXPECT_EQ(shown.width, utf8proc_charwidth(static_cast<int32_t>(code_point))) << code_point;
    }
    EXPECT_TRUE(!is_plain || shown.text == text) << code_point;
  }
}

TEST(PrintableTest, ATextIsAsWideAsItsParts) {
  for (const char* text : {"", "Hà Nội", "a · b", "\xC3", "\xC3(", "\xE1\xBB", "\xE1\xBB\xC0", "\xCA\xB0x", "tỷ\n·",
                           "\xE1\xB7\x80", "\xC4\x80\x80"}) {
    EXPECT_EQ(PrintableWidth(text), Printable(text).width) << text;
    EXPECT_EQ(Printable(std::string("ắ") + text + "Đ").text, "ắ" + Printable(text).text + "Đ");
    EXPECT_EQ(PrintableWidth(std::string("ắ") + text + "Đ"), Printable(text).width + 2) << text;
  }
  EXPECT_EQ(Printable("\xC3(").text, "\uFFFD(");
  EXPECT_EQ(Printable("\xE1\xBB").width, 2);
}

}  // namespace
}  // namespace tranche
