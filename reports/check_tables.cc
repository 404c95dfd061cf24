#include "reports/check_tables.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/names.h"
#include "reports/refusal_text.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

using Figure = v1::ReconciledFigure;

bool IsRate(const v1::FigurePublished& figure) {
  return figure.kind() == v1::FIGURE_KIND_RATIO || figure.kind() == v1::FIGURE_KIND_GROWTH || figure.number().percent();
}

bool HasFraction(absl::string_view number) { return number.find('.') != absl::string_view::npos; }

// A value of a reconciled figure, formatted by what the figure measures. A fraction of a minor unit is not an amount,
// so it is shown as a decimal.
Cell ValueCell(const Figure& row, const std::string& value, Locale locale) {
  const v1::FigurePublished& figure = row.figure();
  if (value.empty()) return Cell::TextShownAs("", "-");
  if (IsRate(figure)) return Cell::Percent(value);
  if (HasFraction(value)) {
    return Cell::TextShownAs(value, absl::StrReplaceAll(value, {{".", locale == Locale::kVietnamese ? "," : "."}}));
  }
  if (figure.kind() == v1::FIGURE_KIND_AMOUNT) return AmountCell(value);
  return Cell::Text(value);
}

Field<Figure> ValueField(const Label& label, const std::string& (Figure::*value)() const, Locale locale,
                         bool csv_only = false) {
  return {label, Column::kRight, [value, locale](const Figure& row) { return ValueCell(row, (row.*value)(), locale); },
          csv_only};
}

// What was computed, for people: with its ends where the parts that were rounded leave it open.
Cell ComputedCell(const Figure& row, Locale locale) {
  const std::string& low = row.computed_low();
  const std::string& high = row.computed_high();
  if (low.empty() || high.empty() || low == high) return ValueCell(row, row.computed_value(), locale);
  const bool is_amount = row.figure().kind() == v1::FIGURE_KIND_AMOUNT && !HasFraction(low) && !HasFraction(high);
  if (is_amount && !IsRate(row.figure())) return Cell::AmountRange(ParseDigits(low), ParseDigits(high));
  const std::string text = Say(
      locale, "{value} ({low} to {high})",
      {{"value", absl::StrCat(row.computed_value(), IsRate(row.figure()) ? " %" : "")}, {"low", low}, {"high", high}});
  return Cell::TextShownAs("", locale == Locale::kVietnamese ? absl::StrReplaceAll(text, {{".", ","}}) : text);
}

// In CSV the verdict is a stable word: "agrees_within_rounding", "restated_since".
Cell VerdictCell(const Figure& row, Locale locale) {
  const std::string name = v1::Verdict_Name(row.verdict());
  const std::string word = absl::AsciiStrToLower(absl::StripPrefix(name, "VERDICT_"));
  const std::string label = VerdictLabel(row.verdict(), locale);
  if (row.restated_by() == 0) return Cell::TextShownAs(word, label);
  return Cell::TextShownAs(word, Say(locale, "{verdict} by event {sequence}",
                                     {{"verdict", label}, {"sequence", absl::StrCat(row.restated_by())}}));
}

// The line of the ledger that a figure is about.
std::string LineText(const v1::FigurePublished& figure, const Reader& reader) {
  const Locale locale = reader.locale;
  const v1::BudgetLine& line = figure.line();
  std::vector<std::string> parts = {
      Say(locale, "{measure} of {unit}",
          {{"measure", MeasureLabel(figure.measure(), locale)}, {"unit", UnitText(reader, line.unit_id())}}),
      absl::StrCat(line.fiscal_year()),
      line.source_id().empty() ? Say(locale, "all sources") : SourceText(reader, line.source_id()),
      line.area_id().empty() ? Say(locale, "all areas") : AreaText(reader, line.area_id())};
  if (!line.project_id().empty()) parts.push_back(Say(locale, "project {project}", {{"project", line.project_id()}}));
  parts.push_back(Say(locale, "as of {date}", {{"date", DateText(figure.about_date())}}));
  return absl::StrJoin(parts, ", ");
}

// The region grouping, called `name` in the ledger's language, by which members were counted.
std::string CountedByText(const v1::FigurePublished& figure, absl::string_view name, const Reader& reader) {
  const absl::StatusOr<CivilDate> day = CivilDate::FromNumber(figure.about_date());
  return Say(reader.locale, "region grouping: {name}",
             {{"name", day.ok() ? GroupingText(reader, *day, name) : std::string(name)}});
}

// What the figure was compared with; a sum or a quotient of other figures is the same in every language.
std::string ComparedText(const Figure& row, const Reader& reader) {
  if (row.has_why()) return RefusalText(row.why(), reader, {});
  const absl::string_view words = row.compared_with();
  if (row.unattributed_areas_size() > 0) {
    std::vector<std::string> areas;
    for (const std::string& area : row.unattributed_areas()) areas.push_back(AreaText(reader, area));
    return Say(reader.locale, "ledger: {line}: cannot be said, there is money for {areas}",
               {{"line", LineText(row.figure(), reader)}, {"areas", absl::StrJoin(areas, ", ")}});
  }
  if (absl::StartsWith(words, "ledger: "))
    return Say(reader.locale, "ledger: {line}", {{"line", LineText(row.figure(), reader)}});
  if (absl::StartsWith(words, "grouping "))
    return CountedByText(row.figure(), absl::StripPrefix(words, "grouping "), reader);
  return std::string(words);
}

// What a figure is about, in one text: "plan; 2017; Phía Nam region:south".
std::string AboutText(const v1::FigurePublished& figure, const Reader& reader) {
  std::vector<std::string> parts = {MeasureLabel(figure.measure(), reader.locale)};
  if (figure.line().fiscal_year() != 0) parts.push_back(absl::StrCat(figure.line().fiscal_year()));
  parts.push_back(UnitText(reader, figure.line().unit_id()));
  return absl::StrJoin(parts, "; ");
}

// What a figure is about, in one column for people.
void AddAbout(const Reader& reader, std::vector<Field<Figure>>* fields) {
  fields->push_back({Label("about", "about"), Column::kLeft,
                     [reader](const Figure& row) { return Cell::TextShownAs("", AboutText(row.figure(), reader)); }});
  fields->back().people_only = true;
  fields->push_back(
      ForCsv<Figure>(labels::kUnit, [](const Figure& row) { return Cell::Text(row.figure().line().unit_id()); }));
  fields->push_back(ForCsv<Figure>(labels::kYear, [](const Figure& row) {
    return NumberCell(static_cast<uint64_t>(row.figure().line().fiscal_year()));
  }));
  fields->push_back(
      ForCsv<Figure>(labels::kMeasure, [](const Figure& row) { return Cell::Text(row.figure().measure()); }));
}

// What was computed, in one column for people.
void AddComputed(Locale locale, std::vector<Field<Figure>>* fields) {
  fields->push_back({Label("computed", "computed"), Column::kRight,
                     [locale](const Figure& row) { return ComputedCell(row, locale); }});
  fields->back().people_only = true;
  fields->push_back(ValueField(Label("computed_value"), &Figure::computed_value, locale, true));
  fields->push_back(ValueField(Label("computed_low"), &Figure::computed_low, locale, true));
  fields->push_back(ValueField(Label("computed_high"), &Figure::computed_high, locale, true));
}

std::vector<Field<Figure>> FigureFields(const Reader& reader) {
  const Locale locale = reader.locale;
  std::vector<Field<Figure>> fields = {{Label("figure_id", "figure"), Column::kLeft,
                                        [](const Figure& row) { return Cell::Text(row.figure().figure_id()); }}};
  AddAbout(reader, &fields);
  fields.push_back({Label("printed", "printed"), Column::kRight,
                    [](const Figure& row) { return Cell::Text(row.figure().printed()); }});
  AddComputed(locale, &fields);
  fields.push_back(ValueField(Label("ledger_value", "in the ledger"), &Figure::ledger_value, locale));
  fields.push_back(
      {Label("verdict", "verdict"), Column::kLeft, [locale](const Figure& row) { return VerdictCell(row, locale); }});
  fields.push_back({Label("compared_with", "compared with"), Column::kLeft, [reader](const Figure& row) {
                      return Cell::TextShownAs(row.compared_with(), ComparedText(row, reader));
                    }});
  return fields;
}

std::string NumberOrBlank(uint64_t number) { return number == 0 ? "" : absl::StrCat(number); }

void AddCsvOnly(std::vector<Field<Figure>>* fields) {
  const auto add = [fields](absl::string_view key, std::string (*text)(const Figure&)) {
    fields->push_back(ForCsv<Figure>(Label(key), [text](const Figure& row) { return Cell::Text(text(row)); }));
  };
  add("printed_value", [](const Figure& row) { return row.printed_value(); });
  add("printed_low", [](const Figure& row) { return row.printed_low(); });
  add("printed_high", [](const Figure& row) { return row.printed_high(); });
  add("value_kind", [](const Figure& row) { return v1::FigureKind_Name(row.figure().kind()); });
  add("qualifier", [](const Figure& row) { return v1::Qualifier_Name(row.figure().qualifier()); });
  add("source_id", [](const Figure& row) { return row.figure().line().source_id(); });
  add("area_id", [](const Figure& row) { return row.figure().line().area_id(); });
  add("project_id", [](const Figure& row) { return row.figure().line().project_id(); });
  add("subject", [](const Figure& row) { return row.figure().subject(); });
  add("publication", [](const Figure& row) { return row.figure().publication(); });
  add("stated_on", [](const Figure& row) { return DateText(row.figure().stated_on()); });
  add("about_date", [](const Figure& row) { return DateText(row.figure().about_date()); });
  add("sequence", [](const Figure& row) { return absl::StrCat(row.sequence()); });
  add("note", [](const Figure& row) { return row.figure().note(); });
  add("unattributed_areas", [](const Figure& row) { return absl::StrJoin(row.unattributed_areas(), ", "); });
  add("known_when_stated", [](const Figure& row) { return NumberOrBlank(row.known_when_stated()); });
  add("value_when_stated", [](const Figure& row) { return row.value_when_stated(); });
  add("restated_by", [](const Figure& row) { return NumberOrBlank(row.restated_by()); });
}

std::string VerdictCounts(const v1::Reconciliation& reconciliation, Locale locale) {
  const auto part = [locale](v1::Verdict verdict, int32_t count) {
    return absl::StrCat(VerdictLabel(verdict, locale), ": ", count);
  };
  const std::string restated =
      reconciliation.restated_since() == 0
          ? ""
          : absl::StrCat(part(v1::VERDICT_RESTATED_SINCE, reconciliation.restated_since()), "; ");
  return absl::StrCat(part(v1::VERDICT_AGREES, reconciliation.agrees()), "; ",
                      part(v1::VERDICT_AGREES_WITHIN_ROUNDING, reconciliation.agrees_within_rounding()), "; ",
                      part(v1::VERDICT_CONTRADICTS, reconciliation.contradicts()), "; ", restated,
                      part(v1::VERDICT_STATED_ONLY, reconciliation.stated_only()));
}

}  // namespace

Table ReconciliationTable(const v1::Reconciliation& reconciliation, const Reader& reader) {
  std::vector<Field<Figure>> fields = FigureFields(reader);
  AddCsvOnly(&fields);
  Table table = TableOf(fields, reconciliation.figures(), reader.locale);
  table.title = Say(reader.locale, "Published figures and the ledger");
  v1::Basis basis = reconciliation.basis();
  basis.clear_as_of();  // each figure has its own date
  table.heading = BasisLines(basis, reader);
  table.notes = {VerdictCounts(reconciliation, reader.locale)};
  return table;
}

Table RebuildTable(const v1::RebuildReport& report, const Reader& reader) {
  using Report = v1::RebuildReport;
  ReportFields<Report> fields;
  fields.Count(labels::kEvents, &Report::events);
  fields.Count(labels::kRowsBuilt, &Report::rows);
  fields.Count(Label("rows_different", "rows that differed"), &Report::rows_different);
  fields.Add(Label("first_difference", "first difference"), Column::kLeft, [&reader](const Report& rebuilt) {
    return rebuilt.has_first_difference_why()
               ? Cell::TextShownAs(rebuilt.first_difference(), RefusalText(rebuilt.first_difference_why(), reader, {}))
               : Cell::Text(rebuilt.first_difference());
  });
  Table table = VerticalTableOf(fields.fields(), report, reader.locale);
  HideBlankColumns(table);
  return table;
}

Table RulesTable(const v1::RulesReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  const std::vector<Field<v1::RulesVersion>> fields = {
      {Label("version", "version"), Column::kRight,
       [](const v1::RulesVersion& row) { return NumberCell(row.version()); }},
      {Label("in_force", "in force"), Column::kLeft,
       [locale](const v1::RulesVersion& row) { return YesNoCell(row.in_force(), locale); }},
      {Label("since", "since tranche"), Column::kLeft,
       [](const v1::RulesVersion& row) { return Cell::Text(row.since()); }},
      {Label("meaning", "demands"), Column::kLeft,
       [locale](const v1::RulesVersion& row) { return Cell::TextShownAs(row.meaning(), Say(locale, row.meaning())); }}};
  Table table = TableOf(fields, report.versions(), locale);
  table.title = Say(locale, "Rules: version in force is {version}", {{"version", absl::StrCat(report.in_force())}});
  return table;
}

Table StatusTable(const v1::StatusReport& report, const Reader& reader) {
  using Report = v1::StatusReport;
  ReportFields<Report> fields;
  fields.Text(Label("directory", "directory"), &Report::directory);
  fields.Text(Label("ledger_name", "ledger"), &Report::ledger_name);
  fields.Text(Label("ledger_id", "ledger id"), &Report::ledger_id);
  fields.Text(Label("currency_code", "currency"), &Report::currency_code);
  fields.Add(Label("locale", "locale"), Column::kLeft, [reader](const Report& status) {
    const absl::string_view language = status.locale() == "vi" ? Marked("Vietnamese") : Marked("English");
    return status.locale().empty() ? Cell::Text("") : Cell::TextShownAs(status.locale(), Say(reader.locale, language));
  });
  fields.Text(Label("utc_offset", "UTC offset"), &Report::utc_offset);
  fields.Name(Label("head", "head"), &Report::head);
  fields.Add(Label("head_recorded_at", "head recorded at"), Column::kLeft, [reader](const Report& status) {
    return status.has_head_recorded_at() ? InstantCell(true, status.head_recorded_at(), reader)
                                         : Cell::TextShownAs("", Say(reader.locale, "nothing recorded yet"));
  });
  fields.Root(Label("root", "root"));
  fields.Add(Label("checkpoint_size", "newest checkpoint"), Column::kLeft,
             [](const Report& status) { return NumberCell(status.checkpoint_size()); });
  fields.Count(Label("size_bytes", "size (bytes)"), &Report::size_bytes);
  fields.Add(Label("durability", "durability"), Column::kLeft, [reader](const Report& status) {
    // The guarantee of current ledgers; any other text is shown unchanged.
    constexpr absl::string_view kPromise = Marked("fsync before every acknowledgement");
    return status.durability() == kPromise ? Cell::TextShownAs(status.durability(), Say(reader.locale, kPromise))
                                           : Cell::Text(status.durability());
  });
  fields.Name(Label("format_version", "log format"), &Report::format_version);
  fields.Name(Label("index_format", "index format"), &Report::index_format);
  fields.Name(Label("rules_version", "rules version"), &Report::rules_version);
  fields.Name(Label("index_watermark", "index applied to"), &Report::index_watermark);
  fields.Count(Label("units", "units"), &Report::units);
  fields.Count(Label("sources", "sources"), &Report::sources);
  fields.Count(Label("areas", "areas"), &Report::areas);
  fields.Count(Label("statements", "published figures, estimates and outputs"), &Report::statements);
  if (report.has_contact())
    fields.Add(Label("contact", "heard from the shared log"), Column::kLeft, [reader](const Report& status) {
      return Cell::TextShownAs(absl::StrCat(status.contact().age_ms()), ContactText(status.contact(), reader.locale));
    });
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

Table GenerateTable(const v1::GenerateReport& report, const Reader& reader) {
  using Report = v1::GenerateReport;
  ReportFields<Report> fields;
  fields.Text(Label("directory", "directory"), &Report::directory);
  fields.Text(Label("ledger_name", "ledger"), &Report::ledger_name);
  fields.Text(Label("ledger_id", "ledger id"), &Report::ledger_id);
  fields.Count(labels::kEvents, &Report::events);
  fields.Name(Label("seed", "seed"), &Report::seed);
  fields.Add(Label("late_percent", "late"), Column::kLeft, [](const Report& generated) {
    return Cell::Percent(absl::StrCat(generated.late_permille() / 10, ".", generated.late_permille() % 10));
  });
  fields.Name(Label("head", "head"), &Report::head);
  fields.Add(Label("head_recorded_at", "head recorded at"), Column::kLeft, [reader](const Report& generated) {
    return InstantCell(generated.has_head_recorded_at(), generated.head_recorded_at(), reader);
  });
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

}  // namespace tranche
