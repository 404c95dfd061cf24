// A ledger that one process after the other writes to until it dies, and the oracle of what the ledger must hold.
//
// Thread safety: one thread, of a process that never opens a ledger itself.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/faults/survey.h"
#include "tests/faults/told.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

class FollowedLedger {
 public:
  // There is none yet in `directory`.
  explicit FollowedLedger(std::string directory) : directory_(std::move(directory)) {}

  const std::string& directory() const { return directory_; }

  // What the ledger holds; head 0 as long as it may not be there.
  const ReferenceLedger& reference() const { return reference_; }

  // Surveys, in a process of its own, what a writer left that told `told` (survey.h). If nothing is wrong, the
  // reference holds what the ledger took.
  Survey Follow(const std::vector<Told>& told);

  // Expects no ledger any more. Its files are the caller's to remove.
  void Forget() { reference_ = ReferenceLedger(); }

 private:
  Survey SurveyInChild(const std::vector<Told>& told) const;

  const std::string directory_;
  ReferenceLedger reference_;
};

}  // namespace tranche
