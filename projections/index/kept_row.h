// A row of the balance index in memory, read once for all questions that need it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "absl/base/call_once.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "projections/index/scope_row.h"

namespace tranche {

// A value and where its parts are. It stays where it was made, because the parts point into it.
//
// Thread safety: const members may run concurrently.
class KeptRow {
 public:
  // Null when the value is malformed. `first` is the first sequence of the row's epoch.
  static std::shared_ptr<const KeptRow> Parse(std::string value, Sequence first);

  // Of a value that is not read as a row.
  explicit KeptRow(std::string value) : value_(std::move(value)) {}
  KeptRow(const KeptRow&) = delete;
  KeptRow& operator=(const KeptRow&) = delete;

  const std::string& value() const { return value_; }
  const ScopeRow& row() const { return row_; }

  // As ScopeRow::FindAccounts, for the bytes that the accounts of one line begin with.
  // Cost: one look into a table; the first question after a line makes it, with a step for each account.
  bool FindLine(absl::string_view line, AccountPlaces* places) const;

  // Has the processor fetch what FindLine will look at, which takes it as long as all else.
  void ExpectLine(absl::string_view line) const;

  // What it needs in memory, at most.
  size_t bytes() const;

 private:
  const LinePlaces& Lines() const;

  const std::string value_;
  ScopeRow row_;
  mutable absl::once_flag lines_asked_for_;  // guards:
  mutable LinePlaces lines_;
  mutable bool are_lines_read_ = false;
};

// Lives as long as somebody holds it.
using SharedRow = std::shared_ptr<const KeptRow>;

}  // namespace tranche
