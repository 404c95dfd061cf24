// Compares two indexes row by row and bit for bit.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "events/sequence.h"
#include "storage/database.h"

namespace tranche {

struct IndexRows {
  const storage::Database* rows = nullptr;  // must outlive the comparison
  storage::Family family = storage::Family::kIndex;
};

// A row that is missing, unexpected, or has unexpected bytes.
struct IndexDifference {
  // The first event that the row is derived from; 0 when it has none.
  Sequence sequence = 0;
  // The row is an expected one of the Merkle tree; replay/tree_comparison.h gives the details.
  bool is_of_tree = false;
  // What was found and what was wanted.
  absl::Status found;
};

struct IndexComparison {
  // The number of rows of the wanted index.
  uint64_t rows = 0;
  // The number of rows that differ. If the stored index cannot be read to its end, the unread rest counts as one.
  uint64_t different = 0;
  // OK, or why the wanted rows were not read to the end: they could not be, or `go_on` said so. The comparison is then
  // meaningless.
  absl::Status status;
};

using DifferenceVisitor = std::function<void(const IndexDifference& difference)>;

// Asked now and then by long work; a status that is not OK ends it. May be null.
using GoOnCallback = std::function<absl::Status()>;

// Compares `stored` with `wanted` and calls `visitor` for each row that differs, in the order of the keys.
// `epoch_events` is that of both; `go_on` is asked before the first row and every few thousand. Cost: one pass over
// both; memory for one row of each.
IndexComparison CompareIndexes(const IndexRows& stored, const IndexRows& wanted, uint32_t epoch_events,
                               const DifferenceVisitor& visitor, const GoOnCallback& go_on = nullptr);

}  // namespace tranche
