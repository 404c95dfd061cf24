// Idempotency keys for rows that have none of their own (docs/decisions/0012). A key is derived from the file and from
// what the row says, so that importing the same file again is idempotent, however it was saved, and an equal row of
// another file is not silently taken for this one.
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "import/row_cells.h"

namespace tranche {

// Assigns a key to each row without an event_id: "row:", 32 hexadecimal digits of a SHA-256 over the name of the file,
// what all of its rows say (events/meaning.h, the tranche and the instant) and what this row says; then "/" and a
// count: 1, or 2 for the second row that says the same, and so on.
//
// path  only its last component counts: a file may be moved.
void GiveKeys(absl::string_view path, std::vector<RowEvent>* rows);

}  // namespace tranche
