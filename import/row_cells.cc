#include "import/row_cells.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/date_text.h"
#include "events/joined_refusals.h"
#include "events/plain_text.h"
#include "events/refusal.h"
#include "events/tranche_number.h"

namespace tranche {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

bool Contains(absl::Span<const absl::string_view> names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

v1::RefusalField NamesField(absl::string_view field, absl::Span<const absl::string_view> names) {
  return TextsField(field, {names.begin(), names.end()});
}

void AddMissingColumns(const CsvFile& file, absl::Span<const absl::string_view> required, RowErrors* errors) {
  for (absl::string_view name : required) {
    if (file.Column(name).has_value()) continue;
    errors->Add(
        AtRow(file.path, 1,
              Refuse(kInvalid, "csv.column-missing", "the column {column} is missing; found the columns {found}",
                     {TextField("column", name), TextsField("found", file.header)})));
  }
}

absl::Status AtCell(absl::string_view path, int64_t line, absl::string_view column, const absl::Status& refused) {
  const RefusalFields place = {NumberField("line", static_cast<uint64_t>(line)), TextField("column", column)};
  return Within("{path}", {TextField("path", path)}, Within("line {line}, column {column}", place, refused));
}

// The column that says the field of an event, of which the path in the event may stand before it; empty if the file has
// none.
std::string ColumnOf(const std::string& path, absl::Span<const std::string> columns) {
  const std::string field = path.substr(path.rfind('.') + 1);
  for (const std::string& column : columns) {
    if (column == field || absl::StrCat(column, "_id") == field) return column;
    if (field == "amount" && absl::StartsWith(column, "amount_")) return column;
  }
  return "";
}

}  // namespace

absl::Status Unwanted(absl::string_view text, absl::string_view wanted) {
  if (text.empty())
    return Refuse(kInvalid, "cell.empty", "found nothing, wanted {wanted}", {WordField("wanted", wanted)});
  return Refuse(kInvalid, "cell.unwanted", "found \"{found}\", wanted {wanted}",
                {TextField("found", text), WordField("wanted", wanted)});
}

absl::Status AtRow(absl::string_view path, int64_t line, const absl::Status& refused) {
  return Within("{path}", {TextField("path", path)},
                Within("line {line}", {NumberField("line", static_cast<uint64_t>(line))}, refused));
}

absl::Status AtRowOrCell(const RowEvent& row, absl::Span<const std::string> columns, const absl::Status& refused) {
  std::optional<v1::Refusal> refusal = RefusalOf(refused);
  if (refusal && refusal->code() == "key.other-content") {
    for (v1::RefusalField& field : *refusal->mutable_what()->mutable_fields()) {
      const std::string column = field.name() == "field" ? ColumnOf(field.text(), columns) : "";
      if (!column.empty()) field.set_text(column);
    }
    return AtRow(row.path, row.line, StatusOf(refused.code(), *refusal));
  }
  const bool is_in_field = refusal && refusal->within_size() > 0 && refusal->within(0).text() == kFieldText;
  const std::string column = is_in_field ? ColumnOf(refusal->within(0).fields(0).text(), columns) : "";
  if (column.empty()) return AtRow(row.path, row.line, refused);
  refusal->mutable_within()->DeleteSubrange(0, 1);
  return AtCell(row.path, row.line, column, StatusOf(refused.code(), *refusal));
}

void RowErrors::Add(const absl::Status& refused, int64_t line) {
  ++count_;
  only_rules_ = only_rules_ && absl::IsFailedPrecondition(refused);
  if (shown_.size() < kRefusalsShownMax) shown_.push_back({line, refused});
}

bool RowErrors::are_enough() const { return shown_.size() == kRefusalsShownMax; }

absl::Status RowErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  std::vector<Error> by_line = shown_;
  std::stable_sort(by_line.begin(), by_line.end(), [](const Error& a, const Error& b) { return a.line < b.line; });
  std::vector<absl::Status> shown;
  for (const Error& error : by_line) shown.push_back(error.why);
  return JoinRefusals(only_rules_ ? absl::StatusCode::kFailedPrecondition : kInvalid, shown, count_ - shown.size());
}

RowCells::RowCells(const CsvFile& file, const CsvRow& row, RowErrors* errors)
    : file_(file), row_(row), errors_(errors) {}

void RowCells::Refuse(absl::string_view column, const absl::Status& status) {
  if (status.ok()) return;
  ok_ = false;
  errors_->Add(AtCell(file_.path, row_.line, column, status), row_.line);
}

void RowCells::RefuseText(absl::string_view column, absl::string_view wanted) {
  Refuse(column, Unwanted(Text(column), wanted));
}

absl::string_view RowCells::Text(absl::string_view column) const {
  const std::optional<size_t> place = file_.Column(column);
  return place.has_value() ? WithoutBlanks(row_.cells[*place]) : absl::string_view();
}

absl::string_view RowCells::RequiredText(absl::string_view column) {
  const absl::string_view text = Text(column);
  if (text.empty()) RefuseText(column, "a text; fill in the cell");
  return text;
}

std::vector<absl::string_view> RowCells::Parts(absl::string_view column) const {
  std::vector<absl::string_view> parts = absl::StrSplit(Text(column), '|', absl::SkipWhitespace());
  for (absl::string_view& part : parts) part = WithoutBlanks(part);
  return parts;
}

CivilDate RowCells::Date(absl::string_view column) {
  const absl::StatusOr<CivilDate> date = ReadDateText(Text(column));
  Refuse(column, date.status());
  return date.value_or(CivilDate());
}

int32_t RowCells::Year(absl::string_view column) {
  int32_t year = 0;
  if (IsDigits(Text(column)) && absl::SimpleAtoi(Text(column), &year) && year >= 1900 && year <= 9999) return year;
  RefuseText(column, "a year from 1900 to 9999");
  return 0;
}

uint32_t RowCells::Tranche(absl::string_view column) {
  if (Text(column).empty()) return 0;
  const std::optional<uint32_t> number = ReadTrancheText(Text(column));
  if (!number) RefuseText(column, "the number of a tranche, such as 1, or 2024/1");
  return number.value_or(0);
}

uint32_t RowCells::Number(absl::string_view column) {
  uint32_t number = 0;
  if (Text(column).empty()) return 0;
  if (IsDigits(Text(column)) && absl::SimpleAtoi(Text(column), &number) && number > 0) return number;
  RefuseText(column, "a whole number from 1 to 4294967295");
  return 0;
}

bool RowCells::YesNo(absl::string_view column) {
  const absl::string_view text = Text(column);
  if (absl::EqualsIgnoreCase(text, "yes")) return true;
  if (!text.empty() && !absl::EqualsIgnoreCase(text, "no")) RefuseText(column, "yes or no");
  return false;
}

v1::Qualifier RowCells::Qualifier(absl::string_view column) {
  const absl::string_view text = Text(column);
  if (text.empty()) return v1::QUALIFIER_UNSPECIFIED;
  if (text == "exact") return v1::QUALIFIER_EXACT;
  if (text == "almost") return v1::QUALIFIER_ALMOST;
  if (text == "about") return v1::QUALIFIER_ABOUT;
  if (text == "over") return v1::QUALIFIER_OVER;
  if (text == "at-most") return v1::QUALIFIER_AT_MOST;
  RefuseText(column, "one of: exact, almost, about, over, at-most");
  return v1::QUALIFIER_UNSPECIFIED;
}

absl::Status CheckColumns(const CsvFile& file, absl::Span<const absl::string_view> required,
                          absl::Span<const absl::string_view> optional) {
  RowErrors errors;
  AddMissingColumns(file, required, &errors);
  for (const std::string& name : file.header) {
    if (Contains(required, name) || Contains(optional, name)) continue;
    errors.Add(
        AtRow(file.path, 1,
              Refuse(kInvalid, "csv.column-unknown",
                     "found the unknown column \"{found}\", wanted {required}, and as you need {optional}",
                     {TextField("found", name), NamesField("required", required), NamesField("optional", optional)})));
  }
  return errors.ToStatus();
}

absl::Status CheckRequiredColumns(const CsvFile& file, absl::Span<const absl::string_view> required) {
  RowErrors errors;
  AddMissingColumns(file, required, &errors);
  return errors.ToStatus();
}

}  // namespace tranche
