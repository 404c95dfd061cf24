// Events that are proved to be in the log: the building block of every claim about events.
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "log/event_tree.h"
#include "log/merkle_tree.h"
#include "proof/checkpoint.h"
#include "proto/event.pb.h"
#include "proto/proof.pb.h"

namespace tranche {

// Hashes of 32 bytes each. Errors: INVALID_ARGUMENT, beginning with `field`.
absl::StatusOr<std::vector<Digest>> ReadPath(const google::protobuf::RepeatedPtrField<std::string>& path,
                                             absl::string_view field);

// Returns the event that the bytes of `proven` are; whether they are in the log is not checked.
// Errors:
//   FAILED_PRECONDITION  they are not in canonical form (events/canonical_form.h), or of another event, or of no kind
//                        that is known here; the message names the sequence.
absl::StatusOr<v1::Event> ReadProvenEvent(const v1::ProvenEvent& proven);

// Returns the event if its path shows that its bytes are in the log of `checkpoint` at its sequence.
// Errors: those of ReadProvenEvent, and
//   INVALID_ARGUMENT     the sequence is 0, or the path cannot be read.
//   FAILED_PRECONDITION  it is not there.
absl::StatusOr<v1::Event> CheckProvenEvent(const v1::ProvenEvent& proven, const Checkpoint& checkpoint);

// Sets the hashes by which all events of `claim` lead to the root of the first `size` events of the log.
//
// Cost: a step for each node above one of them, and a read of each tile with a hash that is needed.
// Errors: DATA_LOSS  as EventTree::Root.
absl::Status ShareHashes(const EventTree& tree, uint64_t size, v1::BalanceClaim* claim);

// Checks that the bytes of all events of `claim` are in the log of `checkpoint`, by the hashes that they share. Cost: a
// hash for each node above one of them.
// Errors:
//   INVALID_ARGUMENT     a sequence is 0, or a hash cannot be read.
//   FAILED_PRECONDITION  one of them is not there, has a path of its own, or is given twice with different bytes.
absl::Status CheckEventsOf(const v1::BalanceClaim& claim, const Checkpoint& checkpoint);

}  // namespace tranche
