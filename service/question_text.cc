#include "service/question_text.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/area_limits.h"
#include "events/refusal.h"
#include "projections/catalogue/name_resolution.h"
#include "service/request_field.h"

namespace tranche {
namespace {

absl::Status SaidTwice(absl::string_view field, absl::string_view by_basis) {
  return AtField(field,
                 Refuse(absl::StatusCode::kInvalidArgument, "basis.said-twice",
                        "the basis says it already ({value}); wanted one of the two", {TextField("value", by_basis)}));
}

// Sets a text that the basis says and the question must not say again.
absl::Status SetOnce(const char* field, const std::string& value, v1::QuestionText* text) {
  const auto* const descriptor = v1::QuestionText::descriptor()->FindFieldByName(field);
  if (text->GetReflection()->HasField(*text, descriptor)) return SaidTwice(field, value);
  text->GetReflection()->SetString(text, descriptor, value);
  return absl::OkStatus();
}

// The question `text` with what was asked when the report was made.
absl::StatusOr<v1::QuestionText> WithBasis(v1::QuestionText text, const v1::Basis& basis) {
  absl::Status status = SetOnce("known_at", absl::StrCat(basis.known_at_sequence()), &text);
  if (status.ok() && !basis.as_of().empty()) status = SetOnce("as_of", basis.as_of(), &text);
  if (status.ok() && !basis.boundaries().empty()) status = SetOnce("boundaries", basis.boundaries(), &text);
  if (status.ok() && basis.has_source_id()) status = SetOnce("source", basis.source_id(), &text);
  if (status.ok() && basis.has_area_id()) status = SetOnce("area", basis.area_id(), &text);
  if (status.ok() && basis.has_project_id()) status = SetOnce("project", basis.project_id(), &text);
  if (!status.ok() || !basis.has_fiscal_year()) return status.ok() ? absl::StatusOr<v1::QuestionText>(text) : status;
  if (text.has_fiscal_year()) return SaidTwice("fiscal_year", absl::StrCat(basis.fiscal_year()));
  text.set_fiscal_year(basis.fiscal_year());
  return text;
}

absl::StatusOr<std::string> ReadAreas(const Catalogue& catalogue, const std::string& text) {
  std::vector<std::string> areas;
  for (absl::string_view each : absl::StrSplit(text, '|', absl::SkipEmpty())) {
    absl::StatusOr<std::string> area = ResolveArea(catalogue, each);
    if (!area.ok()) return AtField("area", area.status());
    areas.push_back(*std::move(area));
  }
  return JoinAreas(std::move(areas));
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
  absl::StatusOr<std::string> area = ReadAreas(moment.catalogue(), text.area());
  if (!area.ok()) return area.status();
  question->area = *std::move(area);
  return absl::OkStatus();
}

absl::StatusOr<Question> Read(const v1::QuestionText& text, Sequence head, const Moment& moment) {
  const absl::StatusOr<CivilDate> as_of = ReadDate("as_of", Given(text.has_as_of(), text.as_of()), moment.today());
  if (!as_of.ok()) return as_of.status();
  const absl::StatusOr<CivilDate> boundaries =
      ReadDate("boundaries", Given(text.has_boundaries(), text.boundaries()), *as_of);
  if (!boundaries.ok()) return boundaries.status();
  const absl::StatusOr<Sequence> known_at =
      moment.ReadKnownAt("known_at", Given(text.has_known_at(), text.known_at()), head);
  if (!known_at.ok()) return known_at.status();
  Question question;
  question.as_of = *as_of;
  question.boundaries = *boundaries;
  question.known_at = *known_at;
  question.head = head;
  if (absl::Status read = ReadWhat(text, moment, &question); !read.ok()) return read;
  return question;
}

absl::Status CheckSameHistory(const v1::Basis& basis, const ReadView& view) {
  if (basis.ledger_id() != view.terms().ledger_id())
    return Refuse(absl::StatusCode::kFailedPrecondition, "basis.other-ledger",
                  "the report is of the ledger {found}, this one is {ledger}",
                  {TextField("found", basis.ledger_id()), TextField("ledger", view.terms().ledger_id())});
  if (basis.head() > view.head())
    return Refuse(absl::StatusCode::kFailedPrecondition, "basis.past-the-head",
                  "the report was made when the ledger had {events} events, this copy has {head}",
                  {TextField("events", absl::StrCat(basis.head())), TextField("head", absl::StrCat(view.head()))});
  const absl::StatusOr<Digest> root = view.tree().Root(basis.head());
  if (!root.ok()) return root.status();
  if (basis.root() == ToBytes(*root)) return absl::OkStatus();
  return Refuse(
      absl::StatusCode::kDataLoss, "basis.other-root",
      "tree: the first {events} events have the root {found}, when the report was made it was {wanted}: what "
      "was recorded was altered since; run `tranche verify`",
      {TextField("events", absl::StrCat(basis.head())), TextField("found", absl::Base64Escape(ToBytes(*root))),
       TextField("wanted", absl::Base64Escape(basis.root()))});
}

}  // namespace

absl::StatusOr<Question> ReadQuestion(const v1::QuestionText& text, const v1::Basis* basis, const Moment& moment) {
  if (basis == nullptr) return Read(text, moment.head(), moment);
  if (absl::Status same = CheckBasis(*basis, moment.view()); !same.ok()) return same;
  const absl::StatusOr<v1::QuestionText> asked = WithBasis(text, *basis);
  if (!asked.ok()) return AtField("basis", asked.status());
  return Read(*asked, basis->head(), moment);
}

absl::Status CheckBasis(const v1::Basis& basis, const ReadView& view) {
  return AtField("basis", CheckSameHistory(basis, view));
}

}  // namespace tranche
