#include "ledger/rules/support_cap.h"

#include <string>

#include "events/money.h"
#include "events/refusal.h"
#include "ledger/rules/rate_field.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;
constexpr AmountSum kPermilleOfAll = 1000;

int64_t SupportOf(const v1::ProjectRegistered& terms, absl::string_view source) {
  for (const v1::ProjectSupport& support : terms.support()) {
    if (support.source_id() == source) return support.amount();
  }
  return 0;
}

AmountSum SupportIn(const SpendingRule& rule, const v1::ProjectRegistered& terms) {
  AmountSum sum = 0;
  for (const v1::ProjectSupport& support : terms.support()) {
    if (rule.HasSource(support.source_id())) sum += support.amount();
  }
  return sum;
}

bool IsRaised(const SpendingRule& rule, const SupportChange& change) {
  for (const v1::ProjectSupport& support : change.after.support()) {
    if (rule.HasSource(support.source_id()) && support.amount() > SupportOf(change.before, support.source_id()))
      return true;
  }
  return false;
}

// What it costs counts from when it is first said.
bool CostsLess(const SupportChange& change) {
  const int64_t before = change.before.total_cost();
  return change.after.total_cost() != before && (before == 0 || change.after.total_cost() < before);
}

RefusalFields FieldsOf(const SpendingRule& rule, const SupportChange& change, AmountSum most,
                       absl::string_view currency) {
  return {TextField("rule", rule.terms.rule_id()), TextField("project", change.after.project_id()),
          AmountField("asked", SupportIn(rule, change.after)), AmountField("most", most),
          TextField("currency", currency)};
}

absl::Status OverAmount(const SpendingRule& rule, const SupportChange& change, absl::string_view currency) {
  return InField("support", Refuse(kRefused, "rule.support-cap",
                                   "{rule}: a project is supported with at most {most} {currency} in all: asked "
                                   "{asked} {currency} for project \"{project}\"",
                                   FieldsOf(rule, change, rule.terms.amount_max(), currency)));
}

absl::Status OverShare(const SpendingRule& rule, const SupportChange& change, AmountSum most,
                       absl::string_view currency) {
  RefusalFields fields = FieldsOf(rule, change, most, currency);
  fields.push_back(RateField("rate", rule.terms.permille()));
  fields.push_back(AmountField("whole", change.after.total_cost()));
  return InField("support", Refuse(kRefused, "rule.support-cap",
                                   "{rule}: a project is supported with at most {rate} of its total cost, {whole} "
                                   "{currency}: asked {asked} {currency} for project \"{project}\", wanted at most "
                                   "{most} {currency}",
                                   std::move(fields)));
}

}  // namespace

std::optional<SupportChange> SupportChangeOf(const Catalogue& catalogue, const v1::Event& command) {
  if (command.has_project_registered()) return SupportChange{{}, command.project_registered()};
  const Project* const project = catalogue.projects().Find(command.project_amended().project_id());
  if (project == nullptr) return std::nullopt;
  return SupportChange{project->terms, Amended(project->terms, command.project_amended())};
}

bool IsCapped(const SpendingRule& rule, const SupportChange& change) {
  const v1::ProjectRegistered& after = change.after;
  const bool is_about = rule.HasArea(after.area_id()) && rule.HasProjectKind(after.kind());
  const bool is_other = after.area_id() != change.before.area_id() || after.kind() != change.before.kind();
  return is_about && SupportIn(rule, after) > 0 && (is_other || IsRaised(rule, change) || CostsLess(change));
}

absl::Status CheckSupportCap(const SpendingRule& rule, const SupportChange& change, absl::string_view currency) {
  const AmountSum asked = SupportIn(rule, change.after);
  const bool has_most = rule.terms.amount_max() != 0;
  const bool has_share = rule.terms.permille() != 0 && change.after.total_cost() != 0;
  const AmountSum share = AmountSum(change.after.total_cost()) * AmountSum(rule.terms.permille()) / kPermilleOfAll;
  const bool is_share_less = has_share && (!has_most || share < rule.terms.amount_max());
  if (is_share_less && asked > share) return OverShare(rule, change, share, currency);
  if (has_most && asked > rule.terms.amount_max()) return OverAmount(rule, change, currency);
  return absl::OkStatus();
}

absl::Status CheckSaysCost(const SpendingRule& rule, const SupportChange& change) {
  if (rule.terms.permille() == 0 || change.after.total_cost() != 0) return absl::OkStatus();
  return Refuse(kRefused, "rule.no-total-cost",
                "{rule}: project \"{project}\" does not say what it costs in all, which {rate} would be of",
                {TextField("rule", rule.terms.rule_id()), TextField("project", change.after.project_id()),
                 RateField("rate", rule.terms.permille())});
}

}  // namespace tranche
