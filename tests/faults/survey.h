// Examines a ledger after a fault of its writer, against what the writer reported.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/told.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

struct Survey {
  // What is wrong; empty if nothing is.
  std::string wrong;
  // Every batch that the ledger took since `before`, in the order of the log: serialized commands.
  std::vector<std::vector<std::string>> taken;
  // Whether there is a ledger at all: its creation may have been interrupted.
  bool exists = true;
};

// Checks the ledger in `directory`, which held the content of `before` and whose writer then
// reported `told`: it opens, verify finds nothing, every acknowledged event is present byte for
// byte, an unacknowledged batch is present in full or not at all, balances are those of the
// oracle. Then retries the unacknowledged batches, and the last one, with the same keys.
Survey SurveyLedger(const std::string& directory, const ReferenceLedger& before, const std::vector<Told>& told);

// As SurveyLedger, for a ledger with a flipped bit that should hold `reference`: empty if every
// answer is right, "refused: ..." if one is refused, otherwise what is wrong.
std::string SurveyDamaged(const std::string& directory, const ReferenceLedger& reference);

}  // namespace tranche
