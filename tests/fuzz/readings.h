// What this program reads of bytes that anybody may have written, as a text that the second checker must give too.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "tests/fuzz/fuzz_input.h"

namespace tranche {

// "refused", or what was read; for a proof, the exit code of check-proof without a key. A text that begins with
// "finding: " is a contradiction within this program: a view and a message that differ, or bytes that are accepted but
// not written so, or written so and not accepted.
std::string OurReading(const FuzzInput& input);

}  // namespace tranche
