// Spending rules as a table, and what one of them says in a few words.
//
// Thread safety: pure functions.
#pragma once

#include <string>

#include "proto/event.pb.h"
#include "proto/view.pb.h"
#include "reports/labels.h"
#include "reports/table.h"

namespace tranche {

// "rate of advances, at most 70%", "last day, 15 November of the budget year".
std::string RuleTermsText(const v1::RuleDefined& rule, Locale locale);

// The rules in force, by id.
Table SpendingRulesTable(const v1::RulesReport& report, const Reader& reader);

}  // namespace tranche
