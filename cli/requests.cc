#include "cli/requests.h"

#include <sys/random.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/basis_file.h"
#include "cli/session.h"
#include "events/check.h"
#include "events/kinds/kinds.h"
#include "events/refusal.h"
#include "service/request_field.h"

namespace tranche {
namespace {

v1::DocumentText DocumentOf(const Arguments& arguments) {
  v1::DocumentText document;
  document.set_type(arguments.document_type);
  document.set_number(arguments.document);
  document.set_issuer(arguments.document_issuer);
  if (arguments.document_date) document.set_date(*arguments.document_date);
  return document;
}

// What all commands that record one event have in common.
template <typename Request>
void FillCommand(const Arguments& arguments, Request* request) {
  *request->mutable_document() = DocumentOf(arguments);
  request->set_reason(arguments.reason);
  request->set_note(arguments.note);
  *request->mutable_options() = RecordingOptionsOf(arguments);
  request->mutable_options()->set_key(arguments.key.value_or(absl::StrCat("cli:", RandomHex(16))));
}

template <typename Request>
absl::StatusOr<Request> WithBasis(const Arguments& arguments, Request request) {
  if (!arguments.basis) return request;
  absl::StatusOr<v1::Basis> basis = ReadBasisFile(*arguments.basis);
  if (!basis.ok()) return AtField("basis", basis.status());
  *request.mutable_basis() = *std::move(basis);
  return request;
}

absl::StatusOr<v1::SupportText> SupportOf(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ';');
  if (parts.size() != 2)
    return AtField("support", Refuse(absl::StatusCode::kInvalidArgument, "project.support-text",
                                     "found \"{found}\", wanted a source and an amount: \"national; 200 million\"",
                                     {TextField("found", text)}));
  v1::SupportText support;
  support.set_source(std::string(absl::StripAsciiWhitespace(parts[0])));
  support.set_amount(std::string(absl::StripAsciiWhitespace(parts[1])));
  return support;
}

bool IsOfIndicator(const Arguments& arguments) {
  return arguments.kind == FindKind(v1::Event::kIndicatorDefined)->word;
}

// What is said of a project; of the name of an indicator not.
absl::StatusOr<v1::ProjectText> ProjectOf(const Arguments& arguments) {
  v1::ProjectText project;
  if (!IsOfIndicator(arguments)) project.set_name(arguments.name.value_or(""));
  project.set_kind(arguments.project_kind);
  if (arguments.begin) project.set_begin(*arguments.begin);
  if (arguments.end) project.set_end(*arguments.end);
  project.set_implementer(arguments.implementer);
  project.set_beneficiary(arguments.beneficiary);
  if (arguments.total_cost) project.set_total_cost(*arguments.total_cost);
  for (const std::string& text : arguments.support) {
    absl::StatusOr<v1::SupportText> support = SupportOf(text);
    if (!support.ok()) return support.status();
    *project.add_support() = *std::move(support);
  }
  return project;
}

absl::Status FillProject(const Arguments& arguments, v1::RecordRequest* request) {
  absl::StatusOr<v1::ProjectText> project = ProjectOf(arguments);
  if (!project.ok()) return project.status();
  if (project->ByteSizeLong() > 0) *request->mutable_project_terms() = *std::move(project);
  request->set_decision(arguments.decision);
  request->set_indicator(arguments.indicator);
  request->set_quantity(arguments.quantity);
  if (arguments.period_begin) request->set_period_begin(*arguments.period_begin);
  if (arguments.period_end) request->set_period_end(*arguments.period_end);
  if (IsOfIndicator(arguments)) request->set_indicator_name(arguments.name.value_or(""));
  request->set_indicator_name_en(arguments.name_en);
  request->set_indicator_unit(arguments.counted);
  return absl::OkStatus();
}

}  // namespace

v1::QuestionText QuestionOf(const Arguments& arguments) {
  v1::QuestionText question;
  if (arguments.unit) question.set_unit(*arguments.unit);
  if (arguments.source) question.set_source(*arguments.source);
  if (arguments.area) question.set_area(*arguments.area);
  if (arguments.project) question.set_project(*arguments.project);
  if (arguments.year) question.set_fiscal_year(*arguments.year);
  if (arguments.as_of) question.set_as_of(*arguments.as_of);
  if (arguments.known_at) question.set_known_at(*arguments.known_at);
  if (arguments.boundaries) question.set_boundaries(*arguments.boundaries);
  return question;
}

absl::StatusOr<v1::RecordRequest> RecordRequestOf(const Arguments& arguments) {
  v1::RecordRequest request;
  if (absl::Status read = FillProject(arguments, &request); !read.ok()) return read;
  FillCommand(arguments, &request);
  if (arguments.effective) request.set_effective(*arguments.effective);
  request.set_kind(arguments.kind);
  if (arguments.unit) request.set_unit(*arguments.unit);
  if (arguments.source) request.set_source(*arguments.source);
  if (arguments.area) request.set_area(*arguments.area);
  if (arguments.project) request.set_project(*arguments.project);
  request.set_fiscal_year(arguments.year.value_or(0));
  request.set_amount(arguments.amount.value_or(""));
  request.set_tranche(arguments.tranche);
  request.mutable_area_limits()->Assign(arguments.area_limits.begin(), arguments.area_limits.end());
  if (arguments.to_unit) request.set_to_unit(*arguments.to_unit);
  if (arguments.to_area) request.set_to_area(*arguments.to_area);
  request.set_to_tranche(arguments.to_tranche);
  request.set_without_plan(arguments.without_plan);
  request.set_split(arguments.split);
  request.set_to_fiscal_year(arguments.to_year.value_or(0));
  request.set_legal_case(arguments.legal_case);
  request.set_disallowed(arguments.disallowed);
  request.set_is_final(arguments.is_final);
  request.set_finding(arguments.finding);
  request.set_number(arguments.number);
  request.set_counterparty(arguments.counterparty);
  if (arguments.until) request.set_until(*arguments.until);
  if (arguments.commitment) request.set_commitment(*arguments.commitment);
  if (arguments.advance) request.set_advance(*arguments.advance);
  if (arguments.measure) request.set_measure(*arguments.measure);
  if (arguments.stated_on) request.set_stated_on(*arguments.stated_on);
  request.set_notation(arguments.lang.value_or(""));
  return request;
}

v1::ReverseRequest ReverseRequestOf(const Arguments& arguments) {
  v1::ReverseRequest request;
  FillCommand(arguments, &request);
  if (arguments.effective) request.set_effective(*arguments.effective);
  request.set_sequence(arguments.reversed_sequence);
  return request;
}

v1::AdoptRulesRequest AdoptRulesRequestOf(const Arguments& arguments) {
  v1::AdoptRulesRequest request;
  FillCommand(arguments, &request);
  request.set_version(arguments.rules_version);
  return request;
}

v1::GetRulesRequest RulesRequestOf(const Arguments& arguments) {
  v1::GetRulesRequest request;
  if (arguments.as_of) request.set_as_of(*arguments.as_of);
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  return request;
}

v1::ListExceptionsRequest ExceptionsRequestOf(const Arguments& arguments) {
  v1::ListExceptionsRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.mutable_exceptions()->Assign(arguments.exceptions.begin(), arguments.exceptions.end());
  if (arguments.open_days) request.set_open_days(*arguments.open_days);
  if (arguments.late_days) request.set_late_days(*arguments.late_days);
  return request;
}

v1::RegisterActorRequest RegisterActorRequestOf(const Arguments& arguments) {
  v1::RegisterActorRequest request;
  FillCommand(arguments, &request);
  if (arguments.effective) request.set_effective(*arguments.effective);
  request.set_actor(arguments.of_actor.value_or(""));
  request.set_person(arguments.person);
  request.set_name(arguments.name.value_or(""));
  request.set_login(arguments.login);
  request.set_public_key(arguments.public_key);
  return request;
}

v1::GrantRoleRequest GrantRoleRequestOf(const Arguments& arguments) {
  v1::GrantRoleRequest request;
  FillCommand(arguments, &request);
  if (arguments.effective) request.set_effective(*arguments.effective);
  request.set_actor(arguments.of_actor.value_or(""));
  request.set_role(arguments.role);
  request.mutable_authorities()->Assign(arguments.authorities.begin(), arguments.authorities.end());
  request.mutable_units()->Assign(arguments.units.begin(), arguments.units.end());
  request.mutable_sources()->Assign(arguments.sources.begin(), arguments.sources.end());
  request.mutable_kinds()->Assign(arguments.kinds.begin(), arguments.kinds.end());
  request.set_amount_max(arguments.amount_max);
  if (arguments.until) request.set_until(*arguments.until);
  request.set_notation(arguments.lang.value_or(""));
  return request;
}

absl::StatusOr<v1::ClosePeriodRequest> ClosePeriodRequestOf(const Arguments& arguments) {
  v1::ClosePeriodRequest request;
  FillCommand(arguments, &request);
  request.mutable_units()->Assign(arguments.units.begin(), arguments.units.end());
  request.mutable_sources()->Assign(arguments.sources.begin(), arguments.sources.end());
  request.set_fiscal_year(arguments.year.value_or(0));
  if (arguments.through) request.set_through(*arguments.through);
  request.set_year_end(arguments.year_end);
  request.set_notation(arguments.lang.value_or(""));
  for (const std::string& text : arguments.confirmed) {
    const std::vector<std::string> parts = absl::StrSplit(text, ';');
    if (parts.size() != 3)
      return AtField("confirmed",
                     Refuse(absl::StatusCode::kInvalidArgument, "closing.confirmed-text",
                            "found \"{found}\", wanted a unit, a source and an amount: \"Cà Mau; national; "
                            "1.5 billion\"",
                            {TextField("found", text)}));
    v1::ConfirmedText& confirmed = *request.add_confirmed();
    confirmed.set_unit(std::string(absl::StripAsciiWhitespace(parts[0])));
    confirmed.set_source(std::string(absl::StripAsciiWhitespace(parts[1])));
    confirmed.set_amount(std::string(absl::StripAsciiWhitespace(parts[2])));
  }
  return request;
}

v1::CarryOverYearRequest CarryOverYearRequestOf(const Arguments& arguments) {
  v1::CarryOverYearRequest request;
  FillCommand(arguments, &request);
  request.mutable_units()->Assign(arguments.units.begin(), arguments.units.end());
  request.mutable_sources()->Assign(arguments.sources.begin(), arguments.sources.end());
  request.set_fiscal_year(arguments.year.value_or(0));
  if (arguments.effective) request.set_effective(*arguments.effective);
  request.set_legal_case(arguments.legal_case);
  request.set_lapse_rest(arguments.lapse_rest);
  return request;
}

v1::HandOverRequest HandOverRequestOf(const Arguments& arguments) {
  v1::HandOverRequest request;
  FillCommand(arguments, &request);
  request.set_unit(arguments.unit.value_or(""));
  request.set_fiscal_year(arguments.year.value_or(0));
  if (arguments.effective) request.set_effective(*arguments.effective);
  return request;
}

v1::ReopenPeriodRequest ReopenPeriodRequestOf(const Arguments& arguments) {
  v1::ReopenPeriodRequest request;
  FillCommand(arguments, &request);
  request.set_closing(arguments.closing);
  return request;
}

v1::ListClosingsRequest ListClosingsRequestOf(const Arguments& arguments) {
  v1::ListClosingsRequest request;
  if (arguments.year) request.set_fiscal_year(*arguments.year);
  request.set_in_force_only(arguments.in_force_only);
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  return request;
}

v1::RevokeRoleRequest RevokeRoleRequestOf(const Arguments& arguments) {
  v1::RevokeRoleRequest request;
  FillCommand(arguments, &request);
  if (arguments.effective) request.set_effective(*arguments.effective);
  request.set_grant(arguments.grant);
  return request;
}

v1::ApproveProposalRequest ApproveRequestOf(const Arguments& arguments) {
  v1::ApproveProposalRequest request;
  FillCommand(arguments, &request);
  request.set_proposal(arguments.proposal);
  return request;
}

v1::RejectProposalRequest RejectRequestOf(const Arguments& arguments) {
  v1::RejectProposalRequest request;
  FillCommand(arguments, &request);
  request.set_proposal(arguments.proposal);
  return request;
}

v1::SetFourEyesRequest FourEyesRequestOf(const Arguments& arguments, bool on) {
  v1::SetFourEyesRequest request;
  FillCommand(arguments, &request);
  request.set_on(on);
  if (!on) return request;
  std::vector<std::string> exempt = arguments.exempt_kinds;
  if (exempt.empty()) exempt = {"EstimateStated", "FigurePublished"};
  request.mutable_exempt_kinds()->Assign(exempt.begin(), exempt.end());
  return request;
}

absl::StatusOr<v1::GetBalanceRequest> BalanceRequestOf(const Arguments& arguments) {
  v1::GetBalanceRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.mutable_by()->Assign(arguments.by.begin(), arguments.by.end());
  return WithBasis(arguments, std::move(request));
}

absl::StatusOr<v1::ExplainRequest> ExplainRequestOf(const Arguments& arguments) {
  v1::ExplainRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  return WithBasis(arguments, std::move(request));
}

absl::StatusOr<v1::ReconcileRequest> ReconcileRequestOf(const Arguments& arguments) {
  v1::ReconcileRequest request;
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  if (arguments.verdict) request.set_verdict(*arguments.verdict);
  return WithBasis(arguments, std::move(request));
}

v1::RestateRequest RestateRequestOf(const Arguments& arguments) {
  v1::RestateRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  if (arguments.from) request.set_from(*arguments.from);
  if (arguments.to) request.set_to(*arguments.to);
  return request;
}

v1::ListOpenItemsRequest OpenItemsRequestOf(const Arguments& arguments, const std::string& kind) {
  v1::ListOpenItemsRequest request;
  *request.mutable_question() = QuestionOf(arguments);
  request.set_kind(kind);
  request.set_open_only(arguments.open_only);
  return request;
}

v1::ListEventsRequest EventsRequestOf(const Arguments& arguments) {
  v1::ListEventsRequest request;
  if (arguments.unit) request.set_unit(*arguments.unit);
  if (arguments.from) request.set_from(*arguments.from);
  if (arguments.to) request.set_to(*arguments.to);
  if (arguments.kind_filter) request.set_kind(*arguments.kind_filter);
  if (arguments.known_at) request.set_known_at(*arguments.known_at);
  return request;
}

v1::RecordingOptions RecordingOptionsOf(const Arguments& arguments) {
  v1::RecordingOptions options;
  options.set_actor(ActorOf(arguments));
  if (arguments.expected_head) options.set_expected_head(*arguments.expected_head);
  options.set_dry_run(arguments.dry_run);
  options.set_late_reason(arguments.late_reason);
  options.mutable_deviations()->Assign(arguments.deviations.begin(), arguments.deviations.end());
  options.set_clock_is_right(arguments.clock_is_right);
  options.set_propose(arguments.proposes);
  if (arguments.expires) options.set_expires(*arguments.expires);
  return options;
}

std::string RandomHex(size_t bytes) {
  std::string random(bytes, '\0');
  const ssize_t got = ::getrandom(random.data(), random.size(), 0);
  TRANCHE_CHECK(got == static_cast<ssize_t>(bytes), "getrandom gave ", got, " of ", bytes, " bytes");
  return absl::BytesToHexString(random);
}

}  // namespace tranche
