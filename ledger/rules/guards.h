// The rules that money must satisfy on every day, not only today: for each unit, source and year, allocated <= plan;
// for each of its tranches, committed + disbursed <= allocated + carried - lapsed, 0 <= disbursed, 0 <= lapsed, and
// advances <= disbursed; and for each area and project of a tranche, 0 <= disbursed, so that only money paid there can
// be refunded (from rules version 2). What is left of one commitment or advance is in ledger/rules/named_events.h, what
// is settled in ledger/rules/settlements.h.
#pragma once

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "events/civil_date.h"
#include "events/posting.h"
#include "events/scope.h"
#include "ledger/rules/running_balance.h"
#include "ledger/rules/scope_state.h"

namespace tranche {

// Disbursements less refunds on one account of the scope, on every day; asked for only by what gives money back. Not
// null; valid until the next call.
using PaidOnAccount = absl::FunctionRef<absl::StatusOr<const RunningBalance*>(const AccountView& account)>;

// Checks that `asked` may be added to `state`.
//
// scope     only for the message.
// state     of the scope so far, on every day; it satisfies the rules.
// paid      of the same scope, at the same moment.
// asked     the postings of one event that belong to the scope.
// day       the event's effective date.
// currency  code for the message.
// rules     the version of the rules in force (rules_version.h).
//
// Cost: RunningBalance::FirstBelow, for each tranche concerned.
//
// Errors:
//   FAILED_PRECONDITION  a rule would be violated; the message names the first such day,
//                        the rule, the amount available on that day and the amount asked.
//   those of `paid`
absl::Status CheckGuards(const ScopeView& scope, const ScopeState& state, PaidOnAccount paid,
                         absl::Span<const PostingView> asked, CivilDate day, absl::string_view currency,
                         uint32_t rules);

}  // namespace tranche
