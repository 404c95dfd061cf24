// Judges what is recorded by the spending rules (docs/spending_rules.md): by those that were defined before it and are
// in force on its effective date.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "events/event_view.h"
#include "events/kinds/kind.h"
#include "events/posting.h"
#include "ledger/rules/decisions.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/spending_rules.h"
#include "proto/event.pb.h"

namespace tranche {

// Checks a command of `kind` with `postings`, whose lines and dates were checked, and sets its questions: the ids of
// the rules that question it, ascending.
//
// Of the rules about advances that match a line only the most specific ones count: those that name kinds of projects
// before those that name areas, and these before those that name sources.
//
// Cost: one step for a kind that no rule is about; otherwise SpendingRules::Of and, for an advance on a contract, a
// read of every event that names the contract, or an advance on it. Errors:
//   INVALID_ARGUMENT     rule.unknown, rule.not-in-force: of the deviations.
//   FAILED_PRECONDITION  rule.advance-rate, rule.support-cap, rule.carry-case, rule.last-day, rule.first-day,
//                        rule.no-decision: a rule that it does not keep and does not depart from, or from which nobody
//                        may depart; deviation.not-needed.
//   DATA_LOSS            what was recorded cannot be read.
absl::Status CheckSpendingRules(const DecisionGround& ground, const EventKind& kind,
                                absl::Span<const PostingView> postings, v1::Event* command);

// True if CheckSpendingRules would accept a command without deviations, and raise no question. Only ever says yes.
bool KeepsSpendingRules(const DecisionGround& ground, const EventKind& kind, absl::Span<const PostingView> postings,
                        const EventView& command);

// The rules about authorities that concern `command`, by id, unless it departs from them, or amends a project without
// raising its support: while four eyes is on, the grant of whoever approves it names the role of each among its
// authorities. Valid until the catalogue changes.
// Cost: as CheckSpendingRules.
std::vector<const SpendingRule*> AuthoritiesFor(const Catalogue& catalogue, const v1::Event& command);

}  // namespace tranche
