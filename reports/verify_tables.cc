#include "reports/verify_tables.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "events/refusal.h"
#include "reports/field.h"
#include "reports/refusal_text.h"

namespace tranche {
namespace {

std::vector<Field<v1::Finding>> FindingFields(const Reader& reader) {
  const Locale locale = reader.locale;
  return {{Label("check", "check"), Column::kLeft,
           [locale](const v1::Finding& f) { return Cell::TextShownAs(f.check(), CheckLabel(f.check(), locale)); }},
          {labels::kSequence, Column::kRight, [](const v1::Finding& f) { return NumberCell(f.sequence()); }},
          {Label("rebuildable", "rebuildable"), Column::kLeft,
           [locale](const v1::Finding& f) { return YesNoCell(f.rebuildable(), locale); }},
          {Label("message", "message"), Column::kLeft, [&reader](const v1::Finding& f) {
             return f.has_why() ? Cell::TextShownAs(f.message(), RefusalText(f.why(), reader, {}))
                                : Cell::Text(f.message());
           }}};
}

// Findings of one check that differ in nothing but their places and values; the first of them is shown.
struct FindingsAlike {
  const v1::Finding* first = nullptr;
  uint64_t last = 0;  // 0 if it is not known
  uint64_t count = 0;
};

// Of the findings of its check that are not in the report, how many there are; 0 for any other finding.
uint64_t MoreOf(const v1::Finding& finding) {
  const auto& fields = finding.why().what().fields();
  return finding.why().code() == "finding.more" && !fields.empty() ? fields[0].number() : 0;
}

bool SayTheSame(const v1::RefusalPart& a, const v1::RefusalPart& b) {
  if (a.text() != b.text() || a.fields_size() != b.fields_size()) return false;
  return a.text() != kFieldText || a.fields(0).text() == b.fields(0).text();
}

bool AreAlike(const v1::Finding& a, const v1::Finding& b) {
  if (a.check() != b.check() || a.has_why() != b.has_why()) return false;
  if (!a.has_why()) return a.message() == b.message();
  const auto say_the_same = [](const auto& parts, const auto& others) {
    return std::equal(parts.begin(), parts.end(), others.begin(), others.end(), SayTheSame);
  };
  return a.why().code() == b.why().code() && SayTheSame(a.why().what(), b.why().what()) &&
         say_the_same(a.why().within(), b.why().within()) && say_the_same(a.why().then(), b.why().then());
}

// Counts those that are not in the report with the others of their check, if these are all alike.
void FoldMore(const v1::Finding& more, std::vector<FindingsAlike>* folded) {
  const auto is_of_check = [&](const FindingsAlike& known) { return known.first->check() == more.check(); };
  const auto of_check = std::find_if(folded->begin(), folded->end(), is_of_check);
  if (std::count_if(folded->begin(), folded->end(), is_of_check) != 1) {
    folded->push_back({&more, 0, MoreOf(more)});
    return;
  }
  of_check->last = 0;
  of_check->count += MoreOf(more);
}

std::vector<FindingsAlike> Folded(const v1::VerifyReport& report) {
  std::vector<FindingsAlike> folded;
  for (const v1::Finding& finding : report.findings()) {
    if (MoreOf(finding) > 0) continue;
    auto alike = std::find_if(folded.begin(), folded.end(),
                              [&](const FindingsAlike& known) { return AreAlike(*known.first, finding); });
    if (alike == folded.end()) alike = folded.insert(folded.end(), {&finding});
    alike->last = finding.sequence();
    ++alike->count;
  }
  for (const v1::Finding& finding : report.findings()) {
    if (MoreOf(finding) > 0) FoldMore(finding, &folded);
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
