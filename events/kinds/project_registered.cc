// A project was approved: from the next event on, money on its lines is held against its support.
#include "events/kinds/kind.h"
#include "events/kinds/project_fields.h"
#include "events/kinds/wire.h"

namespace tranche::kinds {
namespace {

// Of the project only the id, by which money is of it.
bool Read(absl::string_view bytes, EventView* view) {
  return ForEachField(bytes, [view](const WireField& field) {
    return field.number != v1::ProjectRegistered::kProjectIdFieldNumber || field.To(&view->line.project);
  });
}

void View(const v1::Event& event, EventView* view) { view->line.project = event.project_registered().project_id(); }

absl::Status Check(const v1::Event& command) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  const v1::ProjectRegistered& project = command.project_registered();
  if (IsBlank(project.name()))
    return InField("name", Refuse(kInvalid, "project.name-missing", "found none, wanted the name of the project"));
  if (project.support().empty())
    return InField("support", Refuse(kInvalid, "project.support-missing",
                                     "found none, wanted a source and the most that it supports the project with"));
  absl::Status supported = CheckSupport(project.support(), 1);
  if (supported.ok()) supported = CheckTotalCost(project.support(), project.total_cost());
  return supported.ok() ? CheckDays("begin", project.begin(), "end", project.end()) : supported;
}

}  // namespace

extern constinit const EventKind kProjectRegistered = {
    .number = v1::Event::kProjectRegistered,
    .name = "ProjectRegistered",
    .english = "project registered",
    .word = "project",
    .effect = Effect::kCatalogue,
    .read = &Read,
    .view = &View,
    .check = &Check,
};

}  // namespace tranche::kinds
