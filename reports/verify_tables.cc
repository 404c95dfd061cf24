#include "reports/verify_tables.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "reports/field.h"
#include "reports/refusal_text.h"

namespace tranche {
namespace {

std::vector<Field<v1::Finding>> FindingFields(const Reader& reader) {
  const Locale locale = reader.locale;
  return {{Label("check", "check"), Column::kLeft, [](const v1::Finding& f) { return Cell::Text(f.check()); }},
          {labels::kSequence, Column::kRight, [](const v1::Finding& f) { return NumberCell(f.sequence()); }},
          {Label("rebuildable", "rebuildable"), Column::kLeft,
           [locale](const v1::Finding& f) { return YesNoCell(f.rebuildable(), locale); }},
          {Label("message", "message"), Column::kLeft, [&reader](const v1::Finding& f) {
             return f.has_why() ? Cell::TextShownAs(f.message(), RefusalText(f.why(), reader, {}))
                                : Cell::Text(f.message());
           }}};
}

// Findings that differ in nothing but their places and values; the first of them is shown.
struct FindingsAlike {
  const v1::Finding* first = nullptr;
  uint64_t last = 0;
  uint64_t count = 0;
};

bool AreAlike(const v1::Finding& a, const v1::Finding& b) {
  if (a.check() != b.check() || a.has_why() != b.has_why()) return false;
  return a.has_why() ? a.why().code() == b.why().code() && a.why().what().text() == b.why().what().text()
                     : a.message() == b.message();
}

std::vector<FindingsAlike> Folded(const v1::VerifyReport& report) {
  std::vector<FindingsAlike> folded;
  for (const v1::Finding& finding : report.findings()) {
    auto alike = std::find_if(folded.begin(), folded.end(),
                              [&](const FindingsAlike& known) { return AreAlike(*known.first, finding); });
    if (alike == folded.end()) alike = folded.insert(folded.end(), {&finding});
    alike->last = finding.sequence();
    ++alike->count;
  }
  return folded;
}

// True if the finding goes away with a rebuild, or with a backup. Of other checks each finding says itself what to do,
// which may be something else.
bool IsMendedByCopies(const v1::Finding& finding) {
  static constexpr absl::string_view kFromBackup[] = {"event", "sequence", "key", "posting", "guard"};
  return finding.rebuildable() ||
         std::find(std::begin(kFromBackup), std::end(kFromBackup), finding.check()) != std::end(kFromBackup);
}

// Adds the next step after findings, if it is the same for all of them.
void AddWhatToDo(const v1::VerifyReport& report, Locale locale, Table* table) {
  const auto& findings = report.findings();
  const auto is_rebuildable = [](const v1::Finding& finding) { return finding.rebuildable(); };
  if (findings.empty() || !std::all_of(findings.begin(), findings.end(), IsMendedByCopies)) return;
  const bool can_be_rebuilt = std::all_of(findings.begin(), findings.end(), is_rebuildable);
  table->notes.push_back(Say(locale, can_be_rebuilt
                                         ? "everything found is rebuildable: run `tranche rebuild`"
                                         : "what is not rebuildable comes back from a backup only: `tranche restore`"));
}

// `table` with what was checked.
Table WithCounts(Table table, const v1::VerifyReport& report, Locale locale) {
  const std::string events = CountText(report.events(), locale);
  const std::string rows = CountText(report.rows(), locale);
  table.when_empty =
      Say(locale, "healthy: {events} event{events:s}, {rows} index row{rows:s}", {{"events", events}, {"rows", rows}});
  if (report.findings_size() > 0)
    table.notes = {Say(locale, "checked {events} event{events:s}, {rows} index row{rows:s}",
                       {{"events", events}, {"rows", rows}})};
  return table;
}

}  // namespace

Table VerifyTable(const v1::VerifyReport& report, const Reader& reader) {
  return WithCounts(TableOf(FindingFields(reader), report.findings(), reader.locale), report, reader.locale);
}

Table VerifySummary(const v1::VerifyReport& report, const Reader& reader) {
  std::vector<Field<FindingsAlike>> fields;
  for (const Field<v1::Finding>& field : FindingFields(reader)) {
    fields.push_back(
        {field.label, field.align, [cell = field.cell](const FindingsAlike& row) { return cell(*row.first); }});
    if (field.label.key != labels::kSequence.key) continue;
    fields.push_back({Label("last", "last"), Column::kRight,
                      [](const FindingsAlike& row) { return NumberCell(row.count > 1 ? row.last : 0); }});
    fields.push_back({Label("findings", "findings"), Column::kRight,
                      [](const FindingsAlike& row) { return NumberCell(row.count > 1 ? row.count : 0); }});
  }
  Table table = TableOf(fields, Folded(report), reader.locale);
  HideBlankColumns(table);
  table = WithCounts(std::move(table), report, reader.locale);
  AddWhatToDo(report, reader.locale, &table);
  return table;
}

}  // namespace tranche
