// What people stated about the money, published figures and estimates, and how these compare with the ledger.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "projections/figures/reconcile.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// The figures published up to `known_at` (inclusive) and not reversed, by sequence.
// Errors: DATA_LOSS.
absl::StatusOr<std::vector<StatedFigure>> PublishedFigures(const ReadView& view, Sequence known_at);

// One verdict for each of them (projections/figures/reconcile.h says how). The ledger's own value is its balance
// for the figure's unit, source, area, year and measure, as of the date that the figure is about, as known at
// `known_at`, in the units and regions of that date. A figure is taken to have been stated on what was known at the end
// of the day of its statement or, in a ledger that knew nothing then, when the figure itself was recorded. `head` is
// that of the basis, as Question::head.
//
// Cost: the postings of the units of each figure.
//
// Errors:
//   OUT_OF_RANGE  known_at is past the head.
//   DATA_LOSS     the ledger is damaged.
absl::StatusOr<v1::Reconciliation> Reconcile(const ReadView& view, Sequence known_at, Sequence head = 0);

}  // namespace tranche
