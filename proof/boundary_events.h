// The events that say which units count in which: they are leaves of the balance tree beside the budget lines, so
// that a proof can show all of them, and the units of a claim follow from them (docs/proofs.md, "The units that
// count").
//
// Thread safety: pure functions.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "events/sequence.h"
#include "projections/read_view.h"
#include "proto/event.pb.h"
#include "proto/proof.pb.h"

namespace tranche {

// What the leaves of these events begin with. No budget line does: its unit is not empty.
inline constexpr absl::string_view kBoundaryPrefix("\0", 1);

// True for a kind of event that establishes, renames or merges units, or groups them.
bool IsBoundaryEvent(v1::Event::KindCase kind);

// The leaf of the event with this sequence and these stored bytes.
std::string BoundaryLeaf(Sequence sequence, absl::string_view stored_bytes);

// Visits the boundary events up to `known_at` (inclusive), by sequence, with their stored bytes, until `visit` fails.
// Cost: a step for each event of the catalogue. Errors: those of `visit`, and
//   DATA_LOSS  the index or an event is damaged.
absl::Status VisitBoundaryEvents(
    const ReadView& view, Sequence known_at,
    const std::function<absl::Status(Sequence sequence, absl::string_view stored_bytes)>& visit);

// Checks that the units of `claim` are those that count in the unit asked for, on the date of its boundaries.
//
// events  the boundary events of the claim, each proved to be in the log, by sequence.
// leaves  the leaves with kBoundaryPrefix: all that the balance tree has, in order.
// Errors:
//   FAILED_PRECONDITION  events and leaves are not the same, or other units count by them.
absl::Status CheckUnits(const v1::BalanceClaim& claim, const std::map<uint64_t, v1::Event>& events,
                        const std::vector<absl::string_view>& leaves);

}  // namespace tranche
