#include "service/unknown_lines.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "events/refusal.h"
#include "import/nearest.h"
#include "projections/catalogue/geography.h"
#include "projections/measure_fields.h"

namespace tranche {
namespace {

constexpr auto kUnknown = absl::StatusCode::kNotFound;

using Notes = google::protobuf::RepeatedPtrField<v1::RefusalPart>;

// Makes the text of `refusal` a note.
void Note(const absl::Status& refusal, Notes* notes) { *notes->Add() = RefusalOf(refusal).value().what(); }

// What lines have, of the project that a question names.
struct KnownProjects {
  bool has_project = false;
  std::string near;

  void Add(const std::string& of_line, const std::string& project) {
    has_project = has_project || of_line == project;
    if (of_line != near) near = Nearest(project, {near, of_line});
  }
};

absl::StatusOr<KnownProjects> ProjectsKnownAt(const ReadView& view, const Question& question) {
  const auto catalogue = view.CatalogueAt(question.known_at);
  if (!catalogue.ok()) return catalogue.status();
  Question all;
  all.as_of = CivilDate::Max();
  all.known_at = question.known_at;
  all.boundaries = question.boundaries;
  KnownProjects known;
  const absl::Status visited =
      VisitLines(view, Geography(**catalogue, question.boundaries), all, {Dimension::kProject},
                 [&](const BudgetLine& line, const MeasureSums&) { known.Add(line.project, *question.project); });
  if (!visited.ok()) return visited;
  return known;
}

absl::Status NoProject(const std::string& project, const std::string& near) {
  const v1::RefusalField asked = TextField("project", project);
  if (near.empty()) return Refuse(kUnknown, "project.unknown", "no line has the project \"{project}\"", {asked});
  return Refuse(kUnknown, "project.unknown", "no line has the project \"{project}\"; did you mean {nearest}?",
                {asked, TextField("nearest", near)});
}

absl::Status NoYear(int32_t year, const std::set<int32_t>& years) {
  const auto field = [](absl::string_view name, int32_t number) { return TextField(name, absl::StrCat(number)); };
  if (years.empty())
    return Refuse(kUnknown, "year.unknown", "no line has the year {year}, nor any other yet", {field("year", year)});
  if (years.size() == 1)
    return Refuse(kUnknown, "year.unknown", "no line has the year {year}; all lines are of {first}",
                  {field("year", year), field("first", *years.begin())});
  return Refuse(kUnknown, "year.unknown", "no line has the year {year}; there are lines from {first} to {last}",
                {field("year", year), field("first", *years.begin()), field("last", *years.rbegin())});
}

}  // namespace

absl::Status NoteUnknownLines(const ReadView& view, const Question& question, const v1::BalanceRow& total,
                              Notes* notes) {
  if (!HasMeasures(total, MeasureSums())) return absl::OkStatus();
  if (question.project && !question.project->empty()) {
    const absl::StatusOr<KnownProjects> known = ProjectsKnownAt(view, question);
    if (!known.ok()) return known.status();
    if (!known->has_project) Note(NoProject(*question.project, known->near), notes);
  }
  if (question.fiscal_year) {
    const absl::StatusOr<std::set<int32_t>> years = view.index().YearsKnownAt(question.known_at);
    if (!years.ok()) return years.status();
    if (years->count(*question.fiscal_year) == 0) Note(NoYear(*question.fiscal_year, *years), notes);
  }
  return absl::OkStatus();
}

}  // namespace tranche
