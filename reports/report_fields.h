// The fields of a report about one thing, most of which are plain values of its message.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "reports/field.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// The fields of a report whose values are texts, counts and numbers used as names.
template <typename Report>
class ReportFields {
 public:
  void Text(const Label& label, const std::string& (Report::*value)() const) {
    Add(label, Column::kLeft, [value](const Report& report) { return Cell::Text((report.*value)()); });
  }
  template <typename Number>
  void Count(const Label& label, Number (Report::*value)() const) {
    Add(label, Column::kLeft,
        [value](const Report& report) { return Cell::Count(static_cast<int64_t>((report.*value)())); });
  }
  template <typename Number>
  void Name(const Label& label, Number (Report::*value)() const) {
    Add(label, Column::kLeft, [value](const Report& report) { return Cell::Text(absl::StrCat((report.*value)())); });
  }
  // The Merkle root that the report has, in base64 as in JSON.
  void Root(const Label& label) {
    Add(label, Column::kLeft, [](const Report& report) { return Cell::Text(absl::Base64Escape(report.root())); });
  }
  void Add(const Label& label, Column::Align align, std::function<Cell(const Report&)> cell) {
    fields_.push_back({label, align, std::move(cell)});
  }
  const std::vector<Field<Report>>& fields() const { return fields_; }

 private:
  std::vector<Field<Report>> fields_;
};

}  // namespace tranche
