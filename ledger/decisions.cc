#include "ledger/decisions.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/civil_date.h"
#include "ledger/envelope.h"
#include "ledger/guards.h"
#include "ledger/line_rules.h"
#include "ledger/postings_of.h"
#include "ledger/tranche_choice.h"
#include "ledger/tranche_pools.h"

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

absl::StatusOr<Decision> Settled(v1::Event event, const v1::Event* reversed, const DecisionGround& ground) {
  absl::StatusOr<std::vector<Posting>> postings = PostingsOf(event, reversed);
  if (!postings.ok()) return postings.status();
  const CivilDate date = CivilDate::FromNumber(event.effective_date()).value();
  const absl::Status guarded = CheckPostings(*postings, date, ground.book, ground.catalogue.terms().currency_code());
  if (!guarded.ok()) return guarded;
  return Decision{std::move(event), *std::move(postings)};
}

// The tranche may have been reversed and given anew for other areas since; money that
// goes out of it again must fit what it is now.
absl::Status CheckRefundAgain(const v1::RefundReceived& refund, const DecisionGround& ground) {
  v1::Event payment;
  *payment.mutable_disbursement_made()->mutable_line() = refund.line();
  payment.mutable_disbursement_made()->set_tranche_number(refund.tranche_number());
  return TrancheChoicesFor(payment, ground.book).status();
}

absl::StatusOr<Decision> DecideReversal(v1::Event command, const DecisionGround& ground) {
  const Sequence sequence = command.event_reversed().reversed_sequence();
  const absl::StatusOr<v1::Event> reversed = ground.log.Read(sequence);
  if (!reversed.ok()) return reversed.status();
  if (absl::Status status = CheckReversal(command, *reversed, ground); !status.ok()) return status;
  if (reversed->has_refund_received()) {
    if (absl::Status fits = CheckRefundAgain(reversed->refund_received(), ground); !fits.ok()) return fits;
  }
  if (command.effective_date() == 0) command.set_effective_date(reversed->effective_date());
  return Settled(std::move(command), &*reversed, ground);
}

absl::StatusOr<Decision> DecideWithTranche(const v1::Event& command, const DecisionGround& ground) {
  const absl::StatusOr<TrancheChoices> choices = TrancheChoicesFor(command, ground.book);
  if (!choices.ok()) return choices.status();
  std::string refusals;
  absl::Status only;
  for (const v1::Event& candidate : choices->candidates) {
    absl::StatusOr<Decision> decision = Settled(candidate, nullptr, ground);
    if (decision.ok() || decision.status().code() != absl::StatusCode::kFailedPrecondition) return decision;
    only = decision.status();
    absl::StrAppend(&refusals, refusals.empty() ? "" : "; ", decision.status().message());
  }
  if (choices->candidates.size() == 1) return only;
  return absl::FailedPreconditionError(absl::StrCat("no one tranche has enough left: ", refusals));
}

}  // namespace

absl::Status CheckPostings(absl::Span<const Posting> postings, CivilDate effective_date, const Book& book,
                           absl::string_view currency) {
  std::map<GuardScope, std::vector<DatedPosting>> asked;
  for (const Posting& posting : postings) {
    if (posting.measure != Measure::kExecuted) asked[ScopeOf(posting.line)].push_back({effective_date, posting});
  }
  for (const auto& [scope, dated] : asked) {
    std::vector<DatedPosting> booked;
    absl::Status status = book.Visit({scope.unit, scope.source, scope.fiscal_year}, [&](const BookedPosting& row) {
      booked.push_back({row.effective_date, row.posting});
    });
    if (status.ok()) status = CheckGuards(scope, booked, dated, currency);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<Decision> Decide(const v1::Event& command, const DecisionGround& ground) {
  if (absl::Status status = CheckEnvelope(command); !status.ok()) return status;
  if (command.has_event_reversed()) return DecideReversal(command, ground);
  if (absl::Status status = CheckLines(command, ground.catalogue); !status.ok()) return status;
  if (NamesTranche(command)) return DecideWithTranche(command, ground);
  if (command.has_tranche_allocated()) {
    if (absl::Status status = CheckNewTranche(command.tranche_allocated(), ground.book); !status.ok()) return status;
  }
  return Settled(command, nullptr, ground);
}

}  // namespace tranche
