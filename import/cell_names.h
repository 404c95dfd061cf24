// Resolves names in cells to ids. A file repeats the same few names in thousands of rows, so look-ups are cached.
//
// Thread safety: not thread-safe.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "import/row_cells.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

class CellNames {
 public:
  // catalogue  must outlive this.
  explicit CellNames(const Catalogue& catalogue) : catalogue_(catalogue) {}

  // The id of the unit that the cell names on `date`; empty for an empty cell, and for one that was reported. Without a
  // date nothing is looked up: the date's cell has already been reported.
  std::string Unit(RowCells* cells, absl::string_view column, CivilDate date);

  // The id of the source, or of the area; empty for an empty cell.
  std::string Source(RowCells* cells, absl::string_view column);
  std::string Area(RowCells* cells, absl::string_view column);

  // The ids of the areas that the cell lists (import/area_list.h), in its order.
  std::vector<std::string> Areas(RowCells* cells, absl::string_view column);

 private:
  using Ids = std::map<std::pair<std::string, CivilDate>, absl::StatusOr<std::string>>;

  const Catalogue& catalogue_;
  Ids units_;
  Ids sources_;
  Ids areas_;
  std::map<std::string, absl::StatusOr<std::vector<std::string>>> area_lists_;
};

}  // namespace tranche
