// Views as text, for comparing what two readers make of one event.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "events/event_view.h"

namespace tranche {

std::string ViewText(const LineView& line);

// Everything but the bytes.
std::string ViewText(const EventView& event);

}  // namespace tranche
