// The books that a replay adds up: the sum of every measure of every budget line.
//
// Thread safety: Add may be called by several threads at once; Visit only after the last Add.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/measure.h"
#include "events/money.h"
#include "events/mutex.h"
#include "events/posting.h"
#include "events/scope.h"
#include "events/view_hash.h"

namespace tranche {

// Called for each balance. A status that is not OK ends the visit.
using BalanceVisitor = std::function<absl::Status(const BudgetLine& line, Measure measure, AmountSum amount)>;

// Memory: one entry for each line, however many threads add to it.
class LineBalances {
 public:
  // Adds a posting; returns the new total of its measure on its line.
  AmountSum Add(const PostingView& posting);

  // Visits each measure of each line that a posting was on, by line, then by measure, also
  // where the sum is zero. Memory: a pointer for each scope, and for each line of one scope.
  // Errors: the visitor's.
  absl::Status Visit(const BalanceVisitor& visitor) const;

 private:
  using PurposeView = std::pair<absl::string_view, absl::string_view>;  // area and project
  using Purpose = std::pair<std::string, std::string>;
  // A node hash map: entries are large, so they are not moved when the table grows.
  using Lines = absl::node_hash_map<Purpose, MeasureSums, HashOfView<PurposeView>, EqualViews<PurposeView>>;
  using Scopes = ScopeMap<Lines>;

  // The scopes under one lock: enough shares that threads seldom wait for each other.
  struct Share {
    mutable Mutex mutex;
    Scopes scopes ABSL_GUARDED_BY(mutex);
  };
  static constexpr size_t kShares = 1024;

  static absl::Status VisitScope(const Scopes::value_type& scope, const BalanceVisitor& visitor);

  std::array<Share, kShares> shares_;
};

}  // namespace tranche
