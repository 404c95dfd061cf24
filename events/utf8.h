// Whether text is UTF-8.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// The length in bytes of the longest prefix of `text` that is valid UTF-8;
// text.size() if all of it is. Overlong forms and surrogates are not UTF-8.
size_t ValidUtf8Length(absl::string_view text);

// True for ASCII without a zero byte, which most texts are: much faster than the others.
inline bool IsPlainAscii(absl::string_view text) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighBits = 0x80 * kOnes;
  uint64_t high_bits = 0;  // gathered without a branch per character; of eight at once as long as there are
  for (; text.size() >= sizeof(uint64_t); text.remove_prefix(sizeof(uint64_t))) {
    uint64_t eight = 0;
    std::memcpy(&eight, text.data(), sizeof(eight));
    high_bits |= eight | (eight - kOnes);  // a borrow goes beyond a character only from one that is zero
  }
  for (const unsigned char c : text) high_bits |= static_cast<unsigned char>(c | (c - 1));
  return (high_bits & kHighBits) == 0;
}

// OK when all of `text` is UTF-8; the empty text is.
//
// Errors:
//   INVALID_ARGUMENT  it is not; the message has the offset (from 0) and the
//                     value of the first invalid byte.
absl::Status CheckUtf8(absl::string_view text);

}  // namespace tranche
