// The books are partitioned by scope: a unit, a source and a fiscal year. Within a
// scope, postings are summed by account.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "events/posting.h"
#include "events/view_hash.h"
#include "proto/event.pb.h"
#include "proto/refusal.pb.h"

namespace tranche {

// What a guard protects, and what the index keeps together.
struct Scope {
  std::string unit;
  std::string source;
  int32_t fiscal_year = 0;

  friend auto operator<=>(const Scope&, const Scope&) = default;
};

// A non-owning view of a scope, as string_view is of string.
struct ScopeView {
  ScopeView(absl::string_view unit_id, absl::string_view source_id, int32_t year)
      : unit(unit_id), source(source_id), fiscal_year(year) {}
  ScopeView(const Scope& scope)  // NOLINT(google-explicit-constructor): as string_view is made of string
      : ScopeView(scope.unit, scope.source, scope.fiscal_year) {}

  absl::string_view unit;
  absl::string_view source;
  int32_t fiscal_year;

  friend bool operator==(const ScopeView&, const ScopeView&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const ScopeView& scope) {
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
};

// A non-owning view of an account.
struct AccountView {
  AccountView(absl::string_view area_id, absl::string_view project_id, Measure of, uint32_t tranche)
      : area(area_id), project(project_id), measure(of), tranche_number(tranche) {}
  AccountView(const Account& account)  // NOLINT(google-explicit-constructor): as string_view is made of string
      : AccountView(account.area, account.project, account.measure, account.tranche_number) {}

  absl::string_view area;
  absl::string_view project;
  Measure measure;
  uint32_t tranche_number;

  friend bool operator==(const AccountView&, const AccountView&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const AccountView& account) {
    return H::combine(std::move(state), account.area, account.project, account.measure, account.tranche_number);
  }
};

ScopeView ScopeOf(const LineView& line);
ScopeView ScopeOf(const v1::BudgetLine& line);
AccountView AccountOf(const PostingView& posting);
Scope ToScope(const ScopeView& scope);
Account ToAccount(const AccountView& account);
Posting PostingTo(const Scope& scope, const Account& account, int64_t amount);

// "region:north, national, 2024".
std::string DescribeScope(const ScopeView& scope);

// The same as a field of a refusal, whose reader may know the names of the unit and the source.
v1::RefusalField ScopeField(absl::string_view name, const ScopeView& scope);

// Hash tables by scope and by account that can be searched with views.
template <typename Value>
using ScopeMap = absl::flat_hash_map<Scope, Value, HashOfView<ScopeView>, EqualViews<ScopeView>>;
template <typename Value>
using AccountMap = absl::flat_hash_map<Account, Value, HashOfView<AccountView>, EqualViews<AccountView>>;

// An order-preserving encoding: the bytes compare as the accounts do.
// AccountPrefix of an area, or of an area and a project, is a prefix of all
// accounts of it.
std::string EncodeAccount(const AccountView& account);
std::string AccountPrefix(absl::string_view area);
std::string AccountPrefix(absl::string_view area, absl::string_view project);

// True for the AccountPrefix of an area and a project.
bool IsLinePrefix(absl::string_view prefix);

// Returns false, with `*account` unspecified, if `bytes` are not an account.
bool DecodeAccount(absl::string_view bytes, Account* account);

}  // namespace tranche
