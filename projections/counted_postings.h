// The postings behind a balance. The index says which events they come from; the postings
// themselves are derived from those events again, so a row of the index that contradicts
// its event is detected.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "projections/balances.h"
#include "projections/catalogue/geography.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/view.pb.h"

namespace tranche {

// Where a posting stands in the log: by event, and within an event in the order of its postings. {0, 0} is before all.
struct PostingPlace {
  Sequence sequence = 0;
  uint32_t ordinal = 0;

  friend bool operator==(const PostingPlace&, const PostingPlace&) = default;
  friend auto operator<=>(const PostingPlace&, const PostingPlace&) = default;  // NOLINT(modernize-use-nullptr)
};

// Called for each posting of an answer, in the order of their places. A status that is not OK ends the visit.
using PostingRowVisitor = std::function<absl::Status(const PostingPlace& place, const v1::PostingRow& row)>;

// Called after each epoch of the index that was read, whether a posting of it counts or not. A status that is not OK
// ends the visit. May be null.
using EpochVisitor = std::function<absl::Status()>;

// Which of the postings that count in an answer are visited.
struct PostingRange {
  // Postings of events up to this sequence were known before.
  Sequence known_before = 0;
  // Those at or before this place were given before; {0, 0} for none.
  PostingPlace given;
};

// Visits the postings that count in the answer to `question` and are in `range`; returns what they add up to.
//
// Cost: a step for each posting of the scopes that count, an epoch of the index after the other, and one point read for
// each event that is visited, or one for all that are near each other. Memory: the postings of one epoch. A row that
// the index lacks altogether is not found here: replay/verify/verify.h finds it.
//
// Errors: those of the visitors, and
//   DATA_LOSS  the index or an event is damaged, or the index differs from the event; the
//              message names the sequence, what the log says and what the index says.
absl::StatusOr<MeasureSums> VisitCountedPostings(const ReadView& view, const Geography& geography,
                                                 const Question& question, const PostingRange& range,
                                                 const PostingRowVisitor& visitor, const EpochVisitor& epoch_read);

// Compares a total computed from the index with the sum of the postings.
//
// Errors:
//   DATA_LOSS  they differ; the message names the measure and both amounts.
absl::Status CheckAddsUp(const MeasureSums& postings, const v1::BalanceRow& total);

}  // namespace tranche
