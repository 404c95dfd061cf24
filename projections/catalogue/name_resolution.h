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
  // True for a question about the past as a whole: the only unit that ever had the name is meant when no unit has it
  // on the date.
  bool is_about_past = false;
};

// The id of the unit that `text` means on `when`: an id (on any date), a name or an
// alias in any case, spacing and with or without diacritics, or a code.
// A spelling that matches with its diacritics is preferred to one that matches without.
// When every unit of that name has ended, it means the unit that follows and carries the same name on the date: what
// the predecessor was also called goes on with it.
//
// Cost: a look-up; for an unknown name, a comparison with the names that begin with the same letter.
//
// Errors, with `ids` to choose from as data:
//   INVALID_ARGUMENT  name.unknown      the text means no unit; with those whose names are near
//                     name.not-on-date  none on that date; with the units that follow on it
//                     name.ambiguous    several units
//                     name.bare-code    a code, and no date was said
absl::StatusOr<std::string> ResolveUnit(const Catalogue& catalogue, absl::string_view text, NameDate when);

// The id of the source, or of the area, that `text` means: an id, a name or an alias.
//
// Errors: INVALID_ARGUMENT  name.unknown or name.ambiguous, as above.
absl::StatusOr<std::string> ResolveSource(const Catalogue& catalogue, absl::string_view text);
absl::StatusOr<std::string> ResolveArea(const Catalogue& catalogue, absl::string_view text);

}  // namespace tranche
