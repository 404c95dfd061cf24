// From the next event on another version of the rules is in force (ledger/rules/rules_version.h).
#include "events/kinds/kind.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

absl::Status Check(const v1::Event& command) {
  if (command.rules_adopted().rules_version() == 0)
    return InField("rules_version", Refuse(absl::StatusCode::kInvalidArgument, "rules.version-missing",
                                           "found none, wanted the version that is adopted"));
  if (command.reason().empty())
    return InField("reason", Refuse(absl::StatusCode::kInvalidArgument, "rules.reason-missing",
                                    "found none, wanted why the rules are adopted"));
  return absl::OkStatus();
}

}  // namespace

extern constinit const EventKind kRulesAdopted = {
    .number = v1::Event::kRulesAdopted,
    .name = "RulesAdopted",
    .english = "rules adopted",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
