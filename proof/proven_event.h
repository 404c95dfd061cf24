// An event with its inclusion path: the building block of every claim about events.
//
// Thread safety: pure functions.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "log/merkle_tree.h"
#include "proof/checkpoint.h"
#include "proto/event.pb.h"
#include "proto/proof.pb.h"

namespace tranche {

// Hashes of 32 bytes each. Errors: INVALID_ARGUMENT, beginning with `field`.
absl::StatusOr<std::vector<Digest>> ReadPath(const google::protobuf::RepeatedPtrField<std::string>& path,
                                             absl::string_view field);

// Returns the event if its bytes are in the log of `checkpoint` at its sequence.
// Errors:
//   INVALID_ARGUMENT     the sequence is 0, or the path cannot be read.
//   FAILED_PRECONDITION  it is not there; its bytes are not in canonical form (events/canonical_form.h), or of another
//                        event, or of no kind that is known here; the message names the sequence.
absl::StatusOr<v1::Event> CheckProvenEvent(const v1::ProvenEvent& proven, const Checkpoint& checkpoint);

}  // namespace tranche
