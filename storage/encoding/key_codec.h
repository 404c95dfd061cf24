// Order-preserving encoding of the parts of a key: comparing two encoded keys
// byte by byte orders them as their parts do, first part first. The same codec
// writes the fixed-width values. docs/storage_format.md has the grammar.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche::storage {

// Each appends one part to `*out`. Integers are big-endian; text ends with a zero
// byte and must not hold one.
void AppendU8(uint8_t value, std::string* out);
void AppendU32(uint32_t value, std::string* out);
void AppendU64(uint64_t value, std::string* out);
void AppendText(absl::string_view text, std::string* out);

// Reads the parts of a key in the order in which they were appended.
// After the first failed read, every further read fails too.
class KeyReader {
 public:
  // `key` must outlive the reader.
  explicit KeyReader(absl::string_view key) : rest_(key) {}

  // Each returns false if the key is too short or the text is unterminated; `*value` is then
  // unchanged.
  bool ReadU8(uint8_t* value);
  bool ReadU32(uint32_t* value);
  bool ReadU64(uint64_t* value);
  bool ReadText(std::string* text);

  // True when every part was read and nothing is left.
  bool AtEnd() const { return !failed_ && rest_.empty(); }

 private:
  bool ReadBigEndian(int width, uint64_t* value);

  absl::string_view rest_;
  bool failed_ = false;
};

}  // namespace tranche::storage
