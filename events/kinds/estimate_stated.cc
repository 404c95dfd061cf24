// A forecast that someone stated; it never moves money.
#include <string>
#include <vector>

#include "events/civil_date.h"
#include "events/kinds/kind.h"
#include "events/kinds/message_lines.h"
#include "events/measure.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

EventLines Lines(const v1::Event& event) {
  const v1::EstimateStated& estimate = event.estimate_stated();
  return {{LineViewOf(estimate.line()), estimate.amount(), Direction::kAdds}};
}

absl::Status Check(const v1::Event& command) {
  const v1::EstimateStated& estimate = command.estimate_stated();
  if (!MeasureNamed(estimate.measure()).has_value()) {
    std::vector<std::string> known;
    for (const NamedMeasure& named : kMeasureTable) known.emplace_back(named.name);
    return InField("measure",
                   Refuse(kInvalid, "estimate.measure-unknown", "found \"{measure}\", wanted one of: {known}",
                          {TextField("measure", estimate.measure()), TextsField("known", known)}));
  }
  return Within("stated_on", {}, CivilDate::FromNumber(estimate.stated_on()).status());
}

}  // namespace

extern constinit const EventKind kEstimateStated = {
    .number = v1::Event::kEstimateStated,
    .name = "EstimateStated",
    .english = "estimate",
    .word = "estimate",
    .effect = Effect::kStatement,
    .lines = &Lines,
    .check = &Check,
};

}  // namespace tranche::kinds
