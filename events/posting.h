// What an event does to the books: amounts on measures of budget lines.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "events/measure.h"

namespace tranche {

// What money is planned, given and spent for. Ids as the catalogue defines them; `area` is empty
// when the money is for no one area, and holds several ids in ascending order
// joined by "|" when it may be spent in any of them; `project` may be empty.
struct BudgetLine {
  std::string unit;
  std::string source;
  int32_t fiscal_year = 0;
  std::string area;
  std::string project;

  friend auto operator<=>(const BudgetLine&, const BudgetLine&) = default;
};

// A non-owning view of a budget line, as string_view is of string.
struct LineView {
  LineView() = default;
  LineView(absl::string_view unit_id, absl::string_view source_id, int32_t year, absl::string_view area_id,
           absl::string_view project_id)
      : unit(unit_id), source(source_id), fiscal_year(year), area(area_id), project(project_id) {}
  LineView(const BudgetLine& line)  // NOLINT(google-explicit-constructor): as string_view is made of string
      : LineView(line.unit, line.source, line.fiscal_year, line.area, line.project) {}

  absl::string_view unit;
  absl::string_view source;
  int32_t fiscal_year = 0;
  absl::string_view area;
  absl::string_view project;

  friend bool operator==(const LineView&, const LineView&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const LineView& line) {
    return H::combine(std::move(state), line.unit, line.source, line.fiscal_year, line.area, line.project);
  }
};

BudgetLine ToBudgetLine(const LineView& line);

// One movement. `tranche_number` is 0 for plan and executed.
struct Posting {
  BudgetLine line;
  Measure measure = Measure::kPlan;
  uint32_t tranche_number = 0;
  int64_t amount = 0;  // minor units; negative lowers the measure

  friend auto operator<=>(const Posting&, const Posting&) = default;
};

// A non-owning view of a posting.
struct PostingView {
  PostingView(const LineView& of, Measure counted, uint32_t tranche, int64_t minor_units)
      : line(of), measure(counted), tranche_number(tranche), amount(minor_units) {}
  PostingView(const Posting& posting)  // NOLINT(google-explicit-constructor): as string_view is made of string
      : PostingView(posting.line, posting.measure, posting.tranche_number, posting.amount) {}

  LineView line;
  Measure measure;
  uint32_t tranche_number;
  int64_t amount;

  friend bool operator==(const PostingView&, const PostingView&) = default;
};

Posting ToPosting(const PostingView& posting);

}  // namespace tranche
