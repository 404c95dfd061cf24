// Judges published figures: does the ledger, or do the figures that were printed
// beside one, bear it out? Pure: what the ledger knows comes through
// FigureGround, so that the judge runs in a test without a ledger.
//
// Rules:
//   1. A figure that names a numerator and a denominator, or terms, is compared
//      with those figures as they were printed, by the intervals of their
//      rounding; the ledger's own value stands beside it.
//   2. Any other amount is compared with the ledger's balance, and any other
//      member count with the grouping in force on its date, at the digits printed.
//   3. Everything else is stated only, and so is a figure that names what cannot
//      be computed with: an unknown figure, itself, a malformed sum, a
//      denominator that may be zero or less; or that the ledger cannot answer,
//      because some money may be for its areas or for others. A report always has
//      every figure.
//   4. It agrees when the computed value prints as it was printed, or lies in the
//      figure's own interval where a word (almost, about, over, at most) stands
//      before it or the value is the ledger's. It agrees within rounding when
//      some values of its inputs give a value of its interval; otherwise it
//      contradicts. Inputs vary independently, which favours the figure.
//   5. An amount that the ledger contradicts, but that agreed with what the ledger
//      knew when it was stated, is restated since; the row names the first event
//      after which it no longer agreed.
//   6. What is counted is whole: the interval of a count has whole ends.
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
  // In minor units; nothing when no posting matches, or the measure is not one that the ledger keeps.
  std::optional<AmountSum> amount;
  // The area limits of money that may be for the figure's areas and may be for others: "conferences|fairs" when the
  // figure is about fairs alone. It is not in `amount`, and nobody can say how much of it should be.
  std::set<std::string> unattributed;
};

// A change of such a balance: minor units, negative when it fell.
struct BalanceStep {
  Sequence sequence = 0;
  AmountSum change = 0;
};

// What the judge asks of the ledger. It is asked only about figures that it was given.
class FigureGround {
 public:
  virtual ~FigureGround() = default;

  // Returns the ledger's balance for the figure's line and measure on its about-date.
  virtual absl::StatusOr<LedgerBalance> Balance(const v1::FigurePublished& figure) const = 0;

  // Returns every change of `Balance(figure).amount`, by sequence; an event may have several. Asked only when the
  // ledger contradicts the figure.
  virtual absl::StatusOr<std::vector<BalanceStep>> Steps(const v1::FigurePublished& figure) const = 0;

  // Returns the last sequences of what was known when the figure was stated, the one to be tried first in front.
  virtual absl::StatusOr<std::vector<Sequence>> KnownWhenStated(const StatedFigure& stated) const = 0;

  // Returns the number of members of the figure's unit by the grouping in force
  // on the about-date; nothing when the unit is no region or has no members.
  virtual absl::StatusOr<std::optional<int64_t>> MemberCount(const v1::FigurePublished& figure) const = 0;

  // The name of the grouping that MemberCount reads.
  virtual std::string GroupingName(const v1::FigurePublished& figure) const = 0;
};

// Judges every figure.
//
// figures  in ascending order of sequence. A figure may name any other of them;
//          where an id comes twice, it means the first.
// ground   the ledger, at the `known_at` of the question.
//
// Returns a row for each figure, in the same order, and the count of each
// verdict; `basis` is left to the caller. Amounts are in minor units; ratios and
// growths in percent with two decimals, their bounds with three (more where
// more were printed). Cost: at most one question to the ground for each figure
// and for each figure that a ratio names.
//
// Errors: those of `ground`, with the id of the figure that it was asked about.
absl::StatusOr<v1::Reconciliation> Judge(absl::Span<const StatedFigure> figures, const FigureGround& ground);

// "agrees", "agrees within the rounding of its inputs", "contradicts", "agreed when it was stated, restated since" or
// "stated only"; "not judged" for anything else.
std::string VerdictName(v1::Verdict verdict);

}  // namespace tranche
