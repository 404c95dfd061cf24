#include "bench/peers/postgres_binary.h"

#include <endian.h>

#include <cstring>

#include "bench/peers/packed_line.h"

namespace tranche {
namespace {

constexpr int32_t kInt32Oid = 23;

void Put16(int16_t value, std::string* out) {
  const uint16_t wire = htobe16(static_cast<uint16_t>(value));
  out->append(reinterpret_cast<const char*>(&wire), sizeof(wire));
}

void Put32(int32_t value, std::string* out) {
  const uint32_t wire = htobe32(static_cast<uint32_t>(value));
  out->append(reinterpret_cast<const char*>(&wire), sizeof(wire));
}

void Put64(int64_t value, std::string* out) {
  const uint64_t wire = htobe64(static_cast<uint64_t>(value));
  out->append(reinterpret_cast<const char*>(&wire), sizeof(wire));
}

void PutField32(int32_t value, std::string* out) {
  Put32(sizeof(value), out);
  Put32(value, out);
}

void PutField64(int64_t value, std::string* out) {
  Put32(sizeof(value), out);
  Put64(value, out);
}

void PutFieldBytes(const std::string& bytes, std::string* out) {
  Put32(static_cast<int32_t>(bytes.size()), out);
  out->append(bytes);
}

void PutRow(const PeerEvent& event, std::string* out) {
  Put16(7, out);
  PutField64(static_cast<int64_t>(event.sequence), out);
  PutField64(event.recorded_at, out);
  PutField64(event.amount, out);
  PutField32(PackedLine({event.unit, event.source, event.year, event.area, event.measure}), out);
  PutField32(event.effective_date, out);
  PutFieldBytes(event.key, out);
  PutFieldBytes(event.bytes, out);
}

}  // namespace

std::string CopyRows(absl::Span<const PeerEvent> events) {
  constexpr char kSignature[] = "PGCOPY\n\377\r\n";
  std::string out(kSignature, sizeof(kSignature));
  Put32(0, &out);  // no flags
  Put32(0, &out);  // no extension of the header
  for (const PeerEvent& event : events) PutRow(event, &out);
  Put16(-1, &out);
  return out;
}

std::string BinaryInt32(int32_t value) {
  std::string out;
  Put32(value, &out);
  return out;
}

std::string BinaryInt64(int64_t value) {
  std::string out;
  Put64(value, &out);
  return out;
}

std::string BinaryInt32Array(absl::Span<const int32_t> values) {
  std::string out;
  Put32(1, &out);  // dimensions
  Put32(0, &out);  // no nulls
  Put32(kInt32Oid, &out);
  Put32(static_cast<int32_t>(values.size()), &out);
  Put32(1, &out);  // the first index
  for (const int32_t value : values) PutField32(value, &out);
  return out;
}

int64_t ReadBinaryInt64(const char* bytes) {
  uint64_t wire = 0;
  std::memcpy(&wire, bytes, sizeof(wire));
  return static_cast<int64_t>(be64toh(wire));
}

int32_t ReadBinaryInt32(const char* bytes) {
  uint32_t wire = 0;
  std::memcpy(&wire, bytes, sizeof(wire));
  return static_cast<int32_t>(be32toh(wire));
}

}  // namespace tranche
