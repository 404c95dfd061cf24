// Something that projects bring about can be counted.
#include "events/kinds/kind.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

absl::Status Check(const v1::Event& command) {
  if (!IsBlank(command.indicator_defined().unit())) return absl::OkStatus();
  return InField("unit", Refuse(absl::StatusCode::kInvalidArgument, "indicator.unit-missing",
                                "found none, wanted what is counted, for example \"enterprise\""));
}

}  // namespace

extern constinit const EventKind kIndicatorDefined = {
    .number = v1::Event::kIndicatorDefined,
    .name = "IndicatorDefined",
    .english = "indicator defined",
    .word = "indicator",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
