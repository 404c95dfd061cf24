#include "import/csv_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_directory.h"

namespace tranche {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CsvFileTest : public ::testing::Test {
 protected:
  std::string Path() const { return directory_.File("t.csv"); }

  absl::StatusOr<CsvFile> Read(const std::string& bytes) const {
    std::ofstream(Path(), std::ios::binary) << bytes;
    return ReadCsvFile(Path());
  }

  // The message of the INVALID_ARGUMENT that `bytes` give; other outcomes are named.
  std::string Refusal(const std::string& bytes) const {
    const absl::StatusOr<CsvFile> file = Read(bytes);
    if (file.ok()) return "accepted";
    if (file.status().code() != absl::StatusCode::kInvalidArgument) return file.status().ToString();
    return std::string(file.status().message());
  }

  TemporaryDirectory directory_;
};

TEST_F(CsvFileTest, ReadsHeaderAndRowsWithTheirLines) {
  const absl::StatusOr<CsvFile> file = Read("a,b\n1, 2 \n3,\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->path, Path());
  EXPECT_THAT(file->header, ElementsAre("a", "b"));
  ASSERT_EQ(file->rows.size(), 2u);
  EXPECT_EQ(file->rows[0].line, 2);
  EXPECT_THAT(file->rows[0].cells, ElementsAre("1", " 2 "));
  EXPECT_THAT(file->rows[1].cells, ElementsAre("3", ""));
  EXPECT_THAT(file->notes, IsEmpty());
}

TEST_F(CsvFileTest, FindsColumnsByName) {
  const absl::StatusOr<CsvFile> file = Read(" a ,b\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->Column("a"), 0u);
  EXPECT_EQ(file->Column("b"), 1u);
  EXPECT_EQ(file->Column("c"), std::nullopt);
  EXPECT_THAT(file->rows, IsEmpty());
}

TEST_F(CsvFileTest, ReadsALastLineWithoutLineEnd) {
  const absl::StatusOr<CsvFile> file = Read("a,b\n1,\"2\"");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->rows.size(), 1u);
  EXPECT_THAT(file->rows[0].cells, ElementsAre("1", "2"));
}

TEST_F(CsvFileTest, KeepsLineNumbersRightAfterCellsOfSeveralLines) {
  const absl::StatusOr<CsvFile> file = Read("a,b\n\"x\n\ny\",\"say \"\"hi\"\", now\"\n3,4\n");
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_EQ(file->rows.size(), 2u);
  EXPECT_EQ(file->rows[0].line, 2);
  EXPECT_THAT(file->rows[0].cells, ElementsAre("x\n\ny", "say \"hi\", now"));
  EXPECT_EQ(file->rows[1].line, 5);
}

TEST_F(CsvFileTest, SkipsAByteOrderMarkAndNotesIt) {
  const absl::StatusOr<CsvFile> file = Read("\xEF\xBB\xBF\"a\",b\n1,2\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->header, ElementsAre("a", "b"));
  EXPECT_THAT(file->notes, ElementsAre(HasSubstr("byte order mark")));
}

TEST_F(CsvFileTest, AcceptsCrlfAndNotesIt) {
  const absl::StatusOr<CsvFile> file = Read("a,b\r\n1,\"2\r\n3\"\r\n4,5\r\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->notes, ElementsAre("line ends are CRLF"));
  ASSERT_EQ(file->rows.size(), 2u);
  EXPECT_THAT(file->rows[0].cells, ElementsAre("1", "2\n3"));
  EXPECT_EQ(file->rows[1].line, 4);
}

TEST_F(CsvFileTest, IgnoresEmptyLinesAtTheEndOnly) {
  EXPECT_TRUE(Read("a\n1\n\n\r\n\n").ok());
  EXPECT_THAT(Refusal("a\n1\n\n2\n"), HasSubstr("line 3: found an empty line, wanted 1 cell"));
}

TEST_F(CsvFileTest, RefusesUtf16) {
  EXPECT_THAT(Refusal(std::string("\xFF\xFE"
                                  "a\0",
                                  4)),
              AllOf(HasSubstr("UTF-16"), HasSubstr("save the file as CSV UTF-8")));
  EXPECT_THAT(Refusal(std::string("\xFE\xFF\0a", 4)), HasSubstr("UTF-16"));
}

TEST_F(CsvFileTest, RefusesBytesThatAreNotUtf8WithLineColumnAndByte) {
  EXPECT_THAT(Refusal("a,b\nHà,N\xE9i\n"), AllOf(HasSubstr("t.csv: line 2, column 5"), HasSubstr("0xe9")));
  EXPECT_THAT(Refusal("a\n\xE1\xBB\n"), HasSubstr("line 2, column 1: found the byte 0xe1"));
}

TEST_F(CsvFileTest, RefusesNul) {
  EXPECT_THAT(Refusal(std::string("a,b\n1,\0\n", 8)), HasSubstr("line 2, column 3: found the byte 0x00"));
}

TEST_F(CsvFileTest, RefusesALoneCarriageReturn) {
  EXPECT_THAT(Refusal("a\rb\n"), AllOf(HasSubstr("line 1, column 2"), HasSubstr("lone CR")));
  EXPECT_THAT(Refusal("a\n\"x\ry\"\n"), HasSubstr("line 2, column 3"));
  EXPECT_THAT(Refusal("a\n1\r"), HasSubstr("lone CR"));
}

TEST_F(CsvFileTest, RefusesAFileWithoutHeader) {
  for (const char* bytes : {"", "\xEF\xBB\xBF", "\n\n", "\na\n"}) {
    EXPECT_THAT(Refusal(bytes), HasSubstr("wanted a header row")) << testing::PrintToString(bytes);
  }
}

TEST_F(CsvFileTest, RefusesEmptyAndRepeatedColumnNames) {
  EXPECT_THAT(Refusal("a,,c\n"), HasSubstr("line 1, cell 2: found an empty column name"));
  EXPECT_THAT(Refusal("a,b,a \n"), HasSubstr("line 1, cell 3: found the column name \"a\" again"));
}

TEST_F(CsvFileTest, RefusesSemicolonsAndTabsAsSeparators) {
  EXPECT_THAT(Refusal("a;b\n1;2\n"), HasSubstr("separated by commas"));
  EXPECT_THAT(Refusal("a\tb\n1\t2\n"), HasSubstr("separated by commas"));
}

TEST_F(CsvFileTest, NamesEveryRowOfAWrongLength) {
  EXPECT_THAT(Refusal("a,b\n1\n1,2\n\"x\ny\",2,3\n1\n"),
              AllOf(HasSubstr("line 2: found 1 cell, wanted 2"), HasSubstr("\n" + Path() + ": line 4: found 3 cells"),
                    HasSubstr("line 6: found 1 cell,"), Not(HasSubstr("line 3"))));
}

TEST_F(CsvFileTest, WhatIsWrongWithEachRowIsData) {
  const std::optional<v1::Refusal> refusal = RefusalOf(Read("a,b\n1\n\n1,2\n").status());
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code(), "csv.row-length");
  EXPECT_EQ(refusal->within(1).fields(0).number(), 2u);
  EXPECT_EQ(refusal->what().fields(0).number(), 1u);
  ASSERT_EQ(refusal->others_size(), 1);
  EXPECT_EQ(refusal->others(0).within(1).fields(0).number(), 3u) << "the line of the second one";
  EXPECT_EQ(refusal->others(0).what().text(), "found an empty line, wanted {wanted} cell{wanted:s} as in the header");
}

TEST_F(CsvFileTest, StopsNamingRowsAfterFifty) {
  std::string bytes = "a,b\n";
  for (int i = 0; i < 53; ++i) bytes += "1\n";
  EXPECT_THAT(Refusal(bytes), AllOf(HasSubstr("line 51:"), Not(HasSubstr("line 52:")), HasSubstr("and 3 more")));
  EXPECT_THAT(Refusal(bytes.substr(0, 4 + 50 * 2)), Not(HasSubstr("more")));
}

TEST_F(CsvFileTest, NamesTheLineOnWhichAnUnclosedQuoteOpened) {
  EXPECT_THAT(Refusal("a,b\n1,2\n1,\"x\n3,4\n"), HasSubstr("line 3: found a cell whose opening quote is never closed"));
  EXPECT_THAT(Refusal("a,b\n\"x\ny\",\"z\n1,2"), HasSubstr("line 3: found a cell"));
  EXPECT_THAT(Refusal("\"a,b\n"), HasSubstr("line 1: found a cell"));
}

TEST_F(CsvFileTest, RefusesStrayQuotesWithTheirColumn) {
  EXPECT_THAT(Refusal("a,b\nđ,x\"y\n"), HasSubstr("line 2, column 4: found a quote inside a cell"));
  EXPECT_THAT(Refusal("a,b\n\"x\"y,2\n"), HasSubstr("line 2, column 4: found text after the closing quote"));
  EXPECT_THAT(Refusal("a,b\n\"x\" ,2\n"), HasSubstr("line 2, column 4: found text after the closing quote"));
}

TEST_F(CsvFileTest, SaysWhyAFileCannotBeRead) {
  const absl::Status missing = ReadCsvFile(directory_.File("none.csv")).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("none.csv"));
  const absl::Status directory = ReadCsvFile(directory_.path()).status();
  EXPECT_EQ(directory.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(directory.message()), HasSubstr("found a directory"));
}

TEST_F(CsvFileTest, RefusesAFileThatMayNotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read every file";
  ASSERT_TRUE(Read("a\n").ok());
  std::filesystem::permissions(Path(), std::filesystem::perms::none);
  EXPECT_EQ(ReadCsvFile(Path()).status().code(), absl::StatusCode::kPermissionDenied);
}

TEST(CsvDataTest, EveryFileInDataIsRead) {
  for (const char* name : {"khuyen_cong_events", "provinces_2008", "provinces_2025", "published_figures"}) {
    const absl::StatusOr<CsvFile> file = ReadCsvFile(absl::StrCat(TRANCHE_SOURCE_DIR "/data/", name, ".csv"));
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_GT(file->rows.size(), 30u) << name;
  }
}

TEST_F(CsvFileTest, LettersAreComposed) {
  const absl::StatusOr<CsvFile> file = Read("a\nH\u0061\u0300 N\u006f\u0302\u0323i\n");
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT(file->rows[0].cells, ElementsAre("Hà Nội"));
}

TEST_F(CsvFileTest, AFileThatWouldTakeTooMuchMemoryIsRefusedEarly) {
  EXPECT_THAT(Refusal(std::string(32 << 20, ',')), HasSubstr("line 1: found more than 1000 columns"));
  EXPECT_THAT(Refusal(absl::StrCat("a\n", std::string(5 << 20, '\n'), "b\n")),
              HasSubstr("found more than 4194304 lines"));
  std::string wide = absl::StrCat(std::string(998, ','), "\n");
  for (int i = 0; i < 14; ++i) wide += wide;
  EXPECT_THAT(Refusal(wide), HasSubstr("found more than 8388608 cells"));
}

}  // namespace
}  // namespace tranche
