#include "reports/check_tables.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "reports/basis_lines.h"
#include "reports/field.h"
#include "reports/report_fields.h"

namespace tranche {
namespace {

constexpr int kComparedShownMax = 48;

using Figure = v1::ReconciledFigure;

bool IsRate(const v1::FigurePublished& figure) {
  return figure.kind() == v1::FIGURE_KIND_RATIO || figure.kind() == v1::FIGURE_KIND_GROWTH || figure.number().percent();
}

// A value of a reconciled figure, by what the figure measures. A part of a minor unit cannot be an amount: it is
// shown as the decimal that it is.
Cell ValueCell(const Figure& row, const std::string& value, Locale locale) {
  const v1::FigurePublished& figure = row.figure();
  if (value.empty()) return Cell::TextShownAs("", "-");
  if (IsRate(figure)) return Cell::Percent(value);
  if (absl::string_view(value).find('.') != absl::string_view::npos) {
    return Cell::TextShownAs(value, absl::StrReplaceAll(value, {{".", In(locale, ",", ".")}}));
  }
  if (figure.kind() == v1::FIGURE_KIND_AMOUNT) return AmountCell(value);
  return Cell::Text(value);
}

Field<Figure> ValueField(const Label& label, const std::string& (Figure::*value)() const, Locale locale) {
  return {label, Column::kRight, [value, locale](const Figure& row) { return ValueCell(row, (row.*value)(), locale); }};
}

// CSV has the verdict as a word that does not change: "agrees_within_rounding", "restated_since".
Cell VerdictCell(const Figure& row, Locale locale) {
  const std::string name = v1::Verdict_Name(row.verdict());
  const std::string word = absl::AsciiStrToLower(absl::StripPrefix(name, "VERDICT_"));
  const std::string label = VerdictLabel(row.verdict(), locale);
  if (row.restated_by() == 0) return Cell::TextShownAs(word, label);
  return Cell::TextShownAs(word, absl::StrCat(label, In(locale, " bởi sự kiện ", " by event "), row.restated_by()));
}

std::vector<Field<Figure>> FigureFields(Locale locale) {
  return {{{"figure_id", "số công bố", "figure"},
           Column::kLeft,
           [](const Figure& row) { return Cell::Text(row.figure().figure_id()); }},
          {labels::kUnit, Column::kLeft, [](const Figure& row) { return Cell::Text(row.figure().line().unit_id()); }},
          {labels::kYear, Column::kLeft,
           [](const Figure& row) { return NumberCell(static_cast<uint64_t>(row.figure().line().fiscal_year())); }},
          {labels::kMeasure, Column::kLeft,
           [locale](const Figure& row) {
             return Cell::TextShownAs(row.figure().measure(), MeasureLabel(row.figure().measure(), locale));
           }},
          {{"printed", "số in", "printed"},
           Column::kRight,
           [](const Figure& row) { return Cell::Text(row.figure().printed()); }},
          ValueField({"computed_value", "số tính được", "computed"}, &Figure::computed_value, locale),
          ValueField({"computed_low", "thấp nhất", "at least"}, &Figure::computed_low, locale),
          ValueField({"computed_high", "cao nhất", "at most"}, &Figure::computed_high, locale),
          ValueField({"ledger_value", "theo sổ", "ledger"}, &Figure::ledger_value, locale),
          {{"verdict", "kết luận", "verdict"},
           Column::kLeft,
           [locale](const Figure& row) { return VerdictCell(row, locale); }},
          {{"compared_with", "so với", "compared with"}, Column::kLeft, [](const Figure& row) {
             return ShortenedCell(row.compared_with(), kComparedShownMax);
           }}};
}

std::string NumberOrBlank(uint64_t number) { return number == 0 ? "" : absl::StrCat(number); }

void AddCsvOnly(std::vector<Field<Figure>>* fields) {
  const auto add = [fields](absl::string_view key, std::string (*text)(const Figure&)) {
    fields->push_back(ForCsv<Figure>({key}, [text](const Figure& row) { return Cell::Text(text(row)); }));
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

// The English text is that of the message.
std::string RulesMeaning(const v1::RulesVersion& rules, Locale locale) {
  static constexpr absl::string_view kVietnamese[] = {
      "mọi ngày, phân bổ không vượt kế hoạch; giải ngân của mỗi đợt không vượt số được phân bổ và không âm",
      "mọi ngày, không dòng ngân sách nào giải ngân âm: chỉ hoàn trả về dòng đã được giải ngân ít nhất bằng số đó"};
  const size_t index = rules.version() - 1;
  return locale == Locale::kVietnamese && index < std::size(kVietnamese) ? std::string(kVietnamese[index])
                                                                         : rules.meaning();
}

}  // namespace

Table ReconciliationTable(const v1::Reconciliation& reconciliation, const Reader& reader) {
  std::vector<Field<Figure>> fields = FigureFields(reader.locale);
  AddCsvOnly(&fields);
  Table table = TableOf(fields, reconciliation.figures(), reader.locale);
  table.title = std::string(In(reader.locale, "Đối chiếu số đã công bố với sổ", "Published figures and the ledger"));
  v1::Basis basis = reconciliation.basis();
  basis.clear_as_of();  // each figure has its own date
  table.heading = BasisLines(basis, reader);
  table.notes = {VerdictCounts(reconciliation, reader.locale)};
  HideBlankColumns(table);
  return table;
}

Table RebuildTable(const v1::RebuildReport& report, const Reader& reader) {
  using Report = v1::RebuildReport;
  ReportFields<Report> fields;
  fields.Count(labels::kEvents, &Report::events);
  fields.Count(labels::kRowsBuilt, &Report::rows);
  fields.Count({"rows_different", "dòng khác trước", "rows that differed"}, &Report::rows_different);
  fields.Text({"first_difference", "khác biệt đầu tiên", "first difference"}, &Report::first_difference);
  Table table = VerticalTableOf(fields.fields(), report, reader.locale);
  HideBlankColumns(table);
  return table;
}

Table VerifyTable(const v1::VerifyReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  const std::vector<Field<v1::Finding>> fields = {
      {{"check", "phép kiểm tra", "check"}, Column::kLeft, [](const v1::Finding& f) { return Cell::Text(f.check()); }},
      {labels::kSequence, Column::kRight, [](const v1::Finding& f) { return NumberCell(f.sequence()); }},
      {{"rebuildable", "dựng lại được", "rebuildable"},
       Column::kLeft,
       [locale](const v1::Finding& f) { return YesNoCell(f.rebuildable(), locale); }},
      {{"message", "nội dung", "message"}, Column::kLeft, [](const v1::Finding& f) {
         return Cell::Text(f.message());
       }}};
  Table table = TableOf(fields, report.findings(), locale);
  const std::string checked = absl::StrCat(CountText(report.events(), locale), In(locale, " sự kiện, ", " events, "),
                                           CountText(report.rows(), locale), In(locale, " dòng số dư", " index rows"));
  table.when_empty = absl::StrCat(In(locale, "không có lỗi: ", "healthy: "), checked);
  if (report.findings_size() > 0) table.notes = {absl::StrCat(In(locale, "đã kiểm tra ", "checked "), checked)};
  return table;
}

Table RulesTable(const v1::RulesReport& report, const Reader& reader) {
  const Locale locale = reader.locale;
  const std::vector<Field<v1::RulesVersion>> fields = {
      {{"version", "phiên bản", "version"},
       Column::kRight,
       [](const v1::RulesVersion& row) { return NumberCell(row.version()); }},
      {{"in_force", "đang áp dụng", "in force"},
       Column::kLeft,
       [locale](const v1::RulesVersion& row) { return YesNoCell(row.in_force(), locale); }},
      {{"since", "từ tranche", "since tranche"},
       Column::kLeft,
       [](const v1::RulesVersion& row) { return Cell::Text(row.since()); }},
      {{"meaning", "yêu cầu", "demands"}, Column::kLeft, [locale](const v1::RulesVersion& row) {
         return Cell::TextShownAs(row.meaning(), RulesMeaning(row, locale));
       }}};
  Table table = TableOf(fields, report.versions(), locale);
  table.title =
      absl::StrCat(In(locale, "Quy tắc: đang áp dụng phiên bản ", "Rules: version in force is "), report.in_force());
  return table;
}

Table StatusTable(const v1::StatusReport& report, const Reader& reader) {
  using Report = v1::StatusReport;
  ReportFields<Report> fields;
  fields.Text({"directory", "thư mục", "directory"}, &Report::directory);
  fields.Text({"ledger_name", "sổ", "ledger"}, &Report::ledger_name);
  fields.Text({"ledger_id", "mã sổ", "ledger id"}, &Report::ledger_id);
  fields.Text({"currency_code", "tiền tệ", "currency"}, &Report::currency_code);
  fields.Text({"locale", "ngôn ngữ", "locale"}, &Report::locale);
  fields.Text({"utc_offset", "lệch UTC", "UTC offset"}, &Report::utc_offset);
  fields.Name({"head", "số thứ tự cuối", "head"}, &Report::head);
  fields.Add({"head_recorded_at", "thời điểm ghi cuối", "head recorded at"}, Column::kLeft,
             [reader](const Report& status) {
               return InstantCell(status.has_head_recorded_at(), status.head_recorded_at(), reader);
             });
  fields.Add({"root", "gốc", "root"}, Column::kLeft,
             [](const Report& status) { return Cell::Text(absl::Base64Escape(status.root())); });
  fields.Add({"checkpoint_size", "mốc kiểm tra mới nhất", "newest checkpoint"}, Column::kLeft,
             [](const Report& status) { return NumberCell(status.checkpoint_size()); });
  fields.Count({"size_bytes", "dung lượng (byte)", "size (bytes)"}, &Report::size_bytes);
  fields.Text({"durability", "độ bền", "durability"}, &Report::durability);
  fields.Name({"format_version", "định dạng nhật ký", "log format"}, &Report::format_version);
  fields.Name({"index_format", "định dạng chỉ mục", "index format"}, &Report::index_format);
  fields.Name({"rules_version", "phiên bản quy tắc", "rules version"}, &Report::rules_version);
  fields.Name({"index_watermark", "chỉ mục đã đến số thứ tự", "index applied to"}, &Report::index_watermark);
  fields.Count({"units", "đơn vị", "units"}, &Report::units);
  fields.Count({"sources", "nguồn", "sources"}, &Report::sources);
  fields.Count({"areas", "nội dung", "areas"}, &Report::areas);
  fields.Count({"statements", "số công bố và ước tính", "published figures and estimates"}, &Report::statements);
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

Table GenerateTable(const v1::GenerateReport& report, const Reader& reader) {
  using Report = v1::GenerateReport;
  ReportFields<Report> fields;
  fields.Text({"directory", "thư mục", "directory"}, &Report::directory);
  fields.Text({"ledger_name", "sổ", "ledger"}, &Report::ledger_name);
  fields.Text({"ledger_id", "mã sổ", "ledger id"}, &Report::ledger_id);
  fields.Count(labels::kEvents, &Report::events);
  fields.Name({"seed", "hạt giống", "seed"}, &Report::seed);
  fields.Add({"late_percent", "ghi muộn", "late"}, Column::kLeft, [](const Report& generated) {
    return Cell::Percent(absl::StrCat(generated.late_permille() / 10, ".", generated.late_permille() % 10));
  });
  fields.Name({"head", "số thứ tự cuối", "head"}, &Report::head);
  fields.Add({"head_recorded_at", "thời điểm ghi cuối", "head recorded at"}, Column::kLeft,
             [reader](const Report& generated) {
               return InstantCell(generated.has_head_recorded_at(), generated.head_recorded_at(), reader);
             });
  return VerticalTableOf(fields.fields(), report, reader.locale);
}

}  // namespace tranche
