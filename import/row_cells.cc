#include "import/row_cells.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche {
namespace {

constexpr size_t kErrorsShownMax = 50;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

bool Contains(absl::Span<const absl::string_view> names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void AddMissingColumns(const CsvFile& file, absl::Span<const absl::string_view> required, RowErrors* errors) {
  for (absl::string_view name : required) {
    if (file.Column(name).has_value()) continue;
    errors->Add(absl::StrCat(file.path, ": line 1"),
                absl::InvalidArgumentError(absl::StrCat("the column ", name, " is missing; found the columns ",
                                                        absl::StrJoin(file.header, ", "))));
  }
}

}  // namespace

absl::Status Unwanted(absl::string_view text, absl::string_view wanted) {
  const std::string found = text.empty() ? "nothing" : absl::StrCat("\"", text, "\"");
  return absl::InvalidArgumentError(absl::StrCat("found ", found, ", wanted ", wanted));
}

void RowErrors::Add(absl::string_view place, const absl::Status& status) {
  ++count_;
  only_rules_ = only_rules_ && absl::IsFailedPrecondition(status);
  if (count_ == 1) first_ = Within("{place}", {TextField("place", place)}, status);
  if (messages_.size() < kErrorsShownMax) messages_.push_back(absl::StrCat(place, ": ", status.message()));
}

absl::Status RowErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  const bool is_kept = absl::IsFailedPrecondition(first_) || absl::IsInvalidArgument(first_);
  if (count_ == 1 && is_kept) return first_;
  std::string message = absl::StrJoin(messages_, "\n");
  if (count_ > messages_.size()) absl::StrAppend(&message, "\nand ", count_ - messages_.size(), " more");
  return only_rules_ ? absl::FailedPreconditionError(message) : absl::InvalidArgumentError(message);
}

RowCells::RowCells(const CsvFile& file, const CsvRow& row, RowErrors* errors)
    : file_(file), row_(row), errors_(errors) {}

std::string RowCells::place() const { return absl::StrCat(file_.path, ": line ", row_.line); }

void RowCells::Refuse(absl::string_view column, const absl::Status& status) {
  if (status.ok()) return;
  ok_ = false;
  errors_->Add(absl::StrCat(place(), ", column ", column), status);
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
  const absl::StatusOr<CivilDate> date = CivilDate::Parse(Text(column));
  Refuse(column, date.status());
  return date.value_or(CivilDate());
}

int32_t RowCells::Year(absl::string_view column) {
  int32_t year = 0;
  if (IsDigits(Text(column)) && absl::SimpleAtoi(Text(column), &year) && year >= 1900 && year <= 9999) return year;
  RefuseText(column, "a year from 1900 to 9999");
  return 0;
}

uint32_t RowCells::Number(absl::string_view column) {
  uint32_t number = 0;
  if (Text(column).empty()) return 0;
  if (IsDigits(Text(column)) && absl::SimpleAtoi(Text(column), &number) && number > 0) return number;
  RefuseText(column, absl::StrCat("a whole number from 1 to ", std::numeric_limits<uint32_t>::max()));
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
    const std::string found = absl::StrCat("found the unknown column \"", name, "\"");
    errors.Add(absl::StrCat(file.path, ": line 1"),
               absl::InvalidArgumentError(absl::StrCat(found, ", wanted ", absl::StrJoin(required, ", "),
                                                       ", and as you need ", absl::StrJoin(optional, ", "))));
  }
  return errors.ToStatus();
}

absl::Status CheckRequiredColumns(const CsvFile& file, absl::Span<const absl::string_view> required) {
  RowErrors errors;
  AddMissingColumns(file, required, &errors);
  return errors.ToStatus();
}

}  // namespace tranche
