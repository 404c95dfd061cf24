#include "service/projects.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "projections/catalogue/geography.h"
#include "projections/catalogue/name_resolution.h"
#include "projections/project_list.h"
#include "projections/question.h"
#include "service/answer_page.h"
#include "service/question_text.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// A page of the answer to a question, with what it is answered from.
struct Asked {
  AnswerPage page;
  uint32_t most = 0;  // rows of the page
  Question question;
  std::shared_ptr<const Catalogue> catalogue;
  v1::Basis basis;
};

template <typename Request>
absl::StatusOr<Asked> Read(const Request& request, const ServedLedger& open) {
  absl::StatusOr<AnswerPage> page = AnswerPage::Of(request, open);
  if (!page.ok()) return page.status();
  const ReadView& view = page->moment().view();
  absl::StatusOr<Question> question = ReadQuestion(request.question(), nullptr, page->moment());
  if (!question.ok()) return question.status();
  auto catalogue = view.CatalogueAt(question->known_at);
  if (!catalogue.ok()) return catalogue.status();
  absl::StatusOr<v1::Basis> basis = BasisOf(view, Geography(**catalogue, question->boundaries), *question);
  if (!basis.ok()) return basis.status();
  const uint32_t most = page->size() == 0 ? kProjectRowsMax : std::min(page->size(), kProjectRowsMax);
  return Asked{*std::move(page), most, *std::move(question), *std::move(catalogue), *std::move(basis)};
}

// The place of a row of outputs: ids have no spaces.
std::string PlaceOf(const v1::OutputRow& row) {
  return absl::StrCat(row.unit_id(), " ", row.fiscal_year(), " ", row.indicator_id());
}

bool ReadPlace(const std::string& text, std::optional<OutputKey>* key) {
  const std::vector<std::string> parts = absl::StrSplit(text, ' ');
  int32_t year = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[1], &year)) return false;
  *key = {parts[0], year, parts[2]};
  return true;
}

bool Counts(const Project& project, const Geography& geography, const Question& question) {
  return (question.unit.empty() || geography.CountsIn(project.terms.unit_id(), question.unit)) &&
         (!question.area || project.terms.area_id() == *question.area) &&
         (!question.project || project.id() == *question.project);
}

}  // namespace

absl::StatusOr<v1::ListProjectsResponse> AskProjects(const v1::ListProjectsRequest& request, const ServedLedger& open) {
  absl::StatusOr<Asked> asked = Read(request, open);
  if (!asked.ok()) return asked.status();
  const Geography geography(*asked->catalogue, asked->question.boundaries);
  v1::ListProjectsResponse response;
  v1::ProjectList& list = *response.mutable_list();
  *list.mutable_basis() = std::move(asked->basis);
  const ById<Project>& all = asked->catalogue->projects().all();
  for (auto of = all.After(asked->page.last()); of != all.end(); ++of) {
    const Project& project = of->second;
    if (!Counts(project, geography, asked->question)) continue;
    if (request.running_only() && project.IsStoppedOn(asked->question.as_of)) continue;
    if (static_cast<uint32_t>(list.projects_size()) == asked->most) {
      response.set_next_page_token(asked->page.TokenAfter(list.projects().rbegin()->project_id()));
      break;
    }
    absl::StatusOr<v1::ProjectRow> row = MakeProjectRow(asked->page.moment().view(), asked->question, project);
    if (!row.ok()) return row.status();
    *list.add_projects() = *std::move(row);
  }
  return response;
}

absl::StatusOr<v1::ListOutputsResponse> AskOutputs(const v1::ListOutputsRequest& request, const ServedLedger& open) {
  absl::StatusOr<Asked> asked = Read(request, open);
  if (!asked.ok()) return asked.status();
  std::string indicator;
  if (!request.indicator().empty()) {
    absl::StatusOr<std::string> resolved = ResolveIndicator(*asked->catalogue, request.indicator());
    if (!resolved.ok()) return AtField("indicator", resolved.status());
    indicator = *std::move(resolved);
  }
  OutputRange range = {std::nullopt, asked->most};
  if (!asked->page.last().empty() && !ReadPlace(asked->page.last(), &range.after)) return AnswerPage::NoToken();
  const Geography geography(*asked->catalogue, asked->question.boundaries);
  bool has_more = false;
  absl::StatusOr<v1::OutputList> list = ListOutputs(asked->page.moment().view(), *asked->catalogue, geography,
                                                    asked->question, indicator, range, &has_more);
  if (!list.ok()) return list.status();
  v1::ListOutputsResponse response;
  *response.mutable_list() = *std::move(list);
  *response.mutable_list()->mutable_basis() = std::move(asked->basis);
  if (has_more) response.set_next_page_token(asked->page.TokenAfter(PlaceOf(*response.list().outputs().rbegin())));
  return response;
}

}  // namespace tranche
