#include "reports/catalogue_tables.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "reports/field.h"

namespace tranche {
namespace {

// The name in the language of the reader; the other one where there is only that.
template <typename Row>
Cell NameCell(const Row& row, Locale locale) {
  const bool has_english = locale == Locale::kEnglish && !row.name_en().empty();
  return Cell::TextShownAs(row.name(), has_english ? row.name_en() : row.name());
}

template <typename Row>
void AddNames(Locale locale, std::vector<Field<Row>>* fields) {
  fields->push_back({Label("name", "name"), Column::kLeft, [locale](const Row& row) { return NameCell(row, locale); }});
  fields->push_back(ForCsv<Row>(Label("name_en"), [](const Row& row) { return Cell::Text(row.name_en()); }));
}

template <typename Row>
void AddDaysAndAliases(std::vector<Field<Row>>* fields) {
  fields->push_back(
      {Label("first_day", "from"), Column::kLeft, [](const Row& row) { return Cell::Text(row.first_day()); }});
  fields->push_back({Label("aliases", "also called"), Column::kLeft,
                     [](const Row& row) { return Cell::Text(absl::StrJoin(row.aliases(), "; ")); }});
}

std::string TypeLabel(const std::string& type, Locale locale) {
  for (const absl::string_view known :
       {Marked("nation"), Marked("region"), Marked("province"), Marked("municipality")}) {
    if (type == known) return Say(locale, known);
  }
  return type;
}

}  // namespace

Table UnitsTable(const v1::UnitList& list, const Reader& reader) {
  using Row = v1::UnitRow;
  const Locale locale = reader.locale;
  std::vector<Field<Row>> fields;
  fields.push_back({labels::kUnit, Column::kLeft, [](const Row& row) { return Cell::Text(row.unit_id()); }});
  AddNames(locale, &fields);
  fields.push_back({Label("type", "type"), Column::kLeft,
                    [locale](const Row& row) { return Cell::TextShownAs(row.type(), TypeLabel(row.type(), locale)); }});
  fields.push_back(
      {Label("region_id", "region"), Column::kLeft, [](const Row& row) { return Cell::Text(row.region_id()); }});
  AddDaysAndAliases(&fields);
  fields.push_back(
      {Label("last_day", "until"), Column::kLeft, [](const Row& row) { return Cell::Text(row.last_day()); }});
  fields.push_back({Label("successor_unit_id", "now in"), Column::kLeft,
                    [](const Row& row) { return Cell::Text(row.successor_unit_id()); }});
  fields.push_back(
      ForCsv<Row>(Label("codes"), [](const Row& row) { return Cell::Text(absl::StrJoin(row.codes(), "; ")); }));
  return TableOf(fields, list.units(), locale);
}

Table TermsTable(const v1::TermList& list, const Reader& reader) {
  using Row = v1::TermRow;
  std::vector<Field<Row>> fields;
  fields.push_back({Label("id", "id"), Column::kLeft, [](const Row& row) { return Cell::Text(row.term_id()); }});
  AddNames(reader.locale, &fields);
  AddDaysAndAliases(&fields);
  return TableOf(fields, list.terms(), reader.locale);
}

}  // namespace tranche
