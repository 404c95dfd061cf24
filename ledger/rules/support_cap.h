// What spending rules about the support of projects look at: how much a project is supported with, and what it costs.
//
// Thread safety: pure functions on what they are given.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "projections/catalogue/catalogue.h"
#include "projections/catalogue/spending_rules.h"
#include "proto/event.pb.h"

namespace tranche {

// The terms of a project around a command that registers or amends it.
struct SupportChange {
  v1::ProjectRegistered before;  // without an id: it is new
  v1::ProjectRegistered after;
};

// Nothing for a command of another kind, or of a project that is not registered.
std::optional<SupportChange> SupportChangeOf(const Catalogue& catalogue, const v1::Event& command);

// Whether `rule` is about the project as it is after the change, and the change may take it above the cap: it is new, a
// source that the rule is about supports it with more, its area or kind is another, or what it costs is less.
bool IsCapped(const SpendingRule& rule, const SupportChange& change);

// Checks the support by the sources that the rule is about, in all, by the largest amount of `rule` and by its share of
// the total cost, where that was said.
// Errors: FAILED_PRECONDITION  rule.support-cap: what was asked and what is allowed.
absl::Status CheckSupportCap(const SpendingRule& rule, const SupportChange& change, absl::string_view currency);

// Checks that nothing that the rule looks at is left unsaid. Errors: FAILED_PRECONDITION  rule.no-total-cost.
absl::Status CheckSaysCost(const SpendingRule& rule, const SupportChange& change);

}  // namespace tranche
