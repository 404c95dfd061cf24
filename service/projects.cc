#include "service/projects.h"

#include <memory>
#include <string>
#include <utility>

#include "projections/catalogue/geography.h"
#include "projections/catalogue/name_resolution.h"
#include "projections/project_list.h"
#include "projections/question.h"
#include "service/moment.h"
#include "service/question_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// A question, with what it is answered from.
struct Asked {
  Moment moment;
  Question question;
  std::shared_ptr<const Catalogue> catalogue;
  v1::Basis basis;
};

absl::StatusOr<Asked> Read(const v1::QuestionText& text, const ServedLedger& open) {
  absl::StatusOr<Moment> moment = open.Now();
  if (!moment.ok()) return moment.status();
  absl::StatusOr<Question> question = ReadQuestion(text, nullptr, *moment);
  if (!question.ok()) return question.status();
  auto catalogue = moment->view().CatalogueAt(question->known_at);
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<v1::Basis> basis = BasisOf(moment->view(), Geography(**catalogue, question->boundaries), *question);
  if (!basis.ok()) return basis.status();
  return Asked{*std::move(moment), *std::move(question), *std::move(catalogue), *std::move(basis)};
}

bool Counts(const Project& project, const Geography& geography, const Question& question) {
  return (question.unit.empty() || geography.CountsIn(project.terms.unit_id(), question.unit)) &&
         (!question.area || project.terms.area_id() == *question.area) &&
         (!question.project || project.id() == *question.project);
}

}  // namespace

absl::StatusOr<v1::ProjectList> AskProjects(const v1::ListProjectsRequest& request, const ServedLedger& open) {
  absl::StatusOr<Asked> asked = Read(request.question(), open);
  if (!asked.ok()) return asked.status();
  const Geography geography(*asked->catalogue, asked->question.boundaries);
  v1::ProjectList list;
  *list.mutable_basis() = std::move(asked->basis);
  for (const auto& [id, project] : asked->catalogue->projects().all()) {
    if (!Counts(project, geography, asked->question)) continue;
    if (request.running_only() && project.IsStoppedOn(asked->question.as_of)) continue;
    absl::StatusOr<v1::ProjectRow> row = MakeProjectRow(asked->moment.view(), asked->question, project);
    if (!row.ok()) return row.status();
    *list.add_projects() = *std::move(row);
  }
  return list;
}

absl::StatusOr<v1::OutputList> AskOutputs(const v1::ListOutputsRequest& request, const ServedLedger& open) {
  absl::StatusOr<Asked> asked = Read(request.question(), open);
  if (!asked.ok()) return asked.status();
  std::string indicator;
  if (!request.indicator().empty()) {
    absl::StatusOr<std::string> resolved = ResolveIndicator(*asked->catalogue, request.indicator());
    if (!resolved.ok()) return AtField("indicator", resolved.status());
    indicator = *std::move(resolved);
  }
  const Geography geography(*asked->catalogue, asked->question.boundaries);
  absl::StatusOr<v1::OutputList> list =
      ListOutputs(asked->moment.view(), *asked->catalogue, geography, asked->question, indicator);
  if (list.ok()) *list->mutable_basis() = std::move(asked->basis);
  return list;
}

}  // namespace tranche
