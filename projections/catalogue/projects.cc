#include "projections/catalogue/projects.h"

#include <algorithm>
#include <utility>

#include "events/kinds/project_fields.h"
#include "events/project_money.h"
#include "events/refusal.h"
#include "projections/catalogue/catalogue_id.h"

namespace tranche {
namespace {

absl::Status Unknown(absl::string_view id) {
  return Adding(InField("project_id", Refuse(absl::StatusCode::kInvalidArgument, "project.unknown",
                                             "no project \"{project}\" is registered", {TextField("project", id)})),
                "`tranche projects` lists them");
}

v1::ProjectSupport* FindSupport(absl::string_view source, v1::ProjectRegistered* terms) {
  const auto found = std::find_if(terms->mutable_support()->begin(), terms->mutable_support()->end(),
                                  [&](const auto& support) { return support.source_id() == source; });
  return found == terms->mutable_support()->end() ? nullptr : &*found;
}

}  // namespace

v1::ProjectRegistered Amended(v1::ProjectRegistered terms, const v1::ProjectAmended& amended) {
  if (!amended.name().empty()) terms.set_name(amended.name());
  if (!amended.unit_id().empty()) terms.set_unit_id(amended.unit_id());
  if (!amended.area_id().empty()) terms.set_area_id(amended.area_id());
  if (!amended.kind().empty()) terms.set_kind(amended.kind());
  if (amended.begin() != 0) terms.set_begin(amended.begin());
  if (amended.end() != 0) terms.set_end(amended.end());
  if (!amended.implementer().empty()) terms.set_implementer(amended.implementer());
  if (!amended.beneficiary().empty()) terms.set_beneficiary(amended.beneficiary());
  if (amended.total_cost() != 0) terms.set_total_cost(amended.total_cost());
  for (const v1::ProjectSupport& support : amended.support()) {
    v1::ProjectSupport* const known = FindSupport(support.source_id(), &terms);
    *(known == nullptr ? terms.add_support() : known) = support;
  }
  return terms;
}

int64_t Project::SupportOf(absl::string_view source) const {
  for (const v1::ProjectSupport& support : terms.support()) {
    if (support.source_id() == source) return support.amount();
  }
  return 0;
}

absl::Status Projects::Register(Sequence sequence, const v1::ProjectRegistered& registered) {
  const std::string& id = registered.project_id();
  if (absl::Status right = CheckCatalogueId("project_id", id); !right.ok()) return right;
  if (projects_.Find(id) != nullptr) return CatalogueIdTaken("project_id", id);
  Project& project = projects_[id];
  project.registration = sequence;
  project.terms = registered;
  return absl::OkStatus();
}

absl::Status Projects::Amend(const v1::ProjectAmended& amended) {
  const Project* const project = projects_.Find(amended.project_id());
  if (project == nullptr) return Unknown(amended.project_id());
  v1::ProjectRegistered terms = Amended(project->terms, amended);
  absl::Status right = kinds::CheckDays("begin", terms.begin(), "end", terms.end());
  if (right.ok()) right = kinds::CheckTotalCost(terms.support(), terms.total_cost());
  if (!right.ok()) return right;
  projects_[amended.project_id()].terms = std::move(terms);
  return absl::OkStatus();
}

absl::Status Projects::Stop(Sequence sequence, const v1::ProjectStopped& stopped, CivilDate day) {
  const Project* const project = projects_.Find(stopped.project_id());
  if (project == nullptr) return Unknown(stopped.project_id());
  if (project->stop != 0)
    return Refuse(absl::StatusCode::kFailedPrecondition, "project.stopped-already",
                  "project \"{project}\" is stopped already, from {day} on, by event {event}",
                  {TextField("project", project->id()), DayField("day", project->stopped_on),
                   NumberField("event", project->stop)});
  Project& changed = projects_[stopped.project_id()];
  changed.stop = sequence;
  changed.stopped_on = day;
  changed.decision = stopped.decision();
  stops_[sequence] = stopped.project_id();
  return absl::OkStatus();
}

absl::Status Projects::TakeBackStop(Sequence stop) {
  const std::string* const id = stops_.Find(stop);
  if (id == nullptr)
    return Refuse(absl::StatusCode::kFailedPrecondition, "project.not-stopped-by",
                  "event {event} stops no project, or no longer", {NumberField("event", stop)});
  Project& project = projects_[*id];
  project.stop = 0;
  project.stopped_on = CivilDate();
  project.decision.clear();
  stops_.Erase(stop);
  return absl::OkStatus();
}

const Project* Projects::CountedFor(const EventView& event) const {
  const Project* const project = Find(event.line.project);
  return project != nullptr && CountsFor(project->registration, event) ? project : nullptr;
}

}  // namespace tranche
