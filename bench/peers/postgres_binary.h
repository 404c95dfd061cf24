// Encodes values in PostgreSQL's binary formats: big-endian, length-prefixed.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "bench/peers/peer.h"

namespace tranche {

// The whole stream of a binary COPY into (sequence, recorded_at, amount, line, effective_date,
// key, bytes): the header, one row per event, the trailer.
std::string CopyRows(absl::Span<const PeerEvent> events);

// An argument of a prepared statement.
std::string BinaryInt32(int32_t value);
std::string BinaryInt64(int64_t value);
std::string BinaryInt32Array(absl::Span<const int32_t> values);

// The column of a result: 8 bytes, or 4.
int64_t ReadBinaryInt64(const char* bytes);
int32_t ReadBinaryInt32(const char* bytes);

}  // namespace tranche
