#include "ledger/closing_checks.h"

#include <string>
#include <vector>

#include "events/civil_date.h"
#include "events/kinds/kinds.h"
#include "events/money.h"
#include "events/refusal.h"
#include "events/scope.h"
#include "ledger/proposals/proposal.h"
#include "ledger/proposals/proposal_state.h"
#include "ledger/rules/late_entries.h"
#include "ledger/rules/settlements.h"
#include "projections/catalogue/closings.h"

namespace tranche {
namespace {

constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

absl::Status CheckConfirmed(const ApprovalGround& ground, const Closing& closing) {
  for (const auto& confirmed : closing.terms.confirmed()) {
    const Scope scope = {confirmed.unit_id(), confirmed.source_id(), closing.terms.fiscal_year()};
    const absl::StatusOr<MeasureSums> sums = ground.index.Measures(scope, {closing.through, ground.known_at});
    if (!sums.ok()) return sums.status();
    const AmountSum disbursed = (*sums)[Measure::kDisbursed];
    if (disbursed == confirmed.disbursed()) continue;
    return Adding(
        InField("confirmed",
                Refuse(kRefused, "closing.not-confirmed",
                       "{scope}: {confirmed} {currency} is confirmed as disbursed by {through}, the ledger has "
                       "{disbursed} {currency}",
                       {ScopeField("scope", scope), AmountField("confirmed", confirmed.disbursed()),
                        TextField("currency", ground.catalogue.terms().currency_code()),
                        DayField("through", closing.through), AmountField("disbursed", disbursed)})),
        "record what is missing, or have the figure confirmed again");
  }
  return absl::OkStatus();
}

// True if the command is one that the closing would change the lot of.
absl::StatusOr<bool> IsAffected(const ApprovalGround& ground, const Closing& closing, const v1::Event& command) {
  const EventKind* const kind = FindKind(command.kind_case());
  if (kind == nullptr) return false;
  v1::Event of = command;
  if (command.has_event_reversed()) {
    // Of what is proposed with it nothing is known yet.
    if (command.event_reversed().reversed_sequence() > ground.known_at) return false;
    absl::StatusOr<v1::Event> reversed = ground.events.Read(command.event_reversed().reversed_sequence());
    if (!reversed.ok()) return reversed.status();
    of = *std::move(reversed);
  }
  if (!HasEffect(of.kind_case(), Effect::kMoney)) return false;
  for (const EventLine& line : KindOf(of).lines(of)) {
    const bool gives = HasReceiver(*kind) && line.direction == Direction::kTakes;
    if (!IsAffectedBy(closing, *kind, gives, command.effective_date())) continue;
    if (line.line.fiscal_year == closing.terms.fiscal_year() && closing.HasUnit(line.line.unit) &&
        closing.HasSource(line.line.source))
      return true;
  }
  return false;
}

absl::StatusOr<bool> MovesMoneyIn(const ApprovalGround& ground, const Closing& closing, const v1::Event& proposal) {
  ProposalReader commands(proposal, &ground.events);
  v1::Event command;
  std::string bytes;
  while (true) {
    const absl::StatusOr<bool> is_next = commands.Next(&command, &bytes);
    if (!is_next.ok() || !*is_next) return is_next;
    const absl::StatusOr<bool> is_affected = IsAffected(ground, closing, command);
    if (!is_affected.ok() || *is_affected) return is_affected;
  }
}

// While four eyes is off nothing is approved, and nothing can be rejected.
absl::Status CheckNothingIsProposed(const ApprovalGround& ground, const Closing& closing) {
  if (!ground.catalogue.four_eyes().on) return absl::OkStatus();
  std::vector<std::string> open;
  const absl::Status visited = ground.index.VisitProposals(ground.known_at, [&](Sequence sequence, int32_t expires_on) {
    if (expires_on < ground.today.number()) return absl::OkStatus();
    const absl::StatusOr<v1::Event> proposal = ReadProposal(sequence, ground.events);
    if (!proposal.ok()) return proposal.status();
    const absl::StatusOr<ProposalStanding> standing =
        StandingOf(*proposal, ground.known_at, ground.today, ground.catalogue.actors(), ground.index, ground.events);
    if (!standing.ok() || standing->state != ProposalState::kOpen) return standing.status();
    const absl::StatusOr<bool> moves = MovesMoneyIn(ground, closing, *proposal);
    if (moves.ok() && *moves) open.push_back(std::to_string(sequence));
    return moves.status();
  });
  if (!visited.ok() || open.empty()) return visited;
  return Adding(Refuse(kRefused, "closing.proposals-open", "open proposals move money in it: {proposals}",
                       {TextsField("proposals", open)}),
                "approve or reject them first (`tranche proposals`)");
}

// What is settled stays as it is.
absl::Status CheckReopening(const ApprovalGround& ground, const v1::PeriodReopened& reopened) {
  const Closing* const closing = ground.catalogue.closings().Find(reopened.closed_sequence());
  if (closing == nullptr) return absl::OkStatus();  // the catalogue refuses it
  ScopeFilter of_year;
  of_year.fiscal_year = closing->terms.fiscal_year();
  for (const Scope& scope : ground.index.Scopes(of_year)) {
    if (!closing->HasUnit(scope.unit) || !closing->HasSource(scope.source)) continue;
    const absl::StatusOr<Sequence> settlement = FinalSettlementOf(ground.index, ground.events, scope);
    if (!settlement.ok()) return settlement.status();
    if (*settlement == 0) continue;
    return Adding(Refuse(kRefused, "closing.settled", "{scope} is settled by event {event}, and stays closed",
                         {ScopeField("scope", scope), NumberField("event", *settlement)}),
                  "record what was found later as a correction");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckClosing(const ApprovalGround& ground, const v1::Event& event) {
  if (event.has_period_reopened()) return CheckReopening(ground, event.period_reopened());
  if (!event.has_period_closed()) return absl::OkStatus();
  const absl::StatusOr<CivilDate> through = CivilDate::FromNumber(event.period_closed().through());
  if (!through.ok()) return InField("through", through.status());
  const Closing closing = {0, event.period_closed(), *through, 0};
  const absl::Status confirmed = CheckConfirmed(ground, closing);
  return confirmed.ok() ? CheckNothingIsProposed(ground, closing) : confirmed;
}

}  // namespace tranche
