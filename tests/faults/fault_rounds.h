// Rounds of one fault each on a ledger that persists from round to round: a process writes
// until it hits the fault; another one examines what is left.
//
// Thread safety: one thread, of a process that never opens a ledger itself.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "tests/faults/fault_plan.h"
#include "tests/faults/followed_ledger.h"
#include "tests/replay/child_process.h"
#include "tests/support/temp_directory.h"

namespace tranche {

class FaultRounds {
 public:
  // Runs one round. Returns empty on success, otherwise what was wrong and where the fault
  // was.
  std::string Run(const FaultPlan& plan);

  // Counts of injected faults and of how writers ended; for people.
  std::string Tally() const;

 private:
  std::string Judge(const RunningChild::Ending& ending, const InjectedFault& injected);
  void Count(const InjectedFault& injected, int end, const std::string& outcome);
  void StartAgain();

  TemporaryDirectory scratch_;
  std::string root_ = scratch_.File("disk");
  FollowedLedger ledger_{root_ + "/ledger"};
  std::map<std::string, uint64_t> tally_;
};

}  // namespace tranche
