#include "import/project_rows.h"

#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/types/span.h"
#include "import/cell_names.h"
#include "projections/catalogue/name_resolution.h"

namespace tranche {
namespace {

using Columns = absl::Span<const absl::string_view>;

constexpr absl::string_view kProjectColumns[] = {"project_id", "name", "unit_id", "support", "effective_date"};
constexpr absl::string_view kProjectOptional[] = {"area",        "project_kind", "begin",           "end",
                                                  "implementer", "beneficiary",  "total_cost",      "event_id",
                                                  "reason",      "note",         "document_number", "deviations"};
constexpr absl::string_view kIndicatorColumns[] = {"indicator_id", "name", "counted", "effective_date"};
constexpr absl::string_view kIndicatorOptional[] = {"name_en", "event_id", "reason", "note", "document_number"};
constexpr absl::string_view kOutputColumns[] = {"indicator_id", "unit_id", "fiscal_year", "quantity", "effective_date"};
constexpr absl::string_view kOutputOptional[] = {"area",     "project", "period_begin", "period_end",
                                                 "event_id", "reason",  "note",         "document_number"};

// Converts rows to events, one by one.
class ProjectRowReader {
 public:
  ProjectRowReader(const CsvFile& file, const Catalogue& catalogue, Locale locale)
      : file_(file), catalogue_(catalogue), locale_(locale), names_(catalogue) {}

  using Reader = void (ProjectRowReader::*)(RowCells* cells, v1::Event* event);

  absl::StatusOr<std::vector<RowEvent>> ReadAll(Reader read) {
    std::vector<RowEvent> events;
    events.reserve(file_.rows.size());
    for (const CsvRow& row : file_.rows) {
      RowCells cells(file_, row, &errors_);
      RowEvent made{cells.path(), {}, row.line, cells.Text("event_id").empty()};
      made.event.set_event_id(std::string(cells.Text("event_id")));
      made.event.set_effective_date(cells.Date("effective_date").number());
      made.event.set_reason(std::string(cells.Text("reason")));
      if (!cells.Text("note").empty()) made.event.mutable_evidence()->set_note(std::string(cells.Text("note")));
      if (!cells.Text("document_number").empty())
        made.event.mutable_document()->set_number(std::string(cells.Text("document_number")));
      (this->*read)(&cells, &made.event);
      events.push_back(std::move(made));
    }
    if (!errors_.empty()) return errors_.ToStatus();
    return events;
  }

  void Project(RowCells* cells, v1::Event* event) {
    v1::ProjectRegistered& project = *event->mutable_project_registered();
    project.set_project_id(std::string(cells->RequiredText("project_id")));
    project.set_name(std::string(cells->RequiredText("name")));
    cells->RequiredText("unit_id");
    project.set_unit_id(names_.Unit(cells, "unit_id", DayOf(*event)));
    project.set_area_id(names_.Area(cells, "area"));
    project.set_kind(std::string(cells->Text("project_kind")));
    project.set_begin(DayIn("begin", 0, cells));
    project.set_end(DayIn("end", 0, cells));
    project.set_implementer(std::string(cells->Text("implementer")));
    project.set_beneficiary(std::string(cells->Text("beneficiary")));
    if (!cells->Text("total_cost").empty())
      project.set_total_cost(Amount(cells->Text("total_cost"), "total_cost", cells));
    for (const absl::string_view rule : cells->Parts("deviations")) event->add_deviations(std::string(rule));
    cells->RequiredText("support");
    for (const absl::string_view part : cells->Parts("support")) Support(part, cells, &project);
  }

  void Indicator(RowCells* cells, v1::Event* event) {
    v1::IndicatorDefined& indicator = *event->mutable_indicator_defined();
    indicator.set_indicator_id(std::string(cells->RequiredText("indicator_id")));
    indicator.set_name(std::string(cells->RequiredText("name")));
    indicator.set_name_en(std::string(cells->Text("name_en")));
    indicator.set_unit(std::string(cells->RequiredText("counted")));
  }

  void Output(RowCells* cells, v1::Event* event) {
    v1::OutputReported& output = *event->mutable_output_reported();
    v1::BudgetLine& line = *output.mutable_line();
    cells->RequiredText("unit_id");
    line.set_unit_id(names_.Unit(cells, "unit_id", DayOf(*event)));
    line.set_area_id(names_.Area(cells, "area"));
    line.set_project_id(std::string(cells->Text("project")));
    line.set_fiscal_year(cells->Year("fiscal_year"));
    const absl::StatusOr<std::string> indicator = ResolveIndicator(catalogue_, cells->RequiredText("indicator_id"));
    cells->Refuse("indicator_id", indicator.status());
    output.set_indicator_id(indicator.value_or(""));
    int64_t quantity = 0;
    if (!absl::SimpleAtoi(cells->Text("quantity"), &quantity)) cells->RefuseText("quantity", "a whole number");
    output.set_quantity(quantity);
    output.set_period_begin(DayIn("period_begin", line.fiscal_year() * 10'000 + 101, cells));
    output.set_period_end(DayIn("period_end", line.fiscal_year() * 10'000 + 1231, cells));
  }

 private:
  static CivilDate DayOf(const v1::Event& event) {
    return CivilDate::FromNumber(event.effective_date()).value_or(CivilDate());
  }

  static int32_t DayIn(absl::string_view column, int32_t otherwise, RowCells* cells) {
    return cells->Text(column).empty() ? otherwise : cells->Date(column).number();
  }

  // "national; 200 million".
  void Support(absl::string_view text, RowCells* cells, v1::ProjectRegistered* project) const {
    const std::vector<absl::string_view> parts = absl::StrSplit(text, ';');
    if (parts.size() != 2) return cells->RefuseText("support", "a source and an amount, with a semicolon between");
    const absl::StatusOr<std::string> source = ResolveSource(catalogue_, absl::StripAsciiWhitespace(parts[0]));
    cells->Refuse("support", source.status());
    v1::ProjectSupport& support = *project->add_support();
    support.set_source_id(source.value_or(""));
    support.set_amount(Amount(absl::StripAsciiWhitespace(parts[1]), "support", cells));
  }

  int64_t Amount(absl::string_view text, absl::string_view column, RowCells* cells) const {
    const Currency currency{catalogue_.terms().currency_code(), catalogue_.terms().minor_digits()};
    const absl::StatusOr<int64_t> amount = ParseAmount(text, locale_, currency);
    cells->Refuse(column, amount.status());
    return amount.value_or(0);
  }

  const CsvFile& file_;
  const Catalogue& catalogue_;
  Locale locale_;
  CellNames names_;
  RowErrors errors_;
};

struct Sort {
  Columns required;
  Columns optional;
  ProjectRowReader::Reader read;
};

Sort SortOf(const CsvFile& file) {
  if (!file.Column("indicator_id")) return {kProjectColumns, kProjectOptional, &ProjectRowReader::Project};
  if (file.Column("counted")) return {kIndicatorColumns, kIndicatorOptional, &ProjectRowReader::Indicator};
  return {kOutputColumns, kOutputOptional, &ProjectRowReader::Output};
}

}  // namespace

bool IsProjectFile(const CsvFile& file) {
  return file.Column("indicator_id").has_value() ||
         (file.Column("project_id").has_value() && file.Column("support").has_value());
}

absl::StatusOr<std::vector<RowEvent>> ProjectEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale) {
  const Sort sort = SortOf(file);
  if (absl::Status columns = CheckColumns(file, sort.required, sort.optional); !columns.ok()) return columns;
  return ProjectRowReader(file, catalogue, locale).ReadAll(sort.read);
}

}  // namespace tranche
