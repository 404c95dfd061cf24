// How a refusal says a rate.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "events/refusal.h"
#include "proto/refusal.pb.h"

namespace tranche {

// "70%", or "25‰" of what is no whole percent.
inline v1::RefusalField RateField(absl::string_view name, uint32_t permille) {
  constexpr uint32_t kPermilleOfPercent = 10;
  if (permille % kPermilleOfPercent == 0)
    return PhraseField(name, "{percent}%", {NumberField("percent", permille / kPermilleOfPercent)});
  return PhraseField(name, "{permille}‰", {NumberField("permille", permille)});
}

}  // namespace tranche
