// Position of an event in the log: 1, 2, 3 ...; 0 stands before the first event.
#pragma once

#include <cstdint>

namespace tranche {

using Sequence = uint64_t;

// The events with after < sequence <= last.
struct SequenceSpan {
  Sequence after = 0;
  Sequence last = 0;
};

}  // namespace tranche
