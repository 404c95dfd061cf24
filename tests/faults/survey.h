// What is left of a ledger after its writer met a fault, judged by what the writer said.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/told.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

struct Survey {
  // What is wrong; empty when nothing is.
  std::string wrong;
  // Every batch that the ledger took since `before`, in the order of the log: serialized commands.
  std::vector<std::vector<std::string>> taken;
  // Whether what is wrong is that it does not open, for damage: DATA_LOSS.
  bool is_refused = false;
  // Whether there is a ledger at all: its making may have been cut off.
  bool exists = true;
};

// Checks the ledger in `directory`, which held what `before` holds and whose writer then
// said `told`: it opens, verify finds nothing, every acknowledged event is there byte for
// byte, a batch that was not acknowledged is there whole or not at all, balances are those
// of the oracle. Then it sends again what was not acknowledged, and what was last, with
// the same keys.
Survey SurveyLedger(const std::string& directory, const ReferenceLedger& before, const std::vector<Told>& told);

// The same of a ledger in whose files a bit was changed and that should hold `reference`:
// empty when every answer is right, "refused: ..." when one is refused, else what is wrong.
std::string SurveyDamaged(const std::string& directory, const ReferenceLedger& reference);

}  // namespace tranche
