// Texts with {places}: the one way in which refusals and the texts of reports are filled in.
//
// Thread safety: pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace tranche {

// `text` with each {name} replaced by value_of(name), and each {name:s} by an "s" unless that value is "1": "{count}
// event{count:s}". What has no value is left unchanged, and so is a brace that is not closed.
std::string FillPlaces(absl::string_view text,
                       const std::function<std::optional<std::string>(absl::string_view name)>& value_of);

}  // namespace tranche
