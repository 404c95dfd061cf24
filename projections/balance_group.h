// The amounts of one row of a balance report, and the units that stated them.
//
// Thread safety: a value for one thread, as Coverage. The geography must outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "events/measure.h"
#include "events/posting.h"
#include "projections/catalogue/geography.h"
#include "projections/coverage.h"
#include "projections/index/balance_index.h"

namespace tranche {

class BalanceGroup {
 public:
  // fiscal_year  the only one that the row is of, if there is one.
  BalanceGroup(const Geography* geography, std::optional<int32_t> fiscal_year);

  // Adds amounts of a line. Cost: a look-up by source and fiscal year; lines of one unit are best added one after the
  // other.
  void Add(const BudgetLine& line, const MeasureSums& amounts);
  // Adds what `line`, a whole scope, has left.
  void AddLeft(const BudgetLine& line, const ScopeLeft& left);

  const MeasureSums& sums() const { return sums_; }
  const ScopeLeft& left() const { return left_; }
  // How many scopes have something left to disburse, and the first of them.
  size_t scopes_to_disburse() const { return scopes_to_disburse_; }
  const Scope& first_to_disburse() const { return first_to_disburse_; }

  // The units with any amount, and those that stated `measure`: a plan or execution.
  const Coverage& any() const { return any_; }
  const Coverage& stated(Measure measure) const { return stated_.Of(measure); }

  // True if `part` is stated for each source and fiscal year by or for every unit that states `whole` for them. Both
  // are a plan or execution.
  bool CoversAll(Measure part, Measure whole) const;

 private:
  struct Statements {
    Statements(const Geography* geography, CivilDate since) : plan(geography, since), executed(geography, since) {}

    void Add(const std::string& unit, const MeasureSums& amounts);
    const Coverage& Of(Measure stated) const { return stated == Measure::kPlan ? plan : executed; }

    Coverage plan;
    Coverage executed;
  };

  const Geography* geography_;
  MeasureSums sums_;
  ScopeLeft left_;
  size_t scopes_to_disburse_ = 0;
  Scope first_to_disburse_;
  Coverage any_;
  Statements stated_;
  std::map<std::pair<std::string, int32_t>, Statements> stated_for_;  // by source and fiscal year
};

}  // namespace tranche
