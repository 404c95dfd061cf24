// Rounds of real power cuts: a process writes to a ledger on a LoopDisk and reports what was acknowledged until the
// power goes; when the disk is back, another process examines what is left.
//
// Thread safety: one thread, of a process that never opens a ledger itself.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/faults/fault_plan.h"
#include "tests/faults/followed_ledger.h"
#include "tests/faults/loop_disk.h"
#include "tests/faults/told.h"

namespace tranche {

// When the power goes, and what is lost then.
struct PowerCut {
  LoopDisk::Cut cut = LoopDisk::Cut::kLosesChanges;
  uint64_t after_reports = 0;      // of the writer
  int64_t then_microseconds = 0;   // after the last of them
  int64_t alive_microseconds = 0;  // how long the writer goes on without power before it is killed

  // Half of the cuts lose as much as can be lost.
  static PowerCut At(uint64_t seed, uint64_t reports_max);
  std::string ToString() const;
};

// Runs `write` in a process, cuts the power of `disk`, kills the process, and lets the disk come back. `power` is an
// InjectedFault that has happened as soon as the power may be off.
struct Interrupted {
  std::vector<Told> told;    // acknowledgements that came without power are failures
  bool was_writing = false;  // when the power went
  int code = 0;              // as RunInChild; 128 + SIGKILL when it had not ended before
};
Interrupted RunUntilPowerCut(const PowerCut& cut, LoopDisk* disk,
                             const std::function<void(const InjectedFault* power, int out)>& write);

// The ledger persists from round to round.
class PowerCutRounds {
 public:
  explicit PowerCutRounds(LoopDisk* disk) : disk_(*disk), ledger_(disk->path() + "/ledger") {}

  // What a writer does with its syncs.
  enum class Syncs { kDone, kIgnored };

  // Runs one round. Returns empty on success, otherwise what was wrong, and when the power went.
  std::string Run(const PowerCut& cut, uint64_t seed, Syncs syncs = Syncs::kDone);

  // Whether the ledger is certainly there.
  bool has_ledger() const { return ledger_.reference().head() > 0; }

  // How many rounds ended how; for people.
  std::string Tally() const;

 private:
  std::string Judge(const Interrupted& writer);
  void StartAgain();

  LoopDisk& disk_;
  FollowedLedger ledger_;
  std::map<std::string, uint64_t> tally_;
};

}  // namespace tranche
