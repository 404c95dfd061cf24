#include "import/figure_rows.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "events/area_limits.h"
#include "import/cell_names.h"
#include "import/printed_number.h"

namespace tranche {
namespace {

constexpr absl::string_view kRequiredColumns[] = {"figure_id", "stated_on", "about_date", "unit_id", "fiscal_year",
                                                  "source",    "measure",   "kind",       "printed"};
constexpr absl::string_view kOptionalColumns[] = {"source_file", "area",        "subject", "direction", "qualifier",
                                                  "numerator",   "denominator", "terms",   "note"};

// The value of the column `source` that means all sources together.
constexpr absl::string_view kAllSources = "all";

// The subject of a count that the ledger can compute: the members of the line's unit.
constexpr absl::string_view kMembersSubject = "provinces in region";

v1::FigureKind Kind(RowCells* cells) {
  const absl::string_view text = cells->Text("kind");
  if (text == "amount") return v1::FIGURE_KIND_AMOUNT;
  if (text == "ratio") return v1::FIGURE_KIND_RATIO;
  if (text == "growth") return v1::FIGURE_KIND_GROWTH;
  const bool counts_members = cells->Text("subject") == kMembersSubject && cells->Text("terms").empty();
  if (text == "count") return counts_members ? v1::FIGURE_KIND_MEMBER_COUNT : v1::FIGURE_KIND_COUNT;
  cells->RefuseText("kind", "one of: amount, ratio, growth, count");
  return v1::FIGURE_KIND_UNSPECIFIED;
}

bool IsDownward(RowCells* cells) {
  const absl::string_view text = cells->Text("direction");
  if (!text.empty() && text != "up" && text != "down") cells->RefuseText("direction", "up, down or nothing");
  return text == "down";
}

// Reads the line, resolving names at `date`.
void ReadLine(RowCells* cells, CivilDate date, CellNames* names, v1::BudgetLine* line) {
  cells->RequiredText("unit_id");
  line->set_unit_id(names->Unit(cells, "unit_id", date));
  if (cells->Text("source") != kAllSources) line->set_source_id(names->Source(cells, "source"));
  line->set_area_id(JoinAreas(names->Areas(cells, "area")));
  line->set_fiscal_year(cells->Year("fiscal_year"));
}

void ReadNumber(RowCells* cells, const Currency& currency, Locale locale, v1::FigurePublished* figure) {
  figure->set_kind(Kind(cells));
  figure->set_printed(std::string(cells->RequiredText("printed")));
  figure->set_qualifier(cells->Qualifier("qualifier"));
  const bool downward = IsDownward(cells);
  if (figure->kind() == v1::FIGURE_KIND_UNSPECIFIED || figure->printed().empty()) return;
  if (figure->qualifier() == v1::QUALIFIER_UNSPECIFIED) figure->set_qualifier(QualifierInText(figure->printed()));
  const auto number =
      ParsePrintedNumber(figure->printed(), figure->kind(), downward, figure->measure(), currency, locale);
  cells->Refuse("printed", number.status());
  if (number.ok()) *figure->mutable_number() = *number;
}

v1::Event ReadFigure(RowCells* cells, const Currency& currency, Locale locale, CellNames* names) {
  v1::Event event;
  v1::FigurePublished& figure = *event.mutable_figure_published();
  const CivilDate about_date = cells->Date("about_date");
  figure.set_figure_id(std::string(cells->RequiredText("figure_id")));
  figure.set_publication(std::string(cells->Text("source_file")));
  figure.set_stated_on(cells->Date("stated_on").number());
  figure.set_about_date(about_date.number());
  ReadLine(cells, about_date, names, figure.mutable_line());
  figure.set_measure(std::string(cells->RequiredText("measure")));
  figure.set_subject(std::string(cells->Text("subject")));
  ReadNumber(cells, currency, locale, &figure);
  figure.set_numerator(std::string(cells->Text("numerator")));
  figure.set_denominator(std::string(cells->Text("denominator")));
  figure.set_terms(std::string(cells->Text("terms")));
  figure.set_note(std::string(cells->Text("note")));
  event.set_event_id(absl::StrCat("figure:", figure.figure_id()));
  event.set_effective_date(about_date.number());
  event.set_provenance(v1::PROVENANCE_PRESS);
  return event;
}

}  // namespace

absl::StatusOr<std::vector<RowEvent>> FigureEvents(const CsvFile& file, const Catalogue& catalogue, Locale locale) {
  if (absl::Status columns = CheckColumns(file, kRequiredColumns, kOptionalColumns); !columns.ok()) return columns;
  const Currency currency{catalogue.terms().currency_code(), catalogue.terms().minor_digits()};
  CellNames names(catalogue);
  RowErrors errors;
  std::vector<RowEvent> events;
  events.reserve(file.rows.size());
  for (const CsvRow& row : file.rows) {
    RowCells cells(file, row, &errors);
    events.push_back({cells.path(), ReadFigure(&cells, currency, locale, &names), row.line});
  }
  if (!errors.empty()) return errors.ToStatus();
  return events;
}

}  // namespace tranche
