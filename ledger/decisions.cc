#include "ledger/decisions.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/civil_date.h"
#include "ledger/guards.h"
#include "ledger/line_rules.h"
#include "ledger/postings_of.h"
#include "ledger/tranche_choice.h"

namespace tranche {
namespace {

absl::Status CheckReversal(const v1::Event& command, const v1::Event& reversed, const DecisionGround& ground) {
  const std::string event = absl::StrCat("event ", reversed.sequence());
  if (command.reason().empty())
    return absl::InvalidArgumentError(absl::StrCat("reason: a reversal of ", event, " needs one; found none"));
  if (reversed.has_event_reversed())
    return absl::FailedPreconditionError(
        absl::StrCat(event, " is a reversal and cannot be reversed; record the entry anew"));
  if (IsCatalogueEvent(reversed))
    return absl::FailedPreconditionError(
        absl::StrCat(event, " (", KindName(reversed), ") moves no money and cannot be reversed"));
  const auto reversal = ground.book.ReversalOf(reversed.sequence());
  if (!reversal.ok()) return reversal.status();
  if (reversal->has_value())
    return absl::FailedPreconditionError(absl::StrCat(event, " was reversed already, by event ", **reversal));
  return absl::OkStatus();
}

bool AreOfOneScope(const BudgetLine& a, const BudgetLine& b) {
  return std::tie(a.unit, a.source, a.fiscal_year) == std::tie(b.unit, b.source, b.fiscal_year);
}

absl::Status CheckScope(absl::Span<const Posting> asked, CivilDate date, const DecisionGround& ground) {
  const Scope scope = ScopeOf(asked.front().line);
  const absl::StatusOr<const ScopeState*> state = ground.states.Of(scope);
  if (!state.ok()) return state.status();
  return CheckGuards(scope, **state, asked, date, ground.catalogue.terms().currency_code());
}

// The guards of every scope that the postings touch, in the order of scopes.
absl::Status CheckPostings(absl::Span<const Posting> postings, CivilDate date, const DecisionGround& ground) {
  if (postings.empty()) return absl::OkStatus();
  if (postings.size() == 1) {
    return postings.front().measure == Measure::kExecuted ? absl::OkStatus() : CheckScope(postings, date, ground);
  }
  std::vector<Posting> sorted(postings.begin(), postings.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Posting& a, const Posting& b) {
    return std::tie(a.line.unit, a.line.source, a.line.fiscal_year) <
           std::tie(b.line.unit, b.line.source, b.line.fiscal_year);
  });
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin;
    while (end < sorted.size() && AreOfOneScope(sorted[begin].line, sorted[end].line)) ++end;
    const absl::Status kept = CheckScope(absl::MakeConstSpan(sorted).subspan(begin, end - begin), date, ground);
    if (!kept.ok()) return kept;
    begin = end;
  }
  return absl::OkStatus();
}

// Fills in `decision` from its event. When a guard refuses it, the event is left as it is.
absl::Status Settle(const v1::Event* reversed, const DecisionGround& ground, Decision* decision) {
  absl::StatusOr<std::vector<Posting>> postings = PostingsOf(decision->event, reversed);
  if (!postings.ok()) return postings.status();
  decision->postings = *std::move(postings);
  const CivilDate date = CivilDate::FromNumber(decision->event.effective_date()).value();
  return CheckPostings(decision->postings, date, ground);
}

// The tranche may have been reversed and given anew for other areas since; money that
// goes out of it again must fit what it is now.
absl::Status CheckRefundAgain(const v1::RefundReceived& refund, const DecisionGround& ground) {
  v1::Event payment;
  *payment.mutable_disbursement_made()->mutable_line() = refund.line();
  payment.mutable_disbursement_made()->set_tranche_number(refund.tranche_number());
  return TrancheChoicesFor(payment, &ground.states).status();
}

absl::Status DecideReversal(const DecisionGround& ground, Decision* decision) {
  v1::Event& command = decision->event;
  const absl::StatusOr<v1::Event> reversed = ground.events.Read(command.event_reversed().reversed_sequence());
  if (!reversed.ok()) return reversed.status();
  if (absl::Status status = CheckReversal(command, *reversed, ground); !status.ok()) return status;
  if (reversed->has_refund_received()) {
    if (absl::Status fits = CheckRefundAgain(reversed->refund_received(), ground); !fits.ok()) return fits;
  }
  if (command.effective_date() == 0) command.set_effective_date(reversed->effective_date());
  return Settle(&*reversed, ground, decision);
}

// Tries the tranches that may serve the command, the oldest first.
absl::Status DecideWithTranche(const DecisionGround& ground, Decision* decision) {
  const auto choices = TrancheChoicesFor(decision->event, &ground.states);
  if (!choices.ok()) return choices.status();
  const AskedTranches asked = AskedTranchesOf(decision->event);
  std::string refusals;
  absl::Status settled;
  size_t tried = 0;
  for (const TranchePool& pool : *choices) {
    absl::Status filled = FillTranche(asked, pool, &ground.states, &decision->event);
    if (!filled.ok()) {
      if (filled.code() != absl::StatusCode::kFailedPrecondition) return filled;
      if (tried == 0) settled = std::move(filled);
      continue;
    }
    settled = Settle(nullptr, ground, decision);
    if (settled.code() != absl::StatusCode::kFailedPrecondition) return settled;
    absl::StrAppend(&refusals, tried++ == 0 ? "" : "; ", settled.message());
  }
  if (tried <= 1) return settled;
  return absl::FailedPreconditionError(absl::StrCat("no one tranche has enough left: ", refusals));
}

absl::Status DecideKind(const DecisionGround& ground, Decision* decision) {
  const v1::Event& command = decision->event;
  if (command.has_event_reversed()) return DecideReversal(ground, decision);
  if (absl::Status status = CheckLines(command, ground.catalogue); !status.ok()) return status;
  if (NamesTranche(command)) return DecideWithTranche(ground, decision);
  if (command.has_tranche_allocated()) {
    const absl::Status is_free = CheckNewTranche(command.tranche_allocated(), &ground.states);
    if (!is_free.ok()) return is_free;
  }
  return Settle(nullptr, ground, decision);
}

}  // namespace

absl::StatusOr<Decision> Decide(v1::Event command, const DecisionGround& ground) {
  ground.states.Trim();
  Decision decision{std::move(command), {}};
  if (absl::Status decided = DecideKind(ground, &decision); !decided.ok()) return decided;
  return decision;
}

}  // namespace tranche
