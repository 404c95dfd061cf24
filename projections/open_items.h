// Commitments and advances one by one: what was signed or paid in advance, and what of it is still open.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "events/sequence.h"
#include "projections/catalogue/geography.h"
#include "projections/question.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"
#include "proto/view.pb.h"

namespace tranche {

// The events of `kind` (v1::Event::kCommitmentMade or kAdvancePaid) that count in the answer to `question`, ascending;
// those that were reversed are among them.
// Cost: a step for each event that moved what was committed or the advances of its scopes, and a read of it; eight
// bytes of memory for each. Errors: DATA_LOSS  the index or an event cannot be read.
absl::StatusOr<std::vector<Sequence>> ListItems(const ReadView& view, const Geography& geography,
                                                const Question& question, v1::Event::KindCase kind);

// The item of one of these events as of the date of `question`, as known then; with an amount of 0 if it was reversed.
// Cost and errors: those of VisitNamedUses.
absl::StatusOr<v1::OpenItem> MakeOpenItem(const ReadView& view, const Question& question, Sequence sequence);

}  // namespace tranche
