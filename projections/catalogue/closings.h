// Which periods of the books are closed. Closings hold in the order of recording: one counts for what is recorded after
// it, until it is opened again.
//
// Invariants:
//   1. A closing is through a day that has come when it is recorded.
//   2. A closing is opened again at most once.
//
// Thread safety: a value; const members may run concurrently.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "events/scope.h"
#include "events/sequence.h"
#include "projections/catalogue/persistent_map.h"
#include "proto/event.pb.h"

namespace tranche {

struct Closing {
  Sequence sequence = 0;  // its name
  v1::PeriodClosed terms;
  CivilDate through;
  Sequence reopening = 0;  // 0: it is in force

  bool HasUnit(absl::string_view unit) const;
  bool HasSource(absl::string_view source) const;
};

class Closings {
 public:
  // Whether the units and sources are known is for the caller to check.
  //
  // today  the day of recording, by the ledger's offset.
  // Errors: FAILED_PRECONDITION  closing.not-over.
  absl::Status Close(Sequence sequence, const v1::PeriodClosed& closed, CivilDate today);

  // Errors: INVALID_ARGUMENT  closing.unknown; FAILED_PRECONDITION  closing.reopened.
  absl::Status Reopen(Sequence sequence, const v1::PeriodReopened& reopened);

  // By sequence, ascending; those that were opened again, too.
  const PersistentMap<Sequence, Closing>& all() const { return all_; }

  // The closing, or null.
  const Closing* Find(Sequence sequence) const { return all_.Find(sequence); }

  // Those in force that the scope's money is in, the newest first; valid until the next change.
  // Cost: a look-up of the year and the unit, a step for each closing of both.
  absl::InlinedVector<const Closing*, 2> Of(const ScopeView& scope) const;

 private:
  // Sequences of those in force, by unit; "" for every unit.
  using ByUnit = ById<std::vector<Sequence>>;

  PersistentMap<Sequence, Closing> all_;
  PersistentMap<int32_t, ByUnit> in_force_;  // by budget year; no empty entries
};

}  // namespace tranche
