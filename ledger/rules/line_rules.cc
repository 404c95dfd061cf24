#include "ledger/rules/line_rules.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/postings_of.h"
#include "log/merkle_tree.h"

namespace tranche {
namespace {

absl::Status CheckPositive(int64_t amount, absl::string_view currency) {
  if (amount > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("amount: found ", ToGroupedDigits(amount), " ", currency, ", wanted more than zero"));
}

absl::Status CheckNotZero(int64_t amount) {
  if (amount != 0) return absl::OkStatus();
  return absl::InvalidArgumentError("amount: found 0, wanted an increase (above zero) or a decrease (below zero)");
}

absl::Status CheckUnit(const Catalogue& catalogue, const std::string& id, CivilDate date) {
  const Unit* unit = catalogue.FindUnit(id);
  if (unit == nullptr) return absl::InvalidArgumentError(absl::StrCat("unit_id: unknown unit \"", id, "\""));
  if (unit->ExistsOn(date)) return absl::OkStatus();
  std::string found = absl::StrCat("unit ", id, " does not exist on ", date.ToString(), ": it exists from ",
                                   unit->first_day.ToString());
  if (unit->last_day != CivilDate::Max()) absl::StrAppend(&found, " to ", unit->last_day.ToString());
  if (!unit->successor.empty()) absl::StrAppend(&found, "; its successor is ", unit->successor);
  return absl::FailedPreconditionError(found);
}

absl::Status CheckArea(const Catalogue& catalogue, const std::string& id) {
  if (catalogue.FindArea(id) != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("area_id: unknown area \"", id, "\""));
}

absl::Status CheckYear(int32_t year) {
  if (year >= 1900 && year <= 9999) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("fiscal_year: found ", year, ", wanted 1900 to 9999"));
}

absl::Status CheckProject(const std::string& id) {
  if (id.size() <= 64 && id.find('|') == std::string::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("project_id: found \"", id, "\", wanted at most 64 bytes without |"));
}

absl::Status CheckLine(const Catalogue& catalogue, const v1::BudgetLine& line, CivilDate date) {
  absl::Status status = CheckUnit(catalogue, line.unit_id(), date);
  if (status.ok() && catalogue.FindSource(line.source_id()) == nullptr)
    status = absl::InvalidArgumentError(absl::StrCat("source_id: unknown source \"", line.source_id(), "\""));
  if (status.ok() && !line.area_id().empty()) status = CheckArea(catalogue, line.area_id());
  if (status.ok()) status = CheckYear(line.fiscal_year());
  if (status.ok()) status = CheckProject(line.project_id());
  return status;
}

// A statement may be about all sources or areas, or about several areas together.
absl::Status CheckStatedLine(const Catalogue& catalogue, const v1::BudgetLine& line) {
  if (catalogue.FindUnit(line.unit_id()) == nullptr)
    return absl::InvalidArgumentError(absl::StrCat("unit_id: unknown unit \"", line.unit_id(), "\""));
  if (!line.source_id().empty() && catalogue.FindSource(line.source_id()) == nullptr)
    return absl::InvalidArgumentError(absl::StrCat("source_id: unknown source \"", line.source_id(), "\""));
  for (absl::string_view area : absl::StrSplit(line.area_id(), '|', absl::SkipEmpty())) {
    if (absl::Status status = CheckArea(catalogue, std::string(area)); !status.ok()) return status;
  }
  return CheckYear(line.fiscal_year());
}

absl::Status CheckTranche(const v1::TrancheAllocated& tranche, const Catalogue& catalogue, CivilDate date) {
  if (tranche.number() == 0)
    return absl::InvalidArgumentError("number: found 0, wanted the tranche's number, 1 or more");
  if (tranche.shares().empty()) return absl::InvalidArgumentError("shares: found none, wanted at least one receiver");
  for (const std::string& area : tranche.area_limits()) {
    if (absl::Status status = CheckArea(catalogue, area); !status.ok()) return status;
  }
  std::set<std::string> receivers;
  for (const auto& share : tranche.shares()) {
    absl::Status status = CheckLine(catalogue, share.line(), date);
    if (status.ok()) status = CheckPositive(share.amount(), catalogue.terms().currency_code());
    if (!status.ok()) return status;
    if (!receivers.insert(share.line().unit_id()).second)
      return absl::InvalidArgumentError(absl::StrCat("shares: unit ", share.line().unit_id(), " appears twice"));
    if (!share.line().area_id().empty() && !tranche.area_limits().empty())
      return absl::InvalidArgumentError("area_limits: found an area and area limits, wanted one or the other");
  }
  return absl::OkStatus();
}

absl::Status CheckTransfer(const v1::AllocationTransferred& transfer, const Catalogue& catalogue, CivilDate date) {
  absl::Status status = CheckLine(catalogue, transfer.from(), date);
  if (status.ok()) status = CheckLine(catalogue, transfer.to(), date);
  if (status.ok()) status = CheckPositive(transfer.amount(), catalogue.terms().currency_code());
  if (!status.ok()) return status;
  if (transfer.from().source_id() != transfer.to().source_id() ||
      transfer.from().fiscal_year() != transfer.to().fiscal_year())
    return absl::InvalidArgumentError("to: a transfer stays within one source and one fiscal year");
  return absl::OkStatus();
}

absl::Status CheckEstimate(const v1::EstimateStated& estimate, const Catalogue& catalogue) {
  if (estimate.measure().empty()) return absl::InvalidArgumentError("measure: found none, wanted what was estimated");
  const auto stated = CivilDate::FromNumber(estimate.stated_on());
  if (!stated.ok()) return absl::InvalidArgumentError(absl::StrCat("stated_on: ", stated.status().message()));
  return CheckStatedLine(catalogue, estimate.line());
}

absl::Status CheckFigure(const v1::FigurePublished& figure, const Catalogue& catalogue) {
  if (figure.figure_id().empty()) return absl::InvalidArgumentError("figure_id: found none, wanted the figure's key");
  if (figure.printed().empty()) return absl::InvalidArgumentError("printed: found none, wanted the text as printed");
  if (!v1::FigureKind_IsValid(figure.kind()) || figure.kind() == v1::FIGURE_KIND_UNSPECIFIED)
    return absl::InvalidArgumentError("kind: wanted amount, ratio, growth, count or member count");
  if (figure.number().scale() <= 0 || figure.number().decimals() > 18)
    return absl::InvalidArgumentError("number: wanted a scale above zero and at most 18 decimals");
  for (int32_t date : {figure.stated_on(), figure.about_date()}) {
    if (const auto read = CivilDate::FromNumber(date); !read.ok())
      return absl::InvalidArgumentError(absl::StrCat("stated_on or about_date: ", read.status().message()));
  }
  return CheckStatedLine(catalogue, figure.line());
}

absl::Status CheckCommitment(const v1::BalancesCommitted& commitment) {
  if (commitment.root().size() == sizeof(Digest)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("root: found ", commitment.root().size(), " bytes, wanted a hash of ", sizeof(Digest)));
}

template <typename Message>
absl::Status CheckOneLine(const Message& message, const Catalogue& catalogue, CivilDate date) {
  const absl::Status status = CheckLine(catalogue, message.line(), date);
  return status.ok() ? CheckPositive(message.amount(), catalogue.terms().currency_code()) : status;
}

template <typename Message>
absl::Status CheckAdjustment(const Message& message, const Catalogue& catalogue, CivilDate date) {
  const absl::Status status = CheckLine(catalogue, message.line(), date);
  return status.ok() ? CheckNotZero(message.amount()) : status;
}

}  // namespace

absl::Status CheckLines(const v1::Event& command, const Catalogue& catalogue) {
  const CivilDate date = CivilDate::FromNumber(command.effective_date()).value_or(CivilDate());
  switch (command.kind_case()) {
    case v1::Event::kPlanApproved:
      return CheckOneLine(command.plan_approved(), catalogue, date);
    case v1::Event::kPlanAdjusted:
      return CheckAdjustment(command.plan_adjusted(), catalogue, date);
    case v1::Event::kTrancheAllocated:
      return CheckTranche(command.tranche_allocated(), catalogue, date);
    case v1::Event::kAllocationAdjusted:
      return CheckAdjustment(command.allocation_adjusted(), catalogue, date);
    case v1::Event::kAllocationTransferred:
      return CheckTransfer(command.allocation_transferred(), catalogue, date);
    case v1::Event::kDisbursementMade:
      return CheckOneLine(command.disbursement_made(), catalogue, date);
    case v1::Event::kRefundReceived:
      return CheckOneLine(command.refund_received(), catalogue, date);
    case v1::Event::kExecutionReported:
      return CheckOneLine(command.execution_reported(), catalogue, date);
    case v1::Event::kEstimateStated:
      return CheckEstimate(command.estimate_stated(), catalogue);
    case v1::Event::kFigurePublished:
      return CheckFigure(command.figure_published(), catalogue);
    case v1::Event::kBalancesCommitted:
      return CheckCommitment(command.balances_committed());
    case v1::Event::KIND_NOT_SET:
      return absl::InvalidArgumentError("kind: found none");
    default:
      return absl::OkStatus();
  }
}

}  // namespace tranche
