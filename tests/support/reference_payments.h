// What the oracle (reference_ledger.h) knows of money that is committed or paid: what an event moves, of which earlier
// event it is, and what may be used up of it.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "proto/event.pb.h"
#include "tests/support/reference_ledger.h"

namespace tranche {

// Money committed or paid out of a tranche, or what undoes that: each of `moves` by the amount.
struct ReferencePayment {
  v1::BudgetLine line;
  uint32_t tranche = 0;
  int64_t amount = 0;
  std::vector<std::pair<ReferenceLedger::Kind, int>> moves = {};
  // The earlier event that it is about; 0: none. If it has to be about one, it takes its line.
  uint64_t named = 0;
  bool is_of_named = false;
};

// The payment that the event is; nothing of any other kind.
std::optional<ReferencePayment> ReferencePaymentOf(const v1::Event& event);

// What may be used up of the event: itself, on the line and in the tranche where it is.
std::optional<ReferencePayment> ReferenceItemOf(const v1::Event& event, bool* is_advance);

// Of a carry-over: what it takes from the commitment or the advance that it names.
ReferencePayment ReferenceCarriedOn(const v1::BalanceCarriedOver& carried);

// Sets line and tranche of the payment that `*event` is.
void SetReferenceTranche(const ReferencePayment& of, v1::Event* event);

}  // namespace tranche
