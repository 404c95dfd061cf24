// The events of a row as they are stored in the shared log: compressed, with a checksum that finds a bad row without
// the tree.
//
// Thread safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/shared_log.h"

namespace tranche::postgres {

// The most bytes of events in one row, so that a damaged length asks for no more memory than that.
inline constexpr size_t kPlainBytesMax = storage::kSharedRowBytesMax;

enum class Codec : int32_t { kPlain = 0, kZstd = 1 };

struct Payload {
  Codec codec = Codec::kPlain;
  int32_t plain_bytes = 0;  // unpacked
  uint32_t crc32c = 0;      // of `bytes`, by the polynomial of Castagnoli (RFC 3720, appendix B.4)
  std::string bytes;
};

// Packs at most kPlainBytesMax bytes: by zstd at level 1, or not at all if that makes them no fewer. Cost: some 2 ms a
// megabyte.
Payload Pack(absl::string_view events);

// The inverse. Errors: DATA_LOSS  the bytes are not those that were packed.
absl::StatusOr<std::string> Unpack(const Payload& payload);

}  // namespace tranche::postgres
