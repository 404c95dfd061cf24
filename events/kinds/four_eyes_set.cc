// From the next event on, what is recorded needs a second person's approval, or no longer needs it.
#include <algorithm>
#include <string>

#include "events/kinds/kind.h"
#include "events/kinds/kinds.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

bool IsStatement(const std::string& name) {
  const auto kinds = AllKinds();
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](const EventKind* kind) { return kind->name == name && kind->effect == Effect::kStatement; });
}

absl::Status Check(const v1::Event& command) {
  const auto& exempt = command.four_eyes_set().exempt_kinds();
  for (auto name = exempt.begin(); name != exempt.end(); ++name) {
    if (!IsStatement(*name))
      return InField("exempt_kinds",
                     Refuse(kInvalid, "four-eyes.not-exempt",
                            "found \"{found}\", wanted the name of a kind of statement, for example EstimateStated",
                            {TextField("found", *name)}));
    if (std::find(exempt.begin(), name, *name) != name)
      return InField("exempt_kinds",
                     Refuse(kInvalid, "grant.named-twice", "\"{id}\" is named twice", {TextField("id", *name)}));
  }
  if (!command.four_eyes_set().on() && !exempt.empty())
    return InField("exempt_kinds", Refuse(kInvalid, "four-eyes.off-with-kinds",
                                          "four eyes is set off, and then every kind is recorded without approval; "
                                          "leave the list out"));
  if (!IsBlank(command.reason())) return absl::OkStatus();
  return InField(
      "reason", Refuse(kInvalid, "four-eyes.reason-missing", "found none, wanted why four eyes is switched on or off"));
}

}  // namespace

extern constinit const EventKind kFourEyesSet = {
    .number = v1::Event::kFourEyesSet,
    .name = "FourEyesSet",
    .english = "four eyes set",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
