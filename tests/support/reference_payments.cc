#include "tests/support/reference_payments.h"

namespace tranche {
namespace {

using Kind = ReferenceLedger::Kind;

template <typename Message>
ReferencePayment PaymentLike(const Message& message, std::vector<std::pair<Kind, int>> moves) {
  return {message.line(), message.tranche_number(), message.amount(), std::move(moves)};
}

template <typename Message>
ReferencePayment OnCommitment(const Message& message, std::vector<std::pair<Kind, int>> moves) {
  ReferencePayment payment = PaymentLike(message, std::move(moves));
  payment.named = message.commitment();
  if (payment.named != 0) payment.moves.emplace_back(Kind::kCommitted, -1);
  return payment;
}

template <typename Message>
ReferencePayment OfNamed(const Message& message, uint64_t named, std::vector<std::pair<Kind, int>> moves) {
  ReferencePayment payment = PaymentLike(message, std::move(moves));
  payment.named = named;
  payment.is_of_named = true;
  return payment;
}

template <typename Message>
void SetLineAndTranche(const ReferencePayment& of, Message* message) {
  *message->mutable_line() = of.line;
  message->set_tranche_number(of.tranche);
}

}  // namespace

ReferencePayment ReferenceCarriedOn(const v1::BalanceCarriedOver& carried) {
  ReferencePayment payment = {carried.from(), carried.from_tranche_number(), carried.amount()};
  payment.named = carried.commitment() + carried.advance();
  return payment;
}

std::optional<ReferencePayment> ReferenceItemOf(const v1::Event& event, bool* is_advance) {
  const v1::BalanceCarriedOver& carried = event.balance_carried_over();
  *is_advance = event.has_advance_paid() || carried.advance() != 0;
  if (event.has_advance_paid()) return PaymentLike(event.advance_paid(), {});
  if (event.has_commitment_made()) return PaymentLike(event.commitment_made(), {});
  if (carried.advance() + carried.commitment() == 0) return std::nullopt;
  return ReferencePayment{carried.to(), carried.to_tranche_number(), carried.amount()};
}

std::optional<ReferencePayment> ReferencePaymentOf(const v1::Event& event) {
  if (event.has_disbursement_made()) return OnCommitment(event.disbursement_made(), {{Kind::kDisbursed, 1}});
  if (event.has_refund_received()) return PaymentLike(event.refund_received(), {{Kind::kDisbursed, -1}});
  if (event.has_commitment_made()) return PaymentLike(event.commitment_made(), {{Kind::kCommitted, 1}});
  if (event.has_advance_paid())
    return OnCommitment(event.advance_paid(), {{Kind::kDisbursed, 1}, {Kind::kAdvances, 1}});
  if (event.has_commitment_released()) {
    const v1::CommitmentReleased& released = event.commitment_released();
    return OfNamed(released, released.commitment(), {{Kind::kCommitted, -1}});
  }
  if (event.has_advance_cleared())
    return OfNamed(event.advance_cleared(), event.advance_cleared().advance(), {{Kind::kAdvances, -1}});
  if (event.has_advance_recovered())
    return OfNamed(event.advance_recovered(), event.advance_recovered().advance(),
                   {{Kind::kAdvances, -1}, {Kind::kDisbursed, -1}});
  return std::nullopt;
}

void SetReferenceTranche(const ReferencePayment& of, v1::Event* event) {
  if (event->has_disbursement_made()) SetLineAndTranche(of, event->mutable_disbursement_made());
  if (event->has_refund_received()) SetLineAndTranche(of, event->mutable_refund_received());
  if (event->has_commitment_made()) SetLineAndTranche(of, event->mutable_commitment_made());
  if (event->has_advance_paid()) SetLineAndTranche(of, event->mutable_advance_paid());
  if (event->has_commitment_released()) SetLineAndTranche(of, event->mutable_commitment_released());
  if (event->has_advance_cleared()) SetLineAndTranche(of, event->mutable_advance_cleared());
  if (event->has_advance_recovered()) SetLineAndTranche(of, event->mutable_advance_recovered());
}

}  // namespace tranche
