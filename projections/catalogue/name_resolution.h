// Resolves what a person wrote to an id. A name may mean several units, or another unit on another date; then nothing
// is guessed, and the error lists the candidates.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "events/civil_date.h"
#include "projections/catalogue/catalogue.h"

namespace tranche {

// The date at which a name is resolved.
struct NameDate {
  CivilDate date;
  // True if the person stated the date; only then is a bare code accepted.
  bool said = false;
  // True for a question about the whole past: if no unit has the name on the date, the only unit that ever had it is
  // meant.
  bool is_about_past = false;
};

// The id of the unit that `text` means on `when`: an id (on any date), alone or after its name as tables print it; a
// name or an alias, in any case and spacing, with or without diacritics; or a code. A match with diacritics is
// preferred to one without. If every unit of that name has ended, it means the successor that carries the same name on
// the date, which also inherits the predecessor's aliases.
//
// Cost: a look-up; for an unknown name, a comparison with the names that begin with the same letter.
//
// Errors, with the candidates in the field `ids`:
//   INVALID_ARGUMENT  name.unknown      the text means no unit; candidates: similar names
//                     name.not-on-date  none on that date; candidates: the successors on that date
//                     name.ambiguous    several units
//                     name.bare-code    a code, and no date was stated
absl::StatusOr<std::string> ResolveUnit(const Catalogue& catalogue, absl::string_view text, NameDate when);

// The id of the source, the area or the indicator that `text` means: an id, a name or an alias.
//
// Errors: INVALID_ARGUMENT  name.unknown or name.ambiguous, as above.
absl::StatusOr<std::string> ResolveSource(const Catalogue& catalogue, absl::string_view text);
absl::StatusOr<std::string> ResolveArea(const Catalogue& catalogue, absl::string_view text);
absl::StatusOr<std::string> ResolveIndicator(const Catalogue& catalogue, absl::string_view text);

}  // namespace tranche
