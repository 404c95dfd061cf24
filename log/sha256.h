// SHA-256 (FIPS 180-4) of one string, or of many at once.
//
// Thread safety: pure functions.
#pragma once

#include <array>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche {

// The 32 bytes of a hash.
using Digest = std::array<uint8_t, 32>;

// How many strings are hashed. Both ways give the same digests.
enum class Sha256Way {
  kOneByOne,  // by OpenSSL, on every processor
  kTwoLanes,  // two at a time, by the SHA instructions of x86 (log/sha256_lanes.h)
};

// The fastest way that this processor can go. Cost: none after the first call.
Sha256Way FastestSha256();

// Cost: that of one string, by OpenSSL.
Digest Sha256(absl::string_view bytes);

// Sets `digests[i]` to the hash of the byte `prefix` and `entries[i]` after it. There are as many digests as entries,
// and none of them is memory of an entry. `way` must be one that this processor can go.
// Cost: in two lanes, for entries of 64 to 150 bytes, two fifths of that of hashing them one by one.
void Sha256OfEach(uint8_t prefix, absl::Span<const absl::string_view> entries, absl::Span<Digest> digests,
                  Sha256Way way = FastestSha256());

}  // namespace tranche
