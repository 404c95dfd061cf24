// A registered project was changed: its support, its days, its place.
#include "events/kinds/kind.h"
#include "events/kinds/project_fields.h"

namespace tranche::kinds {
namespace {

bool IsEmpty(v1::ProjectAmended project) {
  project.clear_project_id();
  return project.ByteSizeLong() == 0;
}

absl::Status Check(const v1::Event& command) {
  const v1::ProjectAmended& project = command.project_amended();
  if (IsEmpty(project))
    return Refuse(absl::StatusCode::kInvalidArgument, "project.nothing-amended",
                  "project \"{project}\": nothing of it changes", {TextField("project", project.project_id())});
  absl::Status supported = CheckSupport(project.support(), 0);
  if (supported.ok()) supported = CheckTotalCost(project.support(), project.total_cost());
  return supported.ok() ? CheckDays("begin", project.begin(), "end", project.end()) : supported;
}

}  // namespace

extern constinit const EventKind kProjectAmended = {
    .number = v1::Event::kProjectAmended,
    .name = "ProjectAmended",
    .english = "project amended",
    .word = "project-amendment",
    .effect = Effect::kCatalogue,
    .check = &Check,
};

}  // namespace tranche::kinds
