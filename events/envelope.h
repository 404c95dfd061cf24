// The checks of a command that come before all others.
#pragma once

#include "absl/status/status.h"
#include "proto/event.pb.h"

namespace tranche {

inline constexpr int kEventIdBytesMax = 128;
inline constexpr int kEventBytesMax = 64 << 10;

// Checks the fields that every command has, whatever its kind: key, actor, date, provenance,
// size, text. A pure function.
//
// Errors:
//   INVALID_ARGUMENT  a field is missing or malformed; the message names it, what was
//                     found and what was wanted.
absl::Status CheckEnvelope(const v1::Event& command);

// As CheckEnvelope, but faster, for an event whose texts need no check: it was read from bytes in canonical form
// (events/canonical_form.h), or a part of such an event was removed.
absl::Status CheckEnvelopeOfCanonical(const v1::Event& command);

}  // namespace tranche
