// Idempotency keys for rows that have none of their own (docs/decisions/0012). A key is made of the file and of what
// its row says, so that the same file imported again records nothing, however it was saved, and an equal row of
// another file is not taken for this one in silence.
//
// Thread safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "import/row_cells.h"

namespace tranche {

// Gives each row without an event_id its key: "row:", 32 hexadecimal digits of a SHA-256 over the name of the file,
// what all of its rows say (events/meaning.h, the tranche and the instant) and what this row says, and after "/"
// 1, or 2 for the second row that says the same, and so on.
//
// path  only its last part counts: a file may be moved.
void GiveKeys(absl::string_view path, std::vector<RowEvent>* rows);

}  // namespace tranche
