// From what a person wrote to the id that it means. A name may mean several
// units, or another unit on another date; then nothing is guessed, and the error
// lists the candidates.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// The date on which a name is read.
struct NameDate {
  CivilDate date;
  // True when the person said the date; a bare code is only read then.
  bool said = false;
};

// The id of the unit that `text` means on `when`: an id (on any date), a name or an
// alias in any case, spacing and with or without diacritics, or a code.
// A spelling that matches with its diacritics is preferred to one that matches without.
//
// Errors:
//   INVALID_ARGUMENT  the text means no unit, none on that date, or several; or it is a
//                     bare code and no date was said. The message lists the candidates.
absl::StatusOr<std::string> ResolveUnit(const Catalogue& catalogue, absl::string_view text, NameDate when);

// The id of the source, or of the area, that `text` means: an id, a name or an alias.
//
// Errors: INVALID_ARGUMENT as above.
absl::StatusOr<std::string> ResolveSource(const Catalogue& catalogue, absl::string_view text);
absl::StatusOr<std::string> ResolveArea(const Catalogue& catalogue, absl::string_view text);

}  // namespace tranche
