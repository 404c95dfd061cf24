#include "service/project_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "events/refusal.h"
#include "google/protobuf/message.h"
#include "import/amount_text.h"
#include "projections/catalogue/name_resolution.h"
#include "service/request_field.h"

namespace tranche {
namespace {

using google::protobuf::FieldDescriptor;

constexpr absl::string_view kTerms = "project_terms";
constexpr absl::string_view kOfAllKinds[] = {"kind", "effective", "document", "reason", "note", "options", "notation"};
constexpr absl::string_view kOfTheseKinds[] = {"project_terms",  "decision",          "indicator",
                                               "quantity",       "period_begin",      "period_end",
                                               "indicator_name", "indicator_name_en", "indicator_unit"};

std::vector<absl::string_view> FieldsOf(const EventKind& kind) {
  switch (kind.number) {
    case v1::Event::kProjectRegistered:
    case v1::Event::kProjectAmended:
      return {"project", "unit", "area", kTerms};
    case v1::Event::kProjectStopped:
      return {"project", "decision"};
    case v1::Event::kIndicatorDefined:
      return {"indicator", "indicator_name", "indicator_name_en", "indicator_unit"};
    case v1::Event::kOutputReported:
      return {"unit", "area", "project", "fiscal_year", "indicator", "quantity", "period_begin", "period_end"};
    default:
      return {};
  }
}

template <typename Names>
bool Has(const Names& names, absl::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::vector<const FieldDescriptor*> FieldsSaid(const google::protobuf::Message& message) {
  std::vector<const FieldDescriptor*> said;
  message.GetReflection()->ListFields(message, &said);
  return said;
}

// Of what is said of a project, the first thing: "name".
std::string NameOfField(const v1::RecordRequest& request, absl::string_view field) {
  const std::vector<const FieldDescriptor*> terms = FieldsSaid(request.project_terms());
  if (field != kTerms || terms.empty()) return std::string(field);
  return terms.front()->name() == "kind" ? "project_kind" : std::string(terms.front()->name());
}

absl::Status NotOfKind(const v1::RecordRequest& request, absl::string_view field, const EventKind& kind) {
  return Refuse(absl::StatusCode::kInvalidArgument, "request.field-not-of-kind",
                "{request_field} is not for the kind \"{kind}\"",
                {TextField("request_field", NameOfField(request, field)), TextField("kind", kind.name)});
}

absl::Status CheckHasOnlyItsOwn(const v1::RecordRequest& request, const EventKind& kind) {
  for (const FieldDescriptor* field : FieldsSaid(request)) {
    if (!MayProjectHave(kind, field->name())) return NotOfKind(request, field->name(), kind);
  }
  return absl::OkStatus();
}

// Reads the fields of one request.
class ProjectReader {
 public:
  ProjectReader(const v1::RecordRequest& request, const Moment& moment, CivilDate effective)
      : request_(request), moment_(moment), effective_(effective) {}

  // What a new project and an amendment say in the same way.
  template <typename Message>
  absl::Status Project(Message* project) const {
    const v1::ProjectText& terms = request_.project_terms();
    project->set_project_id(request_.project());
    project->set_name(terms.name());
    project->set_kind(terms.kind());
    project->set_implementer(terms.implementer());
    project->set_beneficiary(terms.beneficiary());
    const absl::StatusOr<CivilDate> begin = Day("begin", terms.has_begin(), terms.begin());
    const absl::StatusOr<CivilDate> end = Day("end", terms.has_end(), terms.end());
    for (const absl::Status& read : {begin.status(), end.status()}) {
      if (!read.ok()) return read;
    }
    project->set_begin(begin->number());
    project->set_end(end->number());
    absl::Status read = Place(project->mutable_unit_id(), project->mutable_area_id());
    return read.ok() ? Money(project) : read;
  }

  absl::Status Stop(v1::ProjectStopped* stop) const {
    stop->set_project_id(request_.project());
    stop->set_decision(request_.decision());
    return absl::OkStatus();
  }

  absl::Status Indicator(v1::IndicatorDefined* indicator) const {
    if (request_.indicator().empty()) return MissingField("indicator", "the id of the indicator");
    indicator->set_indicator_id(request_.indicator());
    indicator->set_name(request_.indicator_name());
    indicator->set_name_en(request_.indicator_name_en());
    indicator->set_unit(request_.indicator_unit());
    return absl::OkStatus();
  }

  absl::Status Output(v1::OutputReported* output) const {
    v1::BudgetLine& line = *output->mutable_line();
    if (!request_.has_unit()) return MissingField("unit", "whose output it is");
    if (request_.indicator().empty()) return MissingField("indicator", "what is counted");
    absl::Status read = Place(line.mutable_unit_id(), line.mutable_area_id());
    if (!read.ok()) return read;
    const absl::StatusOr<std::string> indicator = ResolveIndicator(moment_.catalogue(), request_.indicator());
    if (!indicator.ok()) return AtField("indicator", indicator.status());
    line.set_project_id(request_.project());
    line.set_fiscal_year(request_.fiscal_year());
    output->set_indicator_id(*indicator);
    output->set_quantity(request_.quantity());
    return Period(output);
  }

 private:
  absl::StatusOr<CivilDate> Day(absl::string_view field, bool has, const std::string& text) const {
    return ReadDate(field, Given(has, text), CivilDate());
  }

  absl::Status Place(std::string* unit, std::string* area) const {
    absl::StatusOr<std::string> read =
        moment_.ReadUnit("unit", Given(request_.has_unit(), request_.unit()), {effective_, true});
    if (!read.ok()) return read.status();
    *unit = *std::move(read);
    if (!request_.has_area()) return absl::OkStatus();
    read = ResolveArea(moment_.catalogue(), request_.area());
    if (!read.ok()) return AtField("area", read.status());
    *area = *std::move(read);
    return absl::OkStatus();
  }

  template <typename Message>
  absl::Status Money(Message* project) const {
    const v1::LedgerCreated& terms = moment_.view().terms();
    const absl::StatusOr<Locale> locale =
        ParseLocale(request_.notation().empty() ? terms.locale() : request_.notation());
    if (!locale.ok()) return AtField("notation", locale.status());
    const v1::ProjectText& text = request_.project_terms();
    if (text.has_total_cost()) {
      const absl::StatusOr<int64_t> cost = Amount(text.total_cost(), *locale);
      if (!cost.ok()) return AtField("total_cost", cost.status());
      project->set_total_cost(*cost);
    }
    return Support(*locale, project->mutable_support());
  }

  absl::StatusOr<int64_t> Amount(const std::string& text, Locale locale) const {
    const v1::LedgerCreated& terms = moment_.view().terms();
    return ParseAmount(text, locale, {terms.currency_code(), terms.minor_digits()});
  }

  absl::Status Support(Locale locale, google::protobuf::RepeatedPtrField<v1::ProjectSupport>* support) const {
    for (const v1::SupportText& text : request_.project_terms().support()) {
      const absl::StatusOr<std::string> source = ResolveSource(moment_.catalogue(), text.source());
      if (!source.ok()) return AtField("support", source.status());
      const absl::StatusOr<int64_t> amount = Amount(text.amount(), locale);
      if (!amount.ok()) return AtField("support", amount.status());
      v1::ProjectSupport& added = *support->Add();
      added.set_source_id(*source);
      added.set_amount(*amount);
    }
    return absl::OkStatus();
  }

  // That of the budget year, where nothing else is said.
  absl::Status Period(v1::OutputReported* output) const {
    const int32_t year = std::clamp(request_.fiscal_year(), 0, 9999) * 10'000;
    const absl::StatusOr<CivilDate> begin = Day("period_begin", request_.has_period_begin(), request_.period_begin());
    if (!begin.ok()) return begin.status();
    const absl::StatusOr<CivilDate> end = Day("period_end", request_.has_period_end(), request_.period_end());
    if (!end.ok()) return end.status();
    output->set_period_begin(request_.has_period_begin() ? begin->number() : year + 101);
    output->set_period_end(request_.has_period_end() ? end->number() : year + 1231);
    return absl::OkStatus();
  }

  const v1::RecordRequest& request_;
  const Moment& moment_;
  CivilDate effective_;
};

}  // namespace

bool IsAboutProjects(const EventKind& kind) { return !FieldsOf(kind).empty(); }

bool MayProjectHave(const EventKind& kind, absl::string_view field) {
  return Has(kOfAllKinds, field) || Has(FieldsOf(kind), field);
}

bool IsOnlyOfProjects(absl::string_view field) { return Has(kOfTheseKinds, field); }

absl::StatusOr<v1::Event> ReadProjectCommand(const v1::RecordRequest& request, const EventKind& kind,
                                             const Moment& moment, CivilDate effective) {
  if (absl::Status own = CheckHasOnlyItsOwn(request, kind); !own.ok()) return own;
  const bool names_project = kind.number != v1::Event::kIndicatorDefined && kind.number != v1::Event::kOutputReported;
  if (names_project && request.project().empty()) return MissingField("project", "the id of the project");
  const ProjectReader reader(request, moment, effective);
  v1::Event event;
  absl::Status read;
  switch (kind.number) {
    case v1::Event::kProjectRegistered:
      read = request.has_unit() ? reader.Project(event.mutable_project_registered())
                                : MissingField("unit", "the unit that runs the project");
      break;
    case v1::Event::kProjectAmended:
      read = reader.Project(event.mutable_project_amended());
      break;
    case v1::Event::kProjectStopped:
      read = reader.Stop(event.mutable_project_stopped());
      break;
    case v1::Event::kIndicatorDefined:
      read = reader.Indicator(event.mutable_indicator_defined());
      break;
    default:
      read = reader.Output(event.mutable_output_reported());
  }
  if (!read.ok()) return read;
  return event;
}

absl::Status CheckHasNoneOfProjects(const v1::RecordRequest& request, const EventKind& kind) {
  for (const FieldDescriptor* field : FieldsSaid(request)) {
    if (Has(kOfTheseKinds, field->name())) return NotOfKind(request, field->name(), kind);
  }
  return absl::OkStatus();
}

}  // namespace tranche
