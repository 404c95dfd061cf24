// A synthetic, lawful history: what `tranche generate` records, and the workload of benchmarks. Ledger::Append accepts
// every command of it, whatever the number of events and however late they are.
//
// The fiscal years are 2015 to 2024 and the budget scopes (63 provinces, two sources, ten years) are the same whatever
// the number of events; only the length of the history differs. About six events in ten are disbursements, some of them
// of contracts, and a quarter are executions; the rest are plans, tranches, adjustments, transfers, refunds, reversals,
// contracts, advances, estimates and published figures. In each March the year before is closed, sometimes opened again
// and closed once more, and what is late for that says why. Up to 16 steps of each year of each province, of a third
// source, are a budget year as a whole, with a registered project, carry-overs, a lapse, a settlement and a correction.
// The catalogue has a spending rule, an indicator, an actor with a role, a merger and a renaming. What is about keys
// and signatures does not occur: balance roots, proposals and approvals.
//
// The name of the ledger begins with "SYNTHETIC", and the names of all units, sources and areas say so too, in
// Vietnamese and in English ("Tỉnh S01 (giả lập)", "Synthetic province S01").
//
// Invariants:
//   1. The commands and their instants depend only on the options, not on how many are requested at a time, nor on the
//      machine.
//   2. Memory does not grow with the number of events.
//
// Thread safety: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "events/civil_date.h"
#include "events/sequence.h"
#include "import/synthetic/money.h"
#include "proto/event.pb.h"

namespace tranche {

// A history holds at most this many events.
inline constexpr uint64_t kSyntheticEventsMax = 10'000'000'000;

struct SyntheticOptions {
  // How many events the ledger holds at the end, including the first one (LedgerCreated): 1 to kSyntheticEventsMax.
  uint64_t events = 1;
  uint64_t seed = 0;
  // How many movements of money per thousand are effective before the day on which they are recorded, 0 to 1000.
  int late_permille = 50;
  // How late they are at most, in days; 1 or more.
  int late_days = 365;
  // The most commands recorded at one instant: as many as fit into one batch. A short history has fewer, so that every
  // month sees some. 1 to kBatchEventsMax.
  uint64_t commands_at_once = 1'000;
};

class SyntheticHistory {
 public:
  explicit SyntheticHistory(const SyntheticOptions& options);

  // The terms of the ledger to make: its id comes from the seed.
  v1::LedgerCreated terms() const;

  // recorded_at of its first event.
  absl::Time known_from() const;

  // The next commands, 1 to `limit` of them (which is 1 or more), all to be recorded at now(); empty at the end. They
  // must be recorded in this order, directly after LedgerCreated, with nothing else in between: reversals refer to
  // sequences.
  std::vector<v1::Event> Next(size_t limit);

  // The instant at which the commands last returned by Next are recorded, in whole seconds; known_from() before the
  // first. Never decreases.
  absl::Time now() const { return now_; }

 private:
  bool IsInCatalogue(Sequence sequence) const;
  // How many commands, starting with the next one, share its instant.
  uint64_t LeftAtOnce() const;
  // The number, from 0, of a movement of money.
  uint64_t MovementNumber(Sequence sequence) const;
  absl::Time InstantOf(Sequence sequence) const;
  void Fill(Sequence sequence, v1::Event* event);

  SyntheticOptions options_;
  std::vector<v1::Event> catalogue_;
  uint64_t movements_;  // of money
  uint64_t at_once_;    // movements that share an instant
  SyntheticMoney money_;
  Sequence next_ = 2;  // of the next command
  absl::Time now_;
  int64_t today_ = 0;  // the day of now_ by the ledger's UTC offset, since 1970-01-01
};

}  // namespace tranche
