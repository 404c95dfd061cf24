// Compact encodings for index values: numbers in as few bytes as they need, and
// fixed-width columns with random access.
// docs/storage_format.md has the grammar.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace tranche::storage {

// Each appends to `*out`. A varint has seven bits a byte, the lowest first (as in Protocol Buffers).
void AppendVarint(uint64_t value, std::string* out);
// Small numbers of either sign become small varints (zigzag).
void AppendSignedVarint(int64_t value, std::string* out);
// The length as a varint, then the bytes.
void AppendBytes(absl::string_view bytes, std::string* out);
// One byte with the width of a number, 0 to 16 bytes, then all numbers, little-endian two's complement.
void AppendColumn(absl::Span<const absl::int128> numbers, std::string* out);

// A column inside a value, which must outlive it.
class PackedColumn {
 public:
  PackedColumn() = default;
  PackedColumn(absl::string_view bytes, size_t width, size_t count) : bytes_(bytes), width_(width), count_(count) {}

  size_t size() const { return count_; }
  size_t width() const { return width_; }
  // False if there is more than one number, and all are 0 for want of bytes: whose numbers differ is never so, and only
  // as many as there are bytes for.
  bool MayDiffer() const { return count_ < 2 || width_ > 0; }
  // `index` is below size(). Constant time.
  absl::int128 At(size_t index) const {
    // The 8 bytes that end with the number: a load of a fixed size is several times as fast.
    const size_t end = (index + 1) * width_;
    if (width_ > 8 || end < 8) return SlowAt(index);
    int64_t bytes = 0;
    std::memcpy(&bytes, bytes_.data() + end - 8, sizeof(bytes));
    return bytes >> (64 - 8 * width_);
  }

 private:
  // Of any width, at any place.
  absl::int128 SlowAt(size_t index) const;

  absl::string_view bytes_;
  size_t width_ = 0;
  size_t count_ = 0;
};

// Reads the parts of a value in the order in which they were appended, and only as they are written here: a varint has
// no more bytes than it needs. After the first failed read, every further read fails too.
class PackedReader {
 public:
  // `value` must outlive the reader and everything read from it.
  explicit PackedReader(absl::string_view value) : rest_(value) {}

  // Each returns false if the value is too short or malformed; `*out` is then unchanged.
  bool ReadVarint(uint64_t* out) {
    if (failed_ || rest_.empty() || static_cast<uint8_t>(rest_.front()) >= 0x80) return ReadLongVarint(out);
    *out = static_cast<uint8_t>(rest_.front());  // most are of one byte
    rest_.remove_prefix(1);
    return true;
  }
  bool ReadSignedVarint(int64_t* out);
  bool ReadBytes(absl::string_view* out);
  bool ReadColumn(size_t count, PackedColumn* out);

  // Drops `count` bytes; false when there are fewer.
  bool Skip(size_t count);

  // What has not been read; after a failed read, what that began with.
  absl::string_view rest() const { return rest_; }

  // True when every part was read and nothing is left.
  bool AtEnd() const { return !failed_ && rest_.empty(); }

 private:
  // Of any length, and also where there is none.
  bool ReadLongVarint(uint64_t* out);

  bool Fail() {
    failed_ = true;
    return false;
  }

  absl::string_view rest_;
  bool failed_ = false;
};

}  // namespace tranche::storage
