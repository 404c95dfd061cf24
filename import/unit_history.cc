#include "import/unit_history.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "import/row_cells.h"

namespace tranche {
namespace {

absl::Status NoHistory(absl::string_view text) {
  return Unwanted(text,
                  "names as NAME YYYY-MM-DD..YYYY-MM-DD; NAME from YYYY-MM-DD, without days left out between them");
}

struct NamePeriod {
  DatedName name;
  CivilDate last = CivilDate::Max();
};

// "NAME 2025-07-01..2026-04-29" or "NAME from 2026-04-30".
absl::StatusOr<NamePeriod> ParsePeriod(absl::string_view text) {
  const size_t blank = text.rfind(' ');
  if (blank == absl::string_view::npos) return NoHistory(text);
  absl::string_view name = absl::StripAsciiWhitespace(text.substr(0, blank));
  const bool is_open = absl::ConsumeSuffix(&name, " from");
  const std::vector<absl::string_view> dates = absl::StrSplit(text.substr(blank + 1), "..");
  if (dates.size() != (is_open ? 1 : 2) || name.empty()) return NoHistory(text);
  const absl::StatusOr<CivilDate> first = CivilDate::Parse(dates.front());
  if (!first.ok()) return first.status();
  const absl::StatusOr<CivilDate> last = is_open ? CivilDate::Max() : CivilDate::Parse(dates.back());
  if (!last.ok()) return last.status();
  return NamePeriod{{std::string(name), *first}, *last};
}

}  // namespace

absl::StatusOr<std::vector<DatedName>> ParseNameHistory(absl::string_view text) {
  std::vector<DatedName> names;
  CivilDate last;
  for (absl::string_view part : absl::StrSplit(text, ';', absl::SkipWhitespace())) {
    absl::StatusOr<NamePeriod> period = ParsePeriod(absl::StripAsciiWhitespace(part));
    if (!period.ok()) return period.status();
    const bool follows = names.empty() || (last != CivilDate::Max() && period->name.from == last.PlusDays(1));
    if (!follows || period->last < period->name.from) return NoHistory(text);
    last = period->last;
    names.push_back(std::move(period->name));
  }
  if (!names.empty() && last != CivilDate::Max()) return NoHistory(text);
  return names;
}

}  // namespace tranche
