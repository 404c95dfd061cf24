#include "events/utf8.h"

#include <utf8proc.h>

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"

namespace tranche {

size_t ValidUtf8Length(absl::string_view text) {
  const auto* const bytes = reinterpret_cast<const uint8_t*>(text.data());
  size_t length = 0;
  while (length < text.size()) {
    if (bytes[length] < 0x80) {  // most are
      ++length;
      continue;
    }
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
  const std::string found = absl::StrCat("0x", absl::Hex(static_cast<uint8_t>(text[valid]), absl::kZeroPad2));
  return Adding(Refuse(absl::StatusCode::kInvalidArgument, "text.not-utf8", "byte {byte}: found {found}, wanted UTF-8",
                       {NumberField("byte", valid), TextField("found", found)}),
                "convert the text to UTF-8");
}

}  // namespace tranche
