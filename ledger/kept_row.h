// A row of the balance index in memory, read once for all questions that need it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "ledger/scope_row.h"
#include "ledger/sequence.h"

namespace tranche {

// A value and where its parts are. It stays where it was made, because the parts point into it.
//
// Thread safety: const members may run concurrently.
class KeptRow {
 public:
  // Null when the value is malformed. `first` is the first sequence of the row's epoch.
  static std::shared_ptr<const KeptRow> Parse(std::string value, Sequence first) {
    const auto kept = std::make_shared<KeptRow>(std::move(value));
    return kept->row_.Parse(kept->value_, first) ? kept : nullptr;
  }

  // Of a value that is not read as a row.
  explicit KeptRow(std::string value) : value_(std::move(value)) {}
  KeptRow(const KeptRow&) = delete;
  KeptRow& operator=(const KeptRow&) = delete;

  const std::string& value() const { return value_; }
  const ScopeRow& row() const { return row_; }

 private:
  const std::string value_;
  ScopeRow row_;
};

// Lives as long as somebody holds it.
using SharedRow = std::shared_ptr<const KeptRow>;

}  // namespace tranche
