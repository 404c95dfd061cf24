// What a unit still has of a source and budget year, as the commands that carry it over to another line: every
// commitment, every advance, what is free of each tranche; and the plan that was not allocated.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "events/scope.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"

namespace tranche {

// Where it goes.
struct CarriedTo {
  std::string unit;
  int32_t fiscal_year = 0;
  std::string legal_case;    // of the law; empty: none is said
  bool lapses_rest = false;  // what is free is given up instead
};

// Appends the commands that carry over what `from` has on `day` and every later day, as known in `view`: the
// commitments and the advances by their sequences, then what is free of each tranche, the oldest first. They have an
// effective date, and neither key nor actor.
//
// Cost: a read of each commitment and advance of the scope and of what names it; BalanceIndex::VisitDays.
// Errors: DATA_LOSS  what was recorded cannot be read.
absl::Status AppendCarryOvers(const ReadView& view, const Scope& from, const CarriedTo& to, CivilDate day,
                              std::vector<v1::Event>* commands);

// Appends the commands that lower the plan of `from` by what is not allocated on `day` and every later day, area by
// area, and approve the same for `unit`.
//
// Cost: BalanceIndex::VisitDays. Errors: DATA_LOSS  the index is damaged.
absl::Status AppendMovedPlan(const ReadView& view, const Scope& from, const std::string& unit, CivilDate day,
                             std::vector<v1::Event>* commands);

}  // namespace tranche
