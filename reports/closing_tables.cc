#include "reports/closing_tables.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "reports/field.h"

namespace tranche {
namespace {

using Row = v1::ClosingRow;

// A closing of all units, or of all sources, names none.
template <typename Ids>
Cell IdsCell(const Ids& ids, Locale locale) {
  return Cell::TextShownAs(absl::StrJoin(ids, "; "), ids.empty() ? Say(locale, "all") : absl::StrJoin(ids, "; "));
}

}  // namespace

Table ClosingsTable(const v1::ClosingList& list, const Reader& reader) {
  const Locale locale = reader.locale;
  std::vector<Field<Row>> fields;
  fields.push_back(
      {Label("closing", "closing"), Column::kRight, [](const Row& row) { return NumberCell(row.closing()); }});
  fields.push_back({labels::kYear, Column::kRight,
                    [](const Row& row) { return NumberCell(static_cast<uint64_t>(row.fiscal_year())); }});
  fields.push_back(
      {Label("through", "closed through"), Column::kLeft, [](const Row& row) { return Cell::Text(row.through()); }});
  fields.push_back({Label("year_end", "year's end"), Column::kLeft,
                    [locale](const Row& row) { return YesNoCell(row.year_end(), locale); }});
  fields.push_back(
      {Label("unit_ids", "unit"), Column::kLeft, [locale](const Row& row) { return IdsCell(row.unit_ids(), locale); }});
  fields.push_back({Label("source_ids", "source"), Column::kLeft,
                    [locale](const Row& row) { return IdsCell(row.source_ids(), locale); }});
  fields.push_back({labels::kActor, Column::kLeft, [](const Row& row) { return Cell::Text(row.actor()); }});
  fields.push_back({Label("closed_at", "closed at"), Column::kLeft, [reader](const Row& row) {
                      return InstantInColumn(row.has_closed_at(), row.closed_at(), reader);
                    }});
  fields.back().qualifier = ZoneText(reader);
  fields.push_back({Label("reopening", "opened again by"), Column::kRight,
                    [](const Row& row) { return NumberCell(row.reopening()); }});
  fields.push_back({labels::kBecause, Column::kLeft, [](const Row& row) { return Cell::Text(row.reason()); }});
  Table table = TableOf(fields, list.closings(), locale);
  table.when_empty = Say(locale, "(no closings)");
  return table;
}

}  // namespace tranche
