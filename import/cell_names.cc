#include "import/cell_names.h"

#include "import/area_list.h"
#include "projections/catalogue/name_resolution.h"

namespace tranche {
namespace {

std::string Take(const absl::StatusOr<std::string>& id, RowCells* cells, absl::string_view column) {
  cells->Refuse(column, id.status());
  return id.value_or("");
}

}  // namespace

std::string CellNames::Unit(RowCells* cells, absl::string_view column, CivilDate date) {
  const absl::string_view text = cells->Text(column);
  if (text.empty() || !date.has_value()) return "";
  auto found = units_.find({std::string(text), date});
  if (found == units_.end())
    found = units_.emplace(std::pair(std::string(text), date), ResolveUnit(catalogue_, text, {date, true})).first;
  return Take(found->second, cells, column);
}

std::string CellNames::Source(RowCells* cells, absl::string_view column) {
  const absl::string_view text = cells->Text(column);
  if (text.empty()) return "";
  auto found = sources_.find({std::string(text), CivilDate()});
  if (found == sources_.end())
    found = sources_.emplace(std::pair(std::string(text), CivilDate()), ResolveSource(catalogue_, text)).first;
  return Take(found->second, cells, column);
}

std::string CellNames::Area(RowCells* cells, absl::string_view column) {
  const absl::string_view text = cells->Text(column);
  if (text.empty()) return "";
  auto found = areas_.find({std::string(text), CivilDate()});
  if (found == areas_.end())
    found = areas_.emplace(std::pair(std::string(text), CivilDate()), ResolveArea(catalogue_, text)).first;
  return Take(found->second, cells, column);
}

std::vector<std::string> CellNames::Areas(RowCells* cells, absl::string_view column) {
  const std::string text(cells->Text(column));
  auto found = area_lists_.find(text);
  if (found == area_lists_.end()) found = area_lists_.emplace(text, ReadAreas(catalogue_, text)).first;
  cells->Refuse(column, found->second.status());
  return found->second.value_or(std::vector<std::string>());
}

}  // namespace tranche
