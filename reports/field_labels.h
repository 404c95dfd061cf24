// The fields of events and proofs by their words.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "import/amount_text.h"

namespace tranche {

// A field of an event or of a proof, as refusals name it: "effective_date" is "ngày hiệu lực"; so is "effectiveDate",
// its name in JSON. Of a path, such as "shares[1].line.unit_id", it is the last field. In English it is the field's own
// name, which is also that of the column of a file; so is what is no field.
std::string FieldLabel(absl::string_view field, Locale locale);

}  // namespace tranche
