#include "projections/payment_ceilings.h"

#include <algorithm>
#include <utility>

#include "events/civil_date.h"
#include "events/instant.h"
#include "events/kinds/id_list.h"
#include "events/kinds/kinds.h"

namespace tranche {
namespace {

constexpr AmountSum kPercentUnder = 5;
constexpr AmountSum kPercentOfAll = 100;
constexpr AmountSum kPermilleOfAll = 1000;

const v1::BudgetLine& LineOf(const v1::Event& payment) {
  return payment.has_advance_paid() ? payment.advance_paid().line() : payment.disbursement_made().line();
}

LineView ViewOf(const v1::BudgetLine& line) {
  return {line.unit_id(), line.source_id(), line.fiscal_year(), line.area_id(), line.project_id()};
}

}  // namespace

bool IsPayment(v1::Event::KindCase kind) {
  return kind == v1::Event::kDisbursementMade || kind == v1::Event::kAdvancePaid;
}

bool IsCloseTo(int64_t amount, const Ceiling& ceiling) {
  return amount <= ceiling.amount &&
         AmountSum(amount) * kPercentOfAll >= ceiling.amount * (kPercentOfAll - kPercentUnder);
}

absl::StatusOr<PaymentCeilings> PaymentCeilings::At(const ReadView& view, Sequence known_at) {
  absl::StatusOr<std::shared_ptr<const Catalogue>> catalogue = view.CatalogueAt(known_at);
  if (!catalogue.ok()) return catalogue.status();
  PaymentCeilings ceilings(&view, *std::move(catalogue));
  const auto& grants = ceilings.catalogue_->actors().grants();
  ceilings.has_limited_grants_ =
      std::any_of(grants.begin(), grants.end(), [](const auto& grant) { return grant.second.terms.amount_max() != 0; });
  return ceilings;
}

bool PaymentCeilings::MayHaveOne(const EventView& payment) const {
  if (!IsPayment(payment.kind)) return false;
  const bool is_of_contract = payment.kind == v1::Event::kAdvancePaid && payment.named_sequence != 0;
  return has_limited_grants_ || is_of_contract || catalogue_->projects().Find(payment.line.project) != nullptr;
}

absl::StatusOr<std::vector<Ceiling>> PaymentCeilings::Of(const v1::Event& payment) {
  std::vector<Ceiling> ceilings;
  absl::StatusOr<std::optional<Ceiling>> of_grants = OfGrants(payment);
  if (!of_grants.ok()) return of_grants.status();
  if (of_grants->has_value()) ceilings.push_back(**std::move(of_grants));
  if (absl::Status added = AddOfContract(payment, &ceilings); !added.ok()) return added;
  AddOfProject(payment, &ceilings);
  return ceilings;
}

absl::StatusOr<std::optional<Ceiling>> PaymentCeilings::OfGrants(const v1::Event& payment) {
  if (!has_limited_grants_) return std::nullopt;
  std::optional<Ceiling> least = LimitOf(payment.actor(), v1::ROLE_OFFICER, payment);
  if (payment.approval() == 0) return least;
  if (approval_.sequence() != payment.approval()) {
    absl::StatusOr<v1::Event> read = view_->log().Read(payment.approval());
    if (!read.ok()) return read.status();
    approval_ = *std::move(read);
  }
  std::optional<Ceiling> approver = LimitOf(approval_.actor(), v1::ROLE_APPROVER, payment);
  if (!least || (approver && approver->amount < least->amount)) least = std::move(approver);
  return least;
}

// The most that one of the actor's grants allows: the limit of the widest, none if one of them has none.
std::optional<Ceiling> PaymentCeilings::LimitOf(const std::string& actor, v1::Role role, const v1::Event& payment) {
  const CivilDate day = view_->DateOf(RecordedAt(payment));
  if (geography_ == nullptr || day_ != day) {
    geography_ = std::make_unique<Geography>(*catalogue_, day);
    day_ = day;
  }
  const LineView line = ViewOf(LineOf(payment));
  std::optional<Ceiling> widest;
  for (const Grant* grant : catalogue_->actors().GrantsOf(actor, day)) {
    if (grant->terms.role() != role || grant->sequence > payment.sequence() || !Allows(*grant, payment, line)) continue;
    if (grant->terms.amount_max() == 0) return std::nullopt;
    if (!widest || grant->terms.amount_max() > widest->amount)
      widest = {grant->terms.amount_max(), grant->sequence, ""};
  }
  return widest;
}

bool PaymentCeilings::Allows(const Grant& grant, const v1::Event& payment, const LineView& line) const {
  const auto& units = grant.terms.unit_ids();
  const bool has_unit = units.empty() || std::any_of(units.begin(), units.end(), [&](const std::string& unit) {
                          return geography_->CountsIn(std::string(line.unit), unit);
                        });
  return has_unit && kinds::AllowsId(grant.terms.source_ids(), line.source) &&
         kinds::AllowsId(grant.terms.kinds(), KindOf(payment).name);
}

// By the rules in force on the effective date of the advance.
absl::Status PaymentCeilings::AddOfContract(const v1::Event& payment, std::vector<Ceiling>* ceilings) const {
  const Sequence commitment = payment.advance_paid().commitment();
  if (commitment == 0) return absl::OkStatus();
  const CivilDate day = CivilDate::FromNumber(payment.effective_date()).value_or(CivilDate());
  const LineView line = ViewOf(LineOf(payment));
  std::vector<const SpendingRule*> rules = catalogue_->spending_rules().Of(v1::Event::kAdvancePaid, day);
  std::erase_if(rules, [&](const SpendingRule* rule) {
    return rule->terms.what() != v1::RULE_WHAT_ADVANCE_RATE || rule->sequence > payment.sequence() ||
           !IsAboutLine(*catalogue_, *rule, line);
  });
  KeepMostSpecificRates(&rules);
  if (rules.empty()) return absl::OkStatus();
  const absl::StatusOr<v1::Event> contract = view_->log().Read(commitment);
  if (!contract.ok()) return contract.status();
  const EventView signed_for = tranche::ViewOf(*contract);
  for (const SpendingRule* rule : rules) {
    const AmountSum most = AmountSum(signed_for.amount) * AmountSum(rule->terms.permille()) / kPermilleOfAll;
    ceilings->push_back({most, commitment, rule->terms.rule_id()});
  }
  return absl::OkStatus();
}

// The support as it is known at the moment.
void PaymentCeilings::AddOfProject(const v1::Event& payment, std::vector<Ceiling>* ceilings) const {
  const v1::BudgetLine& line = LineOf(payment);
  const Project* const project = catalogue_->projects().Find(line.project_id());
  if (project == nullptr || project->registration > payment.sequence()) return;
  const int64_t support = project->SupportOf(line.source_id());
  if (support > 0) ceilings->push_back({support, project->registration, ""});
}

absl::StatusOr<std::string> PaymentCeilings::PayeeOf(Sequence commitment) {
  if (commitment == 0) return std::string();
  if (const auto known = payees_.find(commitment); known != payees_.end()) return known->second;
  std::string payee;
  for (Sequence at = commitment; at != 0;) {
    const absl::StatusOr<v1::Event> event = view_->log().Read(at);
    if (!event.ok()) return event.status();
    payee = event->commitment_made().counterparty();
    at = event->balance_carried_over().commitment();
  }
  if (payees_.size() == kPayeesKept) payees_.clear();
  return payees_[commitment] = payee;
}

}  // namespace tranche
