// A registered project was stopped, by a decision.
#include "events/kinds/kind.h"
#include "events/plain_text.h"
#include "events/refusal.h"

namespace tranche::kinds {
namespace {

absl::Status Check(const v1::Event& command) {
  if (!IsBlank(command.project_stopped().decision())) return absl::OkStatus();
  return InField("decision", Refuse(absl::StatusCode::kInvalidArgument, "project.decision-missing",
                                    "found none, wanted the number of the decision by which the project is stopped"));
}

}  // namespace

extern constinit const EventKind kProjectStopped = {
    .number = v1::Event::kProjectStopped,
    .name = "ProjectStopped",
    .english = "project stopped",
    .word = "project-stop",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
