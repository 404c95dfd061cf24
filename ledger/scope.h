// The books are kept by scope: a unit, a source and a fiscal year. Within a scope an
// account is what one kind of posting adds up on.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ledger/posting.h"
#include "proto/event.pb.h"

namespace tranche {

// What a guard protects, and what the index keeps together.
struct Scope {
  std::string unit;
  std::string source;
  int32_t fiscal_year = 0;

  friend auto operator<=>(const Scope&, const Scope&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Scope& scope) {
    return H::combine(std::move(state), scope.unit, scope.source, scope.fiscal_year);
  }
};

// The rest of a posting's line, its measure and its tranche.
struct Account {
  std::string area;
  std::string project;
  Measure measure = Measure::kPlan;
  uint32_t tranche_number = 0;

  friend auto operator<=>(const Account&, const Account&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const Account& account) {
    return H::combine(std::move(state), account.area, account.project, account.measure, account.tranche_number);
  }
};

Scope ScopeOf(const BudgetLine& line);
Scope ScopeOf(const v1::BudgetLine& line);
Account AccountOf(const Posting& posting);
Posting PostingTo(const Scope& scope, const Account& account, int64_t amount);

// "region:north, national, 2024".
std::string DescribeScope(const Scope& scope);

// Bytes that order as accounts do; every account of an area, or of an area and a
// project, begins with AccountPrefix of them.
std::string EncodeAccount(const Account& account);
std::string AccountPrefix(absl::string_view area);
std::string AccountPrefix(absl::string_view area, absl::string_view project);

// False when `bytes` are no account; `*account` is then unspecified.
bool DecodeAccount(absl::string_view bytes, Account* account);

}  // namespace tranche
