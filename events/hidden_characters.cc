#include "events/hidden_characters.h"

#include <utf8proc.h>

#include "events/refusal.h"

namespace tranche {

bool IsHidden(int32_t character) {
  const utf8proc_category_t category = utf8proc_category(character);
  const bool turns_text_around = character == 0x061C || character == 0x200E || character == 0x200F ||
                                 (character >= 0x202A && character <= 0x202E) ||
                                 (character >= 0x2066 && character <= 0x2069);
  return turns_text_around || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool HasHidden(absl::string_view text) {
  while (!text.empty()) {
    int32_t character = 0;
    const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const uint8_t*>(text.data()),
                                                   static_cast<utf8proc_ssize_t>(text.size()), &character);
    if (size > 0 && IsHidden(character)) return true;
    text.remove_prefix(size > 0 ? static_cast<size_t>(size) : 1);
  }
  return false;
}

absl::Status CheckNothingHidden(absl::string_view field, absl::string_view text) {
  if (!HasHidden(text)) return absl::OkStatus();
  return InField(field,
                 Refuse(absl::StatusCode::kInvalidArgument, "text.hidden-characters",
                        "found \"{found}\", wanted one line without control characters", {TextField("found", text)}));
}

}  // namespace tranche
