// The result of a replay: the sum of every measure of every budget line.
//
// Thread safety: not synchronized.
#pragma once

#include <cstddef>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/types/span.h"
#include "events/measure.h"
#include "events/money.h"
#include "events/posting.h"
#include "events/view_hash.h"
#include "proto/view.pb.h"

namespace tranche {

class LineBalances {
 public:
  // Adds a posting; returns the new total of its measure on its line.
  AmountSum Add(const PostingView& posting);

  // Sorts the lines; called once, after the last Add.
  void Sort();

  // Adds a row to `report` for each measure of each line, by line, then by measure, with
  // the sum over all `parts` (one or more), each of which must be sorted. Uses as many
  // threads as there are parts.
  static void Report(absl::Span<const LineBalances> parts, v1::ReplayReport* report);

  using Rows = google::protobuf::RepeatedPtrField<v1::LineBalance>;

 private:
  using Places = std::vector<size_t>;  // in the order of each part

  static Places PlacesOf(const BudgetLine& first, absl::Span<const LineBalances> parts);
  static void Merge(absl::Span<const LineBalances> parts, Places next, const Places& end, Rows* rows);

  // A node hash map: entries are large, so they are not moved when the table grows.
  using Lines = absl::node_hash_map<BudgetLine, MeasureSums, HashOfView<LineView>, EqualViews<LineView>>;

  Lines lines_;
  std::vector<const Lines::value_type*> sorted_;
};

}  // namespace tranche
