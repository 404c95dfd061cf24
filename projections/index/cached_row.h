// A row of the balance index in memory, parsed once for all questions that need it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "projections/index/scope_row.h"

namespace tranche {

// A value and its parsed parts. Not movable, because the parts point into the value.
//
// Thread safety: const members may run concurrently.
class CachedRow {
 public:
  // Null if the value is malformed. `first` is the first sequence of the row's epoch.
  static std::shared_ptr<const CachedRow> Parse(std::string value, Sequence first);

  // For a value that is not parsed as a row.
  explicit CachedRow(std::string value) : value_(std::move(value)) {}
  CachedRow(const CachedRow&) = delete;
  CachedRow& operator=(const CachedRow&) = delete;

  const std::string& value() const { return value_; }
  const ScopeRow& row() const { return row_; }

  // As ScopeRow::FindAccounts, for a prefix that is exactly one line.
  // Cost: one hash look-up; the first call builds the table, with a step for each account.
  bool FindLine(absl::string_view line, AccountPlaces* places) const;

  // Prefetches what FindLine will touch; that cache miss would cost as much as the rest.
  void ExpectLine(absl::string_view line) const;

  // An upper bound of its memory in bytes.
  size_t bytes() const;

 private:
  const LinePlaces& Lines() const;

  const std::string value_;
  ScopeRow row_;
  mutable absl::once_flag lines_asked_for_;  // guards:
  mutable LinePlaces lines_;
  mutable bool are_lines_read_ = false;
};

// Reference-counted: lives as long as anyone holds it.
using SharedRow = std::shared_ptr<const CachedRow>;

}  // namespace tranche
