// What units, sources and areas are called in the reader's language. CSV and JSON have their ids.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "proto/event.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// "Hà Nội VN63-01". The name is that of the reader's catalogue, in English for an English reader; `name`, which came
// with the answer and holds on its date, where the reader has none. Without either it is the id; without an id empty.
std::string UnitText(const Reader& reader, absl::string_view id, absl::string_view name = "");

// The name alone, by the same rules; empty without one.
std::string NameOfUnit(const Reader& reader, absl::string_view id, absl::string_view name = "");

// The names of a source and of an area; those of several areas ("fairs|conferences") after each other. An id without a
// name stays.
std::string SourceText(const Reader& reader, absl::string_view id);
std::string AreaText(const Reader& reader, absl::string_view id);

// A budget line in one text: "Hà Nội VN63-01; Kinh phí khuyến công quốc gia; 2024; Hội chợ và triển lãm".
std::string LineText(const Reader& reader, const v1::BudgetLine& line);

using CellOfId = Cell (*)(const Reader& reader, absl::string_view id);

// The id, shown as its text.
Cell UnitCell(const Reader& reader, absl::string_view id);
Cell SourceCell(const Reader& reader, absl::string_view id);
Cell AreaCell(const Reader& reader, absl::string_view id);

}  // namespace tranche
