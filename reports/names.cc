#include "reports/names.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "events/tranche_number.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {
namespace {

// The English name if the reader wants it and there is one; otherwise the
// ledger's.
std::string NameFor(Locale locale, const std::string& name, const std::string& name_en) {
  return locale == Locale::kEnglish && !name_en.empty() ? name_en : name;
}

std::string TermText(const Reader& reader, const NamedTerm* term, absl::string_view id) {
  const std::string name = term == nullptr ? "" : NameFor(reader.locale, term->name, term->name_en);
  return name.empty() ? std::string(id) : name;
}

}  // namespace

std::string NameOfUnit(const Reader& reader, absl::string_view id, absl::string_view name) {
  const Unit* const unit = reader.catalogue == nullptr ? nullptr : reader.catalogue->FindUnit(id);
  if (unit == nullptr) return std::string(name);
  return NameFor(reader.locale, name.empty() ? unit->names.back().name : std::string(name), unit->name_en);
}

std::string UnitText(const Reader& reader, absl::string_view id, absl::string_view name) {
  const std::string known = NameOfUnit(reader, id, name);
  return id.empty() || known.empty() ? std::string(id) : absl::StrCat(known, " ", id);
}

std::string SourceText(const Reader& reader, absl::string_view id) {
  return TermText(reader, reader.catalogue == nullptr ? nullptr : reader.catalogue->FindSource(id), id);
}

std::string AreaText(const Reader& reader, absl::string_view id) {
  std::vector<std::string> names;
  for (const absl::string_view each : absl::StrSplit(id, '|', absl::SkipEmpty())) {
    names.push_back(TermText(reader, reader.catalogue == nullptr ? nullptr : reader.catalogue->FindArea(each), each));
  }
  return absl::StrJoin(names, "; ");
}

std::string GroupingText(const Reader& reader, CivilDate day, absl::string_view name) {
  const RegionGrouping* const known = reader.catalogue == nullptr ? nullptr : reader.catalogue->GroupingOn(day);
  const bool is_known = known != nullptr && known->name == name;
  return NameFor(reader.locale, std::string(name), is_known ? known->name_en : "");
}

std::string LineText(const Reader& reader, const v1::BudgetLine& line, uint32_t tranche_number) {
  const std::string tranche =
      tranche_number == 0 ? "" : Say(reader.locale, "tranche {number}", {{"number", TrancheText(tranche_number)}});
  std::vector<std::string> parts = {UnitText(reader, line.unit_id()),
                                    SourceText(reader, line.source_id()),
                                    line.fiscal_year() == 0 ? "" : absl::StrCat(line.fiscal_year()),
                                    AreaText(reader, line.area_id()),
                                    line.project_id(),
                                    tranche};
  parts.erase(std::remove(parts.begin(), parts.end(), ""), parts.end());
  return absl::StrJoin(parts, "; ");
}

Cell UnitCell(const Reader& reader, absl::string_view id) { return Cell::TextShownAs(id, UnitText(reader, id)); }

Cell SourceCell(const Reader& reader, absl::string_view id) { return Cell::TextShownAs(id, SourceText(reader, id)); }

Cell AreaCell(const Reader& reader, absl::string_view id) { return Cell::TextShownAs(id, AreaText(reader, id)); }

}  // namespace tranche
