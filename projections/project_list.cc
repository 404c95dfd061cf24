#include "projections/project_list.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "events/civil_date.h"
#include "events/money.h"
#include "projections/index/project_uses.h"

namespace tranche {
namespace {

// What was used of the support of one source.
struct Used {
  ProjectUse as_of;                       // by the as-of day
  std::map<int32_t, AmountSum> by_later;  // after it, by day
};

std::string DayText(int32_t day) {
  const absl::StatusOr<CivilDate> date = CivilDate::FromNumber(day);
  return day == 0 || !date.ok() ? "" : date->ToString();
}

void FillTerms(const Project& project, v1::ProjectRow* row) {
  row->set_project_id(project.id());
  row->set_name(project.terms.name());
  row->set_unit_id(project.terms.unit_id());
  row->set_area_id(project.terms.area_id());
  row->set_kind(project.kind());
  row->set_begin(DayText(project.terms.begin()));
  row->set_end(DayText(project.terms.end()));
  row->set_implementer(project.terms.implementer());
  row->set_beneficiary(project.terms.beneficiary());
  if (project.terms.total_cost() != 0) row->set_total_cost(ToDigits(project.terms.total_cost()));
  row->set_registration(project.registration);
  row->set_stop(project.stop);
  if (project.stop == 0) return;
  row->set_stopped_on(project.stopped_on.ToString());
  row->set_decision(project.decision);
}

// The least that is left on the as-of day and every later one.
AmountSum LeastLeft(int64_t support, const Used& used) {
  AmountSum left = support - used.as_of.total();
  AmountSum least = left;
  for (const auto& [day, amount] : used.by_later) {
    left -= amount;
    least = std::min(least, left);
  }
  return least;
}

void FillMoney(const std::string& source, int64_t support, const Used& used, v1::ProjectMoney* money) {
  money->set_source_id(source);
  money->set_support(ToDigits(support));
  money->set_committed(ToDigits(used.as_of.committed));
  money->set_disbursed(ToDigits(used.as_of.disbursed));
  money->set_left(ToDigits(LeastLeft(support, used)));
}

bool Counts(const v1::BudgetLine& line, const Geography& geography, const Question& question) {
  return (question.unit.empty() || geography.CountsIn(line.unit_id(), question.unit)) &&
         (!question.area || line.area_id() == *question.area) &&
         (!question.fiscal_year || line.fiscal_year() == *question.fiscal_year) &&
         (!question.project || line.project_id() == *question.project);
}

// Whether the event no longer counts on the as-of day, as known then.
absl::StatusOr<bool> IsReversed(const ReadView& view, const Question& question, Sequence sequence) {
  const absl::StatusOr<std::optional<Sequence>> reversal = view.index().ReversalOf(sequence);
  if (!reversal.ok()) return reversal.status();
  if (!reversal->has_value() || **reversal > question.known_at) return false;
  const absl::StatusOr<v1::Event> reversing = view.log().Read(**reversal);
  if (!reversing.ok()) return reversing.status();
  return reversing->effective_date() <= question.as_of.number();
}

struct Output {
  AmountSum quantity = 0;
  uint32_t reports = 0;
};
using Outputs = std::map<OutputKey, Output>;

v1::OutputList ToProto(const Outputs& outputs, const Catalogue& catalogue) {
  v1::OutputList list;
  for (const auto& [key, output] : outputs) {
    v1::OutputRow& row = *list.add_outputs();
    row.set_unit_id(std::get<0>(key));
    row.set_fiscal_year(std::get<1>(key));
    row.set_indicator_id(std::get<2>(key));
    row.set_quantity(ToDigits(output.quantity));
    row.set_reports(output.reports);
    const Indicator* const indicator = catalogue.FindIndicator(std::get<2>(key));
    if (indicator == nullptr) continue;
    row.set_indicator_name(indicator->term.name);
    row.set_indicator_name_en(indicator->term.name_en);
    row.set_indicator_unit(indicator->unit);
  }
  return list;
}

}  // namespace

absl::StatusOr<v1::ProjectRow> MakeProjectRow(const ReadView& view, const Question& question, const Project& project) {
  std::map<std::string, Used> used;
  for (const v1::ProjectSupport& support : project.terms.support()) used[support.source_id()];
  const int32_t as_of = DayOf(question.as_of);
  const absl::Status visited = VisitProjectUses(view.index(), view.log(), project.registration, question.known_at,
                                                [&](const EventView& event, int32_t day, const ProjectUse& use) {
                                                  Used& of_source = used[std::string(event.line.source)];
                                                  if (day > as_of) {
                                                    of_source.by_later[day] += use.total();
                                                    return;
                                                  }
                                                  of_source.as_of.committed += use.committed;
                                                  of_source.as_of.disbursed += use.disbursed;
                                                });
  if (!visited.ok()) return visited;
  v1::ProjectRow row;
  FillTerms(project, &row);
  for (const auto& [source, of_source] : used) {
    if (!question.source || source == *question.source)
      FillMoney(source, project.SupportOf(source), of_source, row.add_money());
  }
  return row;
}

absl::StatusOr<v1::OutputList> ListOutputs(const ReadView& view, const Catalogue& catalogue, const Geography& geography,
                                           const Question& question, const std::string& indicator,
                                           const OutputRange& range, bool* has_more) {
  const absl::StatusOr<std::vector<Sequence>> statements = view.index().Statements();
  if (!statements.ok()) return statements.status();
  Outputs outputs;
  for (const Sequence sequence : *statements) {
    if (sequence > question.known_at) break;
    const absl::StatusOr<v1::Event> event = view.log().Read(sequence);
    if (!event.ok()) return event.status();
    const v1::OutputReported& output = event->output_reported();
    if (!event->has_output_reported() || event->effective_date() > question.as_of.number()) continue;
    if (!Counts(output.line(), geography, question)) continue;
    if (!indicator.empty() && output.indicator_id() != indicator) continue;
    const OutputKey key = {output.line().unit_id(), output.line().fiscal_year(), output.indicator_id()};
    if (range.after && key <= *range.after) continue;
    const absl::StatusOr<bool> is_reversed = IsReversed(view, question, sequence);
    if (!is_reversed.ok()) return is_reversed.status();
    if (*is_reversed) continue;
    Output& of = outputs[key];
    of.quantity += output.quantity();
    ++of.reports;
    // The first rows of the range are never dropped, and one more says that there are more.
    if (outputs.size() > size_t{range.most} + 1) outputs.erase(std::prev(outputs.end()));
  }
  *has_more = outputs.size() > range.most;
  if (*has_more) outputs.erase(std::prev(outputs.end()));
  return ToProto(outputs, catalogue);
}

}  // namespace tranche
