// Whether text is UTF-8.
//
// Thread safety: pure functions on values.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace tranche {

// The length in bytes of the longest prefix of `text` that is valid UTF-8;
// text.size() if all of it is. Overlong forms and surrogates are not UTF-8.
size_t ValidUtf8Length(absl::string_view text);

// True for ASCII without a zero byte, which most texts are: much faster than the others.
inline bool IsPlainAscii(absl::string_view text) {
  unsigned char high_bits = 0;  // gathered without a branch per character
  for (const unsigned char c : text) high_bits |= static_cast<unsigned char>(c | (c - 1));
  return high_bits < 0x80;
}

// OK when all of `text` is UTF-8; the empty text is.
//
// Errors:
//   INVALID_ARGUMENT  it is not; the message has the offset (from 0) and the
//                     value of the first invalid byte.
absl::Status CheckUtf8(absl::string_view text);

}  // namespace tranche
