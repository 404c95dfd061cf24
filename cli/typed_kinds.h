// Kinds of events as people type them.
//
// Thread safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "events/kinds/kinds.h"
#include "reports/texts.h"

namespace tranche {

// Those that a command takes: every kind, or those that `record` records.
enum class KindsTaken { kAll, kRecorded };

// The one of `taken` that `text` names: by its word ("plan"), by its message ("PlanApproved"), or as tables show it in
// either language, with or without diacritics. Null if there is none.
const EventKind* FindTypedKind(const std::string& text, KindsTaken taken);

// How each of `taken` may be typed: the word of those that are recorded, all kinds as tables in `locale` show them.
std::vector<std::string> TypedKinds(KindsTaken taken, Locale locale);

// How the one of `taken` that `text` is near to may be typed; empty if none is.
std::string NearestTypedKind(const std::string& text, KindsTaken taken);

}  // namespace tranche
