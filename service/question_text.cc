#include "service/question_text.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "events/area_limits.h"
#include "events/refusal.h"
#include "import/area_list.h"
#include "projections/catalogue/name_resolution.h"
#include "service/request_field.h"

namespace tranche {
namespace {

// The question `text`, with what was asked when the report was made where the text does not say it.
v1::QuestionText WithBasis(v1::QuestionText text, const v1::Basis& basis) {
  if (!text.has_known_at()) text.set_known_at(absl::StrCat(basis.known_at_sequence()));
  if (!text.has_as_of() && !basis.as_of().empty()) text.set_as_of(basis.as_of());
  if (!text.has_boundaries() && !basis.boundaries().empty()) text.set_boundaries(basis.boundaries());
  if (!text.has_source() && basis.has_source_id()) text.set_source(basis.source_id());
  if (!text.has_area() && basis.has_area_id()) text.set_area(basis.area_id());
  if (!text.has_project() && basis.has_project_id()) text.set_project(basis.project_id());
  if (!text.has_fiscal_year() && basis.has_fiscal_year()) text.set_fiscal_year(basis.fiscal_year());
  return text;
}

// A question may say again what its basis says, in other words too, but nothing else.
absl::Status CheckSaysTheSame(const Question& question, const v1::Basis& basis) {
  struct Said {
    const char* field;
    bool by_basis;
    std::string in_basis;
    std::string in_question;
  };
  const std::string year = absl::StrCat(question.fiscal_year.value_or(0));
  const Said all[] = {{"known_at", true, absl::StrCat(basis.known_at_sequence()), absl::StrCat(question.known_at)},
                      {"as_of", !basis.as_of().empty(), basis.as_of(), question.as_of.ToString()},
                      {"boundaries", !basis.boundaries().empty(), basis.boundaries(), question.boundaries.ToString()},
                      {"source", basis.has_source_id(), basis.source_id(), question.source.value_or("")},
                      {"area", basis.has_area_id(), basis.area_id(), question.area.value_or("")},
                      {"project", basis.has_project_id(), basis.project_id(), question.project.value_or("")},
                      {"fiscal_year", basis.has_fiscal_year(), absl::StrCat(basis.fiscal_year()), year}};
  for (const Said& said : all) {
    if (!said.by_basis || said.in_basis == said.in_question) continue;
    return AtField(said.field, Refuse(absl::StatusCode::kInvalidArgument, "basis.said-otherwise",
                                      "found \"{found}\", the basis says \"{value}\"; wanted the same, or nothing",
                                      {TextField("found", said.in_question), TextField("value", said.in_basis)}));
  }
  return absl::OkStatus();
}

absl::Status ReadWhat(const v1::QuestionText& text, const Moment& moment, Question* question) {
  // A code is only read on a date that the person said.
  const NameDate when = {question->boundaries, text.has_as_of() || text.has_boundaries()};
  absl::StatusOr<std::string> unit = moment.ReadUnit("unit", Given(text.has_unit(), text.unit()), when);
  if (!unit.ok()) return unit.status();
  question->unit = *std::move(unit);
  if (text.has_fiscal_year()) question->fiscal_year = text.fiscal_year();
  if (text.has_project()) question->project = text.project();
  if (text.has_source()) {
    absl::StatusOr<std::string> source = ResolveSource(moment.catalogue(), text.source());
    if (!source.ok()) return AtField("source", source.status());
    question->source = *std::move(source);
  }
  if (!text.has_area()) return absl::OkStatus();
  absl::StatusOr<std::vector<std::string>> areas = ReadAreas(moment.catalogue(), text.area());
  if (!areas.ok()) return AtField("area", areas.status());
  question->area = JoinAreas(*std::move(areas));
  return absl::OkStatus();
}

absl::StatusOr<Question> Read(const v1::QuestionText& text, Sequence head, const Moment& moment) {
  const absl::StatusOr<CivilDate> as_of = ReadDate("as_of", Given(text.has_as_of(), text.as_of()), moment.today());
  if (!as_of.ok()) return as_of.status();
  const absl::StatusOr<CivilDate> boundaries =
      ReadDate("boundaries", Given(text.has_boundaries(), text.boundaries()), *as_of);
  if (!boundaries.ok()) return boundaries.status();
  Question question;
  question.as_of = *as_of;
  question.boundaries = *boundaries;
  question.head = head;
  if (absl::Status read = ReadWhat(text, moment, &question); !read.ok()) return read;
  const absl::StatusOr<Sequence> known_at =
      moment.ReadKnownAt("known_at", Given(text.has_known_at(), text.known_at()), head, MoneyOf(question));
  if (!known_at.ok()) return known_at.status();
  question.known_at = *known_at;
  return question;
}

absl::Status CheckSameHistory(const v1::Basis& basis, const ReadView& view) {
  if (basis.ledger_id() != view.terms().ledger_id())
    return Refuse(absl::StatusCode::kFailedPrecondition, "basis.other-ledger",
                  "the report is of the ledger {found}, this one is {ledger}",
                  {TextField("found", basis.ledger_id()), TextField("ledger", view.terms().ledger_id())});
  if (basis.head() > view.head())
    return Refuse(absl::StatusCode::kFailedPrecondition, "basis.past-the-head",
                  "the report was made when the ledger had {events} event{events:s}, this copy has {head}",
                  {TextField("events", absl::StrCat(basis.head())), TextField("head", absl::StrCat(view.head()))});
  const absl::StatusOr<Digest> root = view.tree().Root(basis.head());
  if (!root.ok()) return root.status();
  if (basis.root() == ToBytes(*root)) return absl::OkStatus();
  return Adding(
      Refuse(absl::StatusCode::kDataLoss, "basis.other-root",
             "tree: the root of {events} event{events:s} is {found}, when the report was made it was {wanted}: what "
             "was recorded was altered since",
             {TextField("events", absl::StrCat(basis.head())), TextField("found", absl::Base64Escape(ToBytes(*root))),
              TextField("wanted", absl::Base64Escape(basis.root()))}),
      "run `tranche verify`");
}

}  // namespace

MoneyAsked MoneyOf(const Question& question) {
  return {question.unit, question.source.value_or(""), question.boundaries};
}

absl::StatusOr<Question> ReadQuestion(const v1::QuestionText& text, const v1::Basis* basis, const Moment& moment) {
  if (basis == nullptr) return Read(text, moment.head(), moment);
  if (absl::Status same = CheckBasis(*basis, moment.view()); !same.ok()) return same;
  absl::StatusOr<Question> question = Read(WithBasis(text, *basis), basis->head(), moment);
  if (!question.ok()) return question;
  if (absl::Status same = CheckSaysTheSame(*question, *basis); !same.ok()) return AtField("basis", same);
  return question;
}

absl::Status CheckBasis(const v1::Basis& basis, const ReadView& view) {
  return AtField("basis", CheckSameHistory(basis, view));
}

}  // namespace tranche
