// Payments that one person may make each by itself, and that exceed in all what the person may move at once: to one
// payee, in one week.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "events/civil_date.h"
#include "events/money.h"
#include "events/sequence.h"
#include "projections/payment_ceilings.h"
#include "projections/read_view.h"

namespace tranche {

// The payments of a week to one payee.
struct PayeeWeek {
  CivilDate monday;
  Sequence last = 0;  // the last of them to be recorded
  Ceiling ceiling;    // the widest of theirs
  AmountSum sum = 0;
  uint64_t payments = 0;
};

// The Monday on or before `day`.
CivilDate MondayOf(CivilDate day);

// Whether a payment, as its view says, counts in the question.
using PaymentTest = std::function<bool(const EventView& payment)>;

// Finds the weeks in which several payments on contracts with one counterparty, each within a limit of grants
// (PaymentCeilings::OfGrants), are above the widest of these limits in all; by their last payments, ascending.
//
// groups_max  how many payees and weeks are added up at a time, 1 or more.
//
// Cost: a pass over the bytes of the events, and a read of each payment on a contract; one more pass for each
// groups_max payees and weeks that there are. Memory: groups_max sums, and those that are found. Errors: those of
// `progress`; DATA_LOSS  an event cannot be read.
absl::StatusOr<std::vector<PayeeWeek>> FindPayeeWeeks(const ReadView& view, Sequence known_at, const PaymentTest& test,
                                                      const std::function<absl::Status()>& progress,
                                                      PaymentCeilings* ceilings, size_t groups_max);

}  // namespace tranche
