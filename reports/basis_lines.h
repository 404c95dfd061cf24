// The basis of an answer, as shown above and below the rows of a table.
#pragma once

#include <string>
#include <vector>

#include "proto/view.pb.h"
#include "reports/labels.h"

namespace tranche {

// "42 (2024-05-16 17:00:00 +07:00)"; "0" if nothing was known yet.
std::string KnownAtText(const v1::Basis& basis, const Reader& reader);

// "0.4 s ago, when it had events up to 1,234": the log that a copy has.
std::string ContactText(const v1::LogContact& contact, Locale locale);

// The heading of a table: as of and known at; head and root; boundaries and region grouping; of a copy of a
// shared log, since when it has what that has.
std::vector<std::string> BasisLines(const v1::Basis& basis, const Reader& reader);

// The same without what was known when, for a table that tells it in its rows.
std::vector<std::string> QuestionLines(const v1::Basis& basis, const Reader& reader);

// Notes on the grouping: that it was derived, from what, and which units are mixed. None if a legal text defines it.
std::vector<std::string> GroupingNotes(const v1::Basis& basis, const Reader& reader);

}  // namespace tranche
