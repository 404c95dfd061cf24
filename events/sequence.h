// Position of an event in the log: 1, 2, 3 ...; 0 stands before the first event.
#pragma once

#include <cstdint>

namespace tranche {

using Sequence = uint64_t;

}  // namespace tranche
