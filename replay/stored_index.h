// Compares the rows of an index, as they are made of the events, with those that are stored. So whoever only wants to
// know whether the stored index is right makes no second one.
//
// Thread safety: one thread at a time.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "storage/database.h"

namespace tranche {

class StoredIndex {
 public:
  // `database` must outlive this object.
  explicit StoredIndex(const storage::Database* database) : database_(*database) {}

  // False if the stored index cannot be that of a log of `head` events, or has another format: comparing its rows would
  // be work for nothing. Cost: two point reads.
  bool MayBeOf(Sequence head) const;

  // Compares the rows in `made`, which were made of the next events. Of the size and root of the tree, which every
  // batch has, only the last ones count, in IsWhole.
  // Cost: a point read for each row.
  // Errors: CANCELLED  a row is not stored, or has other bytes, or cannot be read; or one that was removed is stored.
  absl::Status Take(const storage::Batch& made);

  // True if the stored index has every row that was taken, and no other. Called once all are taken. Cost: a pass over
  // the stored rows.
  bool IsWhole() const;

  // The number of rows of the index that was made.
  uint64_t rows() const { return rows_ + 1; }

 private:
  bool IsStored(absl::string_view key, absl::string_view value) const;
  bool IsAbsent(absl::string_view key) const;

  const storage::Database& database_;
  uint64_t rows_ = 0;      // taken, but for that of the tree's size and root
  std::string tree_head_;  // the value of that one
};

}  // namespace tranche
