#include "ledger/rules/advance_rate.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "events/refusal.h"
#include "ledger/rules/named_events.h"
#include "ledger/rules/rate_field.h"
#include "projections/index/day_sums.h"
#include "projections/index/named_uses.h"

namespace tranche {
namespace {

constexpr Sequence kEverything = std::numeric_limits<Sequence>::max();
constexpr AmountSum kPermilleOfAll = 1000;

// What later events of `kind` have used up of `named`, less what was reversed.
absl::Status AddUsed(const DecisionGround& ground, Sequence named, v1::Event::KindCase kind, AmountSum* used) {
  return VisitNamedUses(ground.index, ground.events, named, kEverything,
                        [&](const EventView& by, const DayAmount& change) {
                          if (by.kind == kind) *used -= change.amount;
                        });
}

}  // namespace

absl::StatusOr<std::optional<AdvanceBasis>> BasisOfAdvance(const DecisionGround& ground, const EventView& advance) {
  if (advance.named_sequence == 0) return std::nullopt;
  const absl::StatusOr<std::string> bytes = ground.events.ReadBytes(advance.named_sequence);
  if (!bytes.ok()) return bytes.status();
  EventView contract;
  if (absl::Status parsed = EventLog::ParseView(*bytes, advance.named_sequence, &contract); !parsed.ok()) return parsed;
  AdvanceBasis basis = {contract.amount, 0};
  AmountSum released = 0;
  std::vector<Sequence> advances;
  absl::Status visited = VisitNamedUses(ground.index, ground.events, advance.named_sequence, kEverything,
                                        [&](const EventView& by, const DayAmount& change) {
                                          if (by.kind == v1::Event::kCommitmentReleased) released -= change.amount;
                                          if (by.kind != v1::Event::kAdvancePaid) return;
                                          basis.advanced -= change.amount;
                                          if (advances.empty() || advances.back() != by.sequence)
                                            advances.push_back(by.sequence);
                                        });
  AmountSum recovered = 0;
  for (const Sequence sequence : advances) {
    if (visited.ok()) visited = AddUsed(ground, sequence, v1::Event::kAdvanceRecovered, &recovered);
  }
  if (!visited.ok()) return visited;
  basis.amount -= released;
  basis.advanced -= recovered;
  return basis;
}

absl::Status CheckAdvanceRate(const DecisionGround& ground, const SpendingRule& rule, const AdvanceBasis& basis,
                              const EventView& advance) {
  const AmountSum in_all = basis.amount * AmountSum(rule.terms.permille()) / kPermilleOfAll;
  const AmountSum most = std::max<AmountSum>(in_all - basis.advanced, 0);
  if (advance.amount <= most) return absl::OkStatus();
  RefusalFields fields = {
      TextField("rule", rule.terms.rule_id()), RateField("rate", rule.terms.permille()),
      AmountField("whole", basis.amount),      NumberField("contract", advance.named_sequence),
      AmountField("asked", advance.amount),    AmountField("most", most),
      AmountField("advanced", basis.advanced), TextField("currency", ground.catalogue.terms().currency_code())};
  if (basis.advanced == 0)
    return Refuse(absl::StatusCode::kFailedPrecondition, "rule.advance-rate",
                  "{rule}: advances are at most {rate} of the contract of event {contract}, {whole} {currency}: asked "
                  "{asked} {currency}, wanted at most {most} {currency}",
                  std::move(fields));
  return Refuse(absl::StatusCode::kFailedPrecondition, "rule.advance-rate",
                "{rule}: advances are at most {rate} of the contract of event {contract}, {whole} {currency}, and "
                "{advanced} {currency} was advanced before: asked {asked} {currency}, wanted at most {most} {currency}",
                std::move(fields));
}

}  // namespace tranche
