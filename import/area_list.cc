#include "import/area_list.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "events/plain_text.h"
#include "projections/catalogue/name_resolution.h"

namespace tranche {
namespace {

// No id and no name has the first.
constexpr absl::string_view kSeparators = "|;,";

absl::Status AddAreas(const Catalogue& catalogue, absl::string_view text, std::vector<std::string>* areas) {
  absl::StatusOr<std::string> whole = ResolveArea(catalogue, text);
  if (whole.ok() && !absl::StrContains(text, kSeparators[0])) {
    areas->push_back(*std::move(whole));
    return absl::OkStatus();
  }
  for (const char separator : kSeparators) {
    if (!absl::StrContains(text, separator)) continue;
    for (const absl::string_view part : absl::StrSplit(text, separator, absl::SkipWhitespace())) {
      if (absl::Status added = AddAreas(catalogue, WithoutBlanks(part), areas); !added.ok()) return added;
    }
    return absl::OkStatus();
  }
  return whole.status();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ReadAreas(const Catalogue& catalogue, absl::string_view text) {
  std::vector<std::string> areas;
  if (IsBlank(text)) return areas;
  if (absl::Status added = AddAreas(catalogue, text, &areas); !added.ok()) return added;
  return areas;
}

}  // namespace tranche
