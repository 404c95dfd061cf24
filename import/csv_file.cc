#include "import/csv_file.h"

#include <csv.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "events/joined_refusals.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/system_reason.h"
#include "events/utf8.h"

namespace tranche {
namespace {

constexpr size_t kFileBytesMax = size_t{1} << 30;
constexpr int64_t kLinesMax = int64_t{1} << 22;
constexpr size_t kColumnsMax = 1000;
constexpr size_t kCellsMax = size_t{1} << 23;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status ReadError(int error_number) {
  if (error_number == EISDIR)
    return Adding(Refuse(kInvalid, "file.directory", "found a directory, wanted a CSV file"), "name a file in it");
  const RefusalFields fields = {SystemReason("reason", error_number)};
  if (error_number == ENOENT || error_number == ENOTDIR)
    return Adding(
        Refuse(absl::StatusCode::kNotFound, "file.none", "cannot be opened ({reason}), wanted a CSV file", fields),
        "check the path");
  if (error_number == EACCES || error_number == EPERM)
    return Adding(Refuse(absl::StatusCode::kPermissionDenied, "file.permissions", "cannot be read ({reason})", fields),
                  "check the file's permissions");
  return Adding(Refuse(absl::StatusCode::kUnavailable, "file.unreadable", "reading failed ({reason})", fields),
                "try again");
}

absl::StatusOr<std::string> ReadBytes(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (file == nullptr) return ReadError(errno);
  std::string bytes;
  std::vector<char> buffer(size_t{1} << 16);
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get())) {
    bytes.append(buffer.data(), size);
    if (bytes.size() > kFileBytesMax)
      return Adding(Refuse(kInvalid, "csv.too-large", "found more than 1 GiB, wanted at most 1 GiB"), "split the file");
  }
  if (std::ferror(file.get()) != 0) return ReadError(errno);
  return bytes;
}

// The column, from 1, of the character at `offset` in `line`; the bytes before it are UTF-8.
int64_t ColumnAt(absl::string_view line, size_t offset) {
  const auto begins_character = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
  return 1 + std::count_if(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(offset), begins_character);
}

absl::Status AtColumn(int64_t number, absl::string_view line, size_t offset, const absl::Status& status) {
  return Within("line {line}, column {column}",
                {NumberField("line", static_cast<uint64_t>(number)),
                 NumberField("column", static_cast<uint64_t>(ColumnAt(line, offset)))},
                status);
}

absl::Status AtLine(int64_t number, const absl::Status& status) {
  return Within("line {line}", {NumberField("line", static_cast<uint64_t>(number))}, status);
}

// At a byte that no UTF-8 text file has.
absl::Status ByteError(char found) {
  const std::string byte = absl::StrCat("0x", absl::Hex(static_cast<unsigned char>(found), absl::kZeroPad2));
  const RefusalFields fields = {TextField("found", byte)};
  if (found == '\r')
    return Adding(
        Refuse(kInvalid, "csv.line-end", "found the byte {found}, wanted line ends LF or CRLF, not a lone CR", fields),
        "save the file with one of them");
  if (found == '\0')
    return Adding(Refuse(kInvalid, "csv.nul", "found the byte {found}, wanted text without NUL", fields),
                  "save the file as CSV UTF-8");
  return Adding(Refuse(kInvalid, "csv.not-utf8", "found the byte {found}, wanted UTF-8", fields),
                "save the file as CSV UTF-8");
}

// Refuses a line with a byte that cannot occur in a UTF-8 text file. `line` is without its
// LF or CRLF.
absl::Status CheckLine(int64_t number, absl::string_view line) {
  const size_t valid = ValidUtf8Length(line);
  const size_t control = line.substr(0, valid).find_first_of(absl::string_view("\0\r", 2));
  const size_t wrong = control != absl::string_view::npos ? control : valid;
  if (wrong < line.size()) return AtColumn(number, line, wrong, ByteError(line[wrong]));
  return absl::OkStatus();
}

absl::Status CheckStart(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xFF\xFE") || absl::StartsWith(bytes, "\xFE\xFF")) {
    return AtLine(1, Adding(Refuse(kInvalid, "csv.utf16", "found UTF-16 (its byte order mark), wanted UTF-8"),
                            "save the file as CSV UTF-8"));
  }
  if (absl::StripPrefix(bytes, kByteOrderMark).empty()) {
    return Refuse(kInvalid, "csv.empty", "found an empty file, wanted a header row with the column names");
  }
  return absl::OkStatus();
}

absl::Status TooLarge(v1::RefusalField what, uint64_t most) {
  return Refuse(absl::StatusCode::kInvalidArgument, "csv.too-large",
                "found more than {most} {what}; split the file, or save it without empty rows and columns",
                {NumberField("most", most), std::move(what)});
}

// The lines of a file without their line ends, all valid UTF-8. Adds remarks to `notes`.
absl::StatusOr<std::vector<absl::string_view>> SplitLines(absl::string_view bytes, std::vector<std::string>& notes) {
  if (absl::Status status = CheckStart(bytes); !status.ok()) return status;
  if (std::count(bytes.begin(), bytes.end(), '\n') > kLinesMax)
    return TooLarge(WordField("what", "lines of the file"), kLinesMax);
  if (absl::ConsumePrefix(&bytes, kByteOrderMark)) notes.push_back("a UTF-8 byte order mark was skipped");
  std::vector<absl::string_view> lines = absl::StrSplit(bytes, '\n');
  bool has_crlf = false;
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool line_has_end = i + 1 < lines.size();
    if (line_has_end && absl::ConsumeSuffix(&lines[i], "\r")) has_crlf = true;
    if (absl::Status status = CheckLine(static_cast<int64_t>(i) + 1, lines[i]); !status.ok()) return status;
  }
  if (has_crlf) notes.push_back("line ends are CRLF");
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// Parses lines into rows with libcsv, one line at a time, so that each row's line number is
// known.
class RowReader {
 public:
  RowReader() {
    csv_init(&parser_, CSV_STRICT);
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });  // Keeps spaces in cells.
  }
  ~RowReader() { csv_free(&parser_); }
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  // Errors:
  //   INVALID_ARGUMENT  a quote where none is allowed.
  absl::Status Read(int64_t number, absl::string_view line) {
    const bool starts_row = !row_open_;
    if (starts_row) row_.line = number;
    if (starts_row && line.empty()) {
      rows_.push_back(std::move(row_));
      row_ = CsvRow();
      return absl::OkStatus();
    }
    const size_t cells_before = row_.cells.size();
    row_open_ = true;
    const std::string text = absl::StrCat(line, "\n");
    const size_t parsed = csv_parse(&parser_, text.data(), text.size(), &AddCell, &EndRow, this);
    if (parsed != text.size()) return QuoteError(number, line, parsed);
    if (has_too_many_columns_)
      return Within("line {line}", {NumberField("line", static_cast<uint64_t>(number))},
                    TooLarge(WordField("what", "columns"), kColumnsMax));
    if (cells_ > kCellsMax) return TooLarge(WordField("what", "cells"), kCellsMax);
    if (row_open_ && (starts_row || row_.cells.size() > cells_before)) quote_line_ = number;
    return absl::OkStatus();
  }

  // The rows, after every line has been read; an empty line is a row without cells.
  //
  // Errors:
  //   INVALID_ARGUMENT  a quoted cell is still open.
  absl::StatusOr<std::vector<CsvRow>> Finish() && {
    if (!row_open_) return std::move(rows_);
    return AtLine(quote_line_,
                  Adding(Refuse(kInvalid, "csv.quote-open",
                                "found a cell whose opening quote is never closed, wanted a \" at its end"),
                         "close it, or double a quote that is meant"));
  }

 private:
  static void AddCell(void* text, size_t size, void* untyped_reader) {
    auto* reader = static_cast<RowReader*>(untyped_reader);
    ++reader->cells_;
    reader->has_too_many_columns_ = reader->has_too_many_columns_ || reader->row_.cells.size() >= kColumnsMax;
    if (reader->has_too_many_columns_) return;
    reader->row_.cells.push_back(Composed(absl::string_view(static_cast<const char*>(text), size)));
  }

  static void EndRow(int /*terminator*/, void* untyped_reader) {
    auto* reader = static_cast<RowReader*>(untyped_reader);
    reader->rows_.push_back(std::move(reader->row_));
    reader->row_ = CsvRow();
    reader->row_open_ = false;
  }

  static absl::Status QuoteError(int64_t number, absl::string_view line, size_t offset) {
    const absl::Status found =
        line[offset] == '"'
            ? Refuse(kInvalid, "csv.quote-inside", "found a quote inside a cell that does not begin with one")
            : Refuse(kInvalid, "csv.text-after-quote", "found text after the closing quote of a cell");
    return AtColumn(
        number, line, offset,
        Adding(found, "wanted the whole cell in quotes with each quote in it doubled, as in \"a \"\"b\"\" c\""));
  }

  csv_parser parser_;
  std::vector<CsvRow> rows_;
  CsvRow row_;
  bool row_open_ = false;
  size_t cells_ = 0;
  bool has_too_many_columns_ = false;
  int64_t quote_line_ = 0;  // Where the cell that is open at the end of a line began.
};

absl::StatusOr<std::vector<CsvRow>> ParseRows(const std::vector<absl::string_view>& lines) {
  RowReader reader;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (absl::Status status = reader.Read(static_cast<int64_t>(i) + 1, lines[i]); !status.ok()) return status;
  }
  return std::move(reader).Finish();
}

// A spreadsheet in a locale with decimal commas separates by semicolons.
absl::Status CheckSeparator(const std::vector<std::string>& names) {
  if (names.size() != 1 || names[0].find_first_of(";\t") == std::string::npos) return absl::OkStatus();
  return AtLine(
      1, Adding(Refuse(kInvalid, "csv.separator", "found one column \"{found}\", wanted columns separated by commas",
                       {TextField("found", absl::Utf8SafeCEscape(names[0]))}),
                "save the file with commas"));
}

absl::Status NoNameOfItsOwn(absl::string_view name) {
  if (name.empty())
    return Refuse(kInvalid, "csv.column-unnamed",
                  "found an empty column name, wanted each column to have its own name");
  return Refuse(kInvalid, "csv.column-twice",
                "found the column name \"{name}\" again, wanted each column to have its own name",
                {TextField("name", name)});
}

absl::StatusOr<std::vector<std::string>> ParseHeader(const std::vector<CsvRow>& rows) {
  if (rows.empty() || rows[0].cells.empty()) {
    return AtLine(1, Refuse(kInvalid, "csv.no-header", "found no column names, wanted a header row"));
  }
  std::vector<std::string> names = rows[0].cells;
  if (absl::Status status = CheckSeparator(names); !status.ok()) return status;
  std::set<std::string> seen;
  for (size_t i = 0; i < names.size(); ++i) {
    absl::StripAsciiWhitespace(&names[i]);
    if (!names[i].empty() && seen.insert(names[i]).second) continue;
    return Within("line 1, cell {cell}", {NumberField("cell", i + 1)}, NoNameOfItsOwn(names[i]));
  }
  return names;
}

absl::Status WithPath(const absl::Status& status, absl::string_view path) {
  return Within("{path}", {TextField("path", path)}, status);
}

absl::Status WrongLength(const CsvRow& row, size_t wanted) {
  if (row.cells.empty())
    return Refuse(kInvalid, "csv.row-length", "found an empty line, wanted {wanted} cell{wanted:s} as in the header",
                  {NumberField("wanted", wanted)});
  return Refuse(kInvalid, "csv.row-length",
                "found {found} cell{found:s}, wanted {wanted} cell{wanted:s} as in the header",
                {NumberField("found", row.cells.size()), NumberField("wanted", wanted)});
}

absl::Status CheckRowLengths(const CsvFile& file) {
  std::vector<absl::Status> refused;
  size_t count = 0;
  for (const CsvRow& row : file.rows) {
    if (row.cells.size() == file.header.size() || ++count > kRefusalsShownMax) continue;
    refused.push_back(WithPath(AtLine(row.line, WrongLength(row, file.header.size())), file.path));
  }
  return count == 0 ? absl::OkStatus() : JoinRefusals(kInvalid, refused, count - refused.size());
}

}  // namespace

std::optional<size_t> CsvFile::Column(absl::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<size_t>(found - header.begin());
}

absl::StatusOr<CsvFile> ReadCsvFile(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadBytes(path);
  if (!bytes.ok()) return WithPath(bytes.status(), path);
  return ParseCsvFile(path, *bytes);
}

absl::StatusOr<CsvFile> ParseCsvFile(const std::string& path, absl::string_view bytes) {
  CsvFile file;
  file.path = path;
  const absl::StatusOr<std::vector<absl::string_view>> lines = SplitLines(bytes, file.notes);
  if (!lines.ok()) return WithPath(lines.status(), path);
  absl::StatusOr<std::vector<CsvRow>> rows = ParseRows(*lines);
  if (!rows.ok()) return WithPath(rows.status(), path);
  absl::StatusOr<std::vector<std::string>> header = ParseHeader(*rows);
  if (!header.ok()) return WithPath(header.status(), path);
  file.header = *std::move(header);
  rows->erase(rows->begin());
  file.rows = *std::move(rows);
  if (absl::Status status = CheckRowLengths(file); !status.ok()) return status;
  return file;
}

}  // namespace tranche
