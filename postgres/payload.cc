#include "postgres/payload.h"

#include <zstd.h>

#include <boost/crc.hpp>
#include <utility>

#include "events/check.h"
#include "events/refusal.h"

namespace tranche::postgres {
namespace {

constexpr int kLevel = 1;

uint32_t Crc32c(absl::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

absl::Status Damaged(v1::RefusalField problem) {
  return Refuse(absl::StatusCode::kDataLoss, "shared-log.payload", "the events are damaged: {problem}",
                {std::move(problem)});
}

absl::Status AnotherLength() { return Damaged(WordField("problem", "another length")); }

}  // namespace

Payload Pack(absl::string_view events) {
  TRANCHE_CHECK(events.size() <= kPlainBytesMax, "a row has ", events.size(), " bytes of events");
  Payload payload;
  payload.plain_bytes = static_cast<int32_t>(events.size());
  payload.bytes.resize(ZSTD_compressBound(events.size()));
  const size_t size = ZSTD_compress(payload.bytes.data(), payload.bytes.size(), events.data(), events.size(), kLevel);
  TRANCHE_CHECK(!ZSTD_isError(size), "zstd: ", ZSTD_getErrorName(size));
  payload.bytes.resize(size);
  payload.codec = Codec::kZstd;
  if (size >= events.size()) {
    payload.codec = Codec::kPlain;
    payload.bytes = std::string(events);
  }
  payload.crc32c = Crc32c(payload.bytes);
  return payload;
}

absl::StatusOr<std::string> Unpack(const Payload& payload) {
  if (Crc32c(payload.bytes) != payload.crc32c) return Damaged(WordField("problem", "another checksum"));
  const size_t plain_bytes = static_cast<uint32_t>(payload.plain_bytes);
  if (payload.codec == Codec::kPlain) {
    if (payload.bytes.size() != plain_bytes) return AnotherLength();
    return payload.bytes;
  }
  if (payload.codec != Codec::kZstd) return Damaged(WordField("problem", "a codec that this program does not know"));
  if (plain_bytes > kPlainBytesMax) return AnotherLength();
  std::string events(plain_bytes, '\0');
  const size_t size = ZSTD_decompress(events.data(), events.size(), payload.bytes.data(), payload.bytes.size());
  if (ZSTD_isError(size) != 0) return Damaged(WordField("problem", "not what zstd writes"));
  if (size != plain_bytes) return AnotherLength();
  return events;
}

}  // namespace tranche::postgres
