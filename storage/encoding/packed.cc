#include "storage/encoding/packed.h"

#include <array>
#include <bit>
#include <cstring>

namespace tranche::storage {
namespace {

static_assert(std::endian::native == std::endian::little, "columns are copied as they lie in memory");

constexpr size_t kVarintBytesMax = 10;
constexpr uint8_t kTenthByteMax = 1;  // the 64th bit
constexpr size_t kWidthMax = 16;
// More than any column holds. Numbers of width 0 take no bytes, so a damaged count has no other bound.
constexpr size_t kColumnNumbersMax = size_t{1} << 28;

// The width in bytes that holds every one of `numbers` with its sign.
size_t WidthOf(absl::Span<const absl::int128> numbers) {
  absl::uint128 bits = 0;
  bool is_negative = false;
  for (const absl::int128 number : numbers) {
    bits |= static_cast<absl::uint128>(number < 0 ? ~number : number);
    is_negative |= number < 0;
  }
  if (bits == 0) return is_negative ? 1 : 0;
  size_t width = 1;
  while ((bits >> (8 * width - 1)) != 0) ++width;
  return width;
}

}  // namespace

void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

void AppendSignedVarint(int64_t value, std::string* out) {
  AppendVarint((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63), out);
}

void AppendBytes(absl::string_view bytes, std::string* out) {
  AppendVarint(bytes.size(), out);
  out->append(bytes.data(), bytes.size());
}

void AppendColumn(absl::Span<const absl::int128> numbers, std::string* out) {
  const size_t width = WidthOf(numbers);
  out->push_back(static_cast<char>(width));
  if (width == 0) return;
  // Each is copied with all of its bytes, which is faster than with `width` of them; the next one covers the rest.
  const size_t begin = out->size();
  out->resize(begin + width * numbers.size() + kWidthMax);
  char* place = out->data() + begin;
  for (const absl::int128 number : numbers) {
    const std::array<uint64_t, 2> halves = {absl::Int128Low64(number),
                                            static_cast<uint64_t>(absl::Int128High64(number))};
    std::memcpy(place, halves.data(), sizeof(halves));
    place += width;
  }
  out->resize(begin + width * numbers.size());
}

absl::int128 PackedColumn::SlowAt(size_t index) const {
  if (width_ == 0) return 0;
  const char* bytes = bytes_.data() + index * width_;
  if (width_ <= 8) {
    uint64_t low = 0;
    if (index * width_ + sizeof(low) <= bytes_.size()) {
      std::memcpy(&low, bytes, sizeof(low));
    } else {
      std::memcpy(&low, bytes, width_);
    }
    const size_t unused = 64 - 8 * width_;
    return static_cast<int64_t>(low << unused) >> unused;
  }
  std::array<uint64_t, 2> halves = {};
  std::memcpy(halves.data(), bytes, width_);
  const size_t unused = 128 - 8 * width_;
  return absl::MakeInt128(static_cast<int64_t>(halves[1] << unused) >> unused, halves[0]);
}

bool PackedReader::ReadLongVarint(uint64_t* out) {
  uint64_t value = 0;
  for (size_t i = 0; i < rest_.size() && i < kVarintBytesMax && !failed_; ++i) {
    const auto byte = static_cast<uint8_t>(rest_[i]);
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte >= 0x80) continue;
    const bool is_shortest = i == 0 || byte != 0;
    const bool has_64_bits = i + 1 < kVarintBytesMax || byte <= kTenthByteMax;
    if (!is_shortest || !has_64_bits) break;
    rest_.remove_prefix(i + 1);
    *out = value;
    return true;
  }
  return Fail();
}

bool PackedReader::ReadSignedVarint(int64_t* out) {
  uint64_t zigzag = 0;
  if (!ReadVarint(&zigzag)) return false;
  *out = static_cast<int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
  return true;
}

bool PackedReader::ReadBytes(absl::string_view* out) {
  const absl::string_view all = rest_;
  uint64_t length = 0;
  if (!ReadVarint(&length)) return false;
  if (length > rest_.size()) {
    rest_ = all;
    return Fail();
  }
  *out = rest_.substr(0, length);
  rest_.remove_prefix(length);
  return true;
}

bool PackedReader::Skip(size_t count) {
  if (failed_ || count > rest_.size()) return Fail();
  rest_.remove_prefix(count);
  return true;
}

bool PackedReader::ReadColumn(size_t count, PackedColumn* out) {
  if (failed_ || rest_.empty()) return Fail();
  const auto width = static_cast<uint8_t>(rest_[0]);
  if (width > kWidthMax || count > kColumnNumbersMax || (width > 0 && count > (rest_.size() - 1) / width))
    return Fail();
  *out = PackedColumn(rest_.substr(1, width * count), width, count);
  rest_.remove_prefix(1 + width * count);
  return true;
}

}  // namespace tranche::storage
