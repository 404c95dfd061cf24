// Judges published figures: is each one confirmed by the ledger, or by the figures printed with it? Pure: what the
// ledger knows comes through FigureGround, so tests need no ledger.
//
// Rules:
//   1. A figure that names a numerator and a denominator, or terms, is compared
//      with those figures as printed, by the intervals of their rounding; the ledger's own value is shown as well.
//   2. Any other amount is compared with the ledger's balance, and any other
//      member count with the grouping in force on its date, at the digits printed.
//   3. Everything else is "stated only". So is a figure that refers to something that cannot be computed (an unknown
//      figure, itself, a malformed sum, a denominator that may be zero or less), or that the ledger cannot answer,
//      because some money may be for its areas or for others. A report always has every figure.
//   4. It agrees if the computed value rounds to what was printed, or lies in the figure's own interval if the figure
//      has a qualifier (almost, about, over, at most) or the value is the ledger's. It agrees within rounding if some
//      values of its inputs give a value in its interval; otherwise it contradicts. Inputs vary independently, which
//      favours the figure.
//   5. An amount that the ledger contradicts now, but that agreed with what the ledger knew when it was stated, is
//      "restated since"; the row names the first event after which it no longer agreed.
//   6. Counts are integers: the interval of a count has integer ends.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "events/money.h"
#include "events/sequence.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// A published figure and the sequence of its event.
struct StatedFigure {
  Sequence sequence = 0;
  v1::FigurePublished figure;
};

// The ledger's balance for a figure.
struct LedgerBalance {
  // In minor units; nothing if no posting matches, or the ledger does not have the measure.
  std::optional<AmountSum> amount;
  // The area limits of money that may be for the figure's areas or for others: "conferences|fairs" if the figure is
  // about fairs alone. It is not in `amount`; how much of it should be is unknowable.
  std::set<std::string> unattributed;
};

// A change of such a balance: minor units, negative when it fell.
struct BalanceStep {
  Sequence sequence = 0;
  AmountSum change = 0;
};

// The judge's read-only interface to the ledger, called only with figures passed to Judge.
class FigureGround {
 public:
  virtual ~FigureGround() = default;

  // Returns the ledger's balance for the figure's line and measure on its about-date.
  virtual absl::StatusOr<LedgerBalance> Balance(const v1::FigurePublished& figure) const = 0;

  // Returns every change of `Balance(figure).amount`, by sequence; an event may have several. Called only if the ledger
  // contradicts the figure.
  virtual absl::StatusOr<std::vector<BalanceStep>> Steps(const v1::FigurePublished& figure) const = 0;

  // Returns the candidates for the last sequence known when the figure was stated, in the order in which to try them.
  virtual absl::StatusOr<std::vector<Sequence>> KnownWhenStated(const StatedFigure& stated) const = 0;

  // Returns the number of members of the figure's unit by the grouping in force on the about-date; nothing if the unit
  // is not a region or has no members.
  virtual absl::StatusOr<std::optional<int64_t>> MemberCount(const v1::FigurePublished& figure) const = 0;

  // The name of the grouping that MemberCount reads.
  virtual std::string GroupingName(const v1::FigurePublished& figure) const = 0;
};

// Judges every figure.
//
// figures  in ascending order of sequence. A figure may refer to any other of them; a duplicate id refers to the first.
// ground   the ledger, at the `known_at` of the question.
//
// Returns a row for each figure, in the same order, and the count of each
// verdict; `basis` is left to the caller. Amounts are in minor units; ratios and
// growths in percent with two decimals, their bounds with three (more where more were printed). Cost: at most one call
// of the ground for each figure and for each figure that a ratio refers to.
//
// Errors: those of `ground`, prefixed with the id of the figure.
absl::StatusOr<v1::Reconciliation> Judge(absl::Span<const StatedFigure> figures, const FigureGround& ground);

}  // namespace tranche
