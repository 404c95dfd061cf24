// Rows of CSV files that define who may hold money and what it may be for: units, region
// groupings, sources and areas. Everything specific to a country is in the files; the code
// has only the names of their columns. data/README.md lists them.
//
// Thread safety: pure functions; GeographyEvents reads the file system.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "import/csv_file.h"
#include "import/row_cells.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// The files of a geography directory, in dependency order: each may refer to those before
// it.
inline constexpr absl::string_view kGeographyFiles[] = {"regions.csv",        "sources.csv",        "areas.csv",
                                                        "provinces_2008.csv", "provinces_2025.csv", "groupings.csv"};

// True when the header is that of units, groupings, sources or areas.
bool IsGeography(const CsvFile& file);

// Reads all rows, in order, into events without actor and provenance. A row of units
// becomes UnitEstablished, or UnitsMerged if it has predecessors, plus a UnitRenamed for
// each later name in its history. A row of groupings reads its members from the file of
// units that it names, in the directory of `file`.
//
// before  the catalogue to which the events will be applied: predecessors are its units
//         that have the code on the day before; sources and areas without a date start on
//         the first day of its nation.
//
// Errors:
//   INVALID_ARGUMENT  a column is missing, or rows are wrong: each is reported with its
//                     line and column, up to 50.
//   Those of ReadCsvFile, for the members of a grouping.
absl::StatusOr<std::vector<RowEvent>> GeographyEvents(const CsvFile& file, const Catalogue& before);

}  // namespace tranche
