// Texts and instants in JSON, byte for byte as protobuf prints them.
//
// Thread safety: pure functions.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// Adds `text`, which is UTF-8, in quotation marks.
void AppendJsonText(absl::string_view text, std::string* out);

// Whether JSON can say an instant, of seconds since 1970-01-01 and of nanoseconds: those of the years 1 to 9999.
bool HasJsonInstant(int64_t seconds, int32_t nanos);

// Adds such an instant, in quotation marks: with no digits of a second, or 3, 6 or 9.
void AppendJsonInstant(int64_t seconds, int32_t nanos, std::string* out);

}  // namespace tranche
