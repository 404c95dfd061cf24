#include "events/utf8.h"

#include <utf8proc.h>

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace tranche {

size_t ValidUtf8Length(absl::string_view text) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  size_t length = 0;
  while (length < text.size()) {
    int32_t character = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(bytes + length, static_cast<utf8proc_ssize_t>(text.size() - length), &character);
    if (size <= 0) break;
    length += static_cast<size_t>(size);
  }
  return length;
}

absl::Status CheckUtf8(absl::string_view text) {
  const size_t valid = ValidUtf8Length(text);
  if (valid == text.size()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("byte ", valid, ": found 0x",
                                                 absl::Hex(static_cast<uint8_t>(text[valid]), absl::kZeroPad2),
                                                 ", wanted UTF-8; convert the text to UTF-8"));
}

}  // namespace tranche
