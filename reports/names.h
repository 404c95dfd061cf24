// The names of units, sources and areas in the reader's language. CSV and JSON use ids.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "proto/event.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// "Hà Nội VN63-01". The name is that of the reader's catalogue, in English for an English reader; if the reader has
// none, it is `name`, which came with the answer and is valid on its date. Without either it is the id; without an id,
// empty.
std::string UnitText(const Reader& reader, absl::string_view id, absl::string_view name = "");

// Only the name, by the same rules; empty if there is none.
std::string NameOfUnit(const Reader& reader, absl::string_view id, absl::string_view name = "");

// The names of a source and of an area; several areas ("fairs|conferences") are listed in sequence. An id without a
// name is shown as it is.
std::string SourceText(const Reader& reader, absl::string_view id);
std::string AreaText(const Reader& reader, absl::string_view id);

// The name of the region grouping in force on `day`, which is `name` in the ledger's language: in English for an
// English reader whose catalogue has it.
std::string GroupingText(const Reader& reader, CivilDate day, absl::string_view name);

// A budget line in one text, with the number of its tranche (0: none): "Hà Nội VN63-01; Kinh phí khuyến công quốc gia;
// 2024; Hội chợ và triển lãm; đợt 1".
std::string LineText(const Reader& reader, const v1::BudgetLine& line, uint32_t tranche_number);

using CellOfId = Cell (*)(const Reader& reader, absl::string_view id);

// The id, shown as its text.
Cell UnitCell(const Reader& reader, absl::string_view id);
Cell SourceCell(const Reader& reader, absl::string_view id);
Cell AreaCell(const Reader& reader, absl::string_view id);

}  // namespace tranche
