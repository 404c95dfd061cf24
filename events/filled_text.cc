#include "events/filled_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace tranche {
namespace {

// What marks, after a name in braces, the end of a plural.
constexpr absl::string_view kPluralEnd = ":s";

}  // namespace

std::string FillPlaces(absl::string_view text,
                       const std::function<std::optional<std::string>(absl::string_view name)>& value_of) {
  std::string filled;
  while (!text.empty()) {
    const size_t open = text.find('{');
    const size_t close = open == absl::string_view::npos ? open : text.find('}', open);
    if (close == absl::string_view::npos) return absl::StrCat(filled, text);
    absl::string_view name = text.substr(open + 1, close - open - 1);
    const bool is_plural_end = absl::ConsumeSuffix(&name, kPluralEnd);
    std::optional<std::string> value = value_of(name);
    if (value && is_plural_end) value = *value == "1" ? "" : "s";
    absl::StrAppend(&filled, text.substr(0, open), value ? *value : text.substr(open, close - open + 1));
    text.remove_prefix(close + 1);
  }
  return filled;
}

}  // namespace tranche
