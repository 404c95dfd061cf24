// SHA-256 of many strings by the SHA instructions of x86 processors, two strings at a time. One string has to wait for
// the result of each of its 64 rounds, which leaves the processor idle half of the time; the rounds of a second one
// fill that. A string of another length than its neighbour makes neither wait: the lane that is done takes the next
// string. docs/decisions/0017 says why this is not from a library.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "log/sha256.h"

namespace tranche {

// True if this processor has the instructions; never on other processors than x86.
bool HasSha256Lanes();

// As Sha256OfEach (log/sha256.h), on a processor for which HasSha256Lanes() is true.
void Sha256InLanes(uint8_t prefix, absl::Span<const absl::string_view> entries, absl::Span<Digest> digests);

}  // namespace tranche
