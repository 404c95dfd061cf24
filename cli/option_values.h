// What the value of an option must look like before a command reads it.
//
// Thread safety: pure functions.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "cli/usage_language.h"

namespace tranche {

// One of `words`; the error offers the nearest. `language` must outlive the parser.
CLI::Validator OneOf(std::vector<std::string> words, UsageLanguage* language);

// The number of a tranche, as people write it: 1, or 2024/1 of carried-over money (events/tranche_number.h).
CLI::Validator TrancheNumber(UsageLanguage* language);

// A kind of event that `record` records; the error lists them and offers the nearest.
CLI::Validator RecordedKind(UsageLanguage* language);

// A transform: digits only, in decimal, for a number of at most `most`. The parser alone would take -1 for the largest
// number there is, and 010 for eight.
CLI::Validator WholeNumber(UsageLanguage* language, uint64_t most = std::numeric_limits<uint64_t>::max());

}  // namespace tranche
