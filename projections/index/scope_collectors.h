// What BalanceIndex gathers of one scope at the end of a day, from the tail, from rows whose postings all count, and
// from the row in whose epoch the question is known.
//
// Thread safety: values for one thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "events/measure.h"
#include "events/money.h"
#include "events/sequence.h"
#include "projections/index/balance_index.h"
#include "projections/index/day_sums.h"
#include "projections/index/least_balance.h"
#include "projections/index/scope_row.h"

namespace tranche {

inline constexpr int32_t kFirstDay = std::numeric_limits<int32_t>::min();
inline constexpr int32_t kLastDay = std::numeric_limits<int32_t>::max();

// Collects the totals of a scope at the end of a day.
class SumCollector {
 public:
  using Result = MeasureSums;

  explicit SumCollector(int32_t day) : day_(day) {}

  void Add(Measure measure, const DayAmount& amount) {
    if (amount.day <= day_) sums_.Add(measure, amount.amount);
  }
  void AddRow(const ScopeRow& row) {
    for (const Measure measure : kMeasures) {
      if (const auto sum = row.DaysOf(measure).At(day_)) sums_.Add(measure, *sum);
    }
  }
  // The postings of the row's own epoch up to `last`. Returns false if one is malformed.
  bool AddPostings(const ScopeRow& row, Sequence last) {
    return row.VisitPostings(last, {kFirstDay, day_},
                             [this](Measure measure, const DayAmount& amount) { sums_.Add(measure, amount.amount); });
  }
  std::optional<MeasureSums> Finish() const { return sums_; }

 private:
  int32_t day_;
  MeasureSums sums_;
};

// Collects the same, and what was left on that day and every later one. Rows must outlive the call of Finish.
class AmountCollector {
 public:
  using Result = ScopeAmounts;

  explicit AmountCollector(int32_t day) : day_(day) {}

  void Add(Measure measure, const DayAmount& amount) {
    if (amount.day <= day_) {
      sums_.Add(measure, amount.amount);
    } else {
      AddLater(measure, amount);
    }
  }
  void AddRow(const ScopeRow& row) {
    for (const Measure measure : kMeasures) {
      const DaySums& days = row.DaysOf(measure);
      const size_t later = days.FirstAfter(day_);
      if (later > 0) sums_.Add(measure, days.SumAt(later - 1));
      if (later < days.size()) later_rows_.push_back({measure, &days, later});
      is_committed_ |= measure == Measure::kCommitted && later < days.size();
    }
  }
  bool AddPostings(const ScopeRow& row, Sequence last) {
    cut_ = &row;
    cut_last_ = last;
    return row.VisitPostings(last, {kFirstDay, day_},
                             [this](Measure measure, const DayAmount& amount) { sums_.Add(measure, amount.amount); });
  }

  // Nothing if a posting is malformed. Called once.
  std::optional<ScopeAmounts> Finish() {
    const AmountSum to_allocate = sums_[Measure::kPlan] - sums_[Measure::kAllocated];
    const AmountSum to_disburse = sums_.Given() - sums_[Measure::kDisbursed];
    // If nothing is left on the day itself, the minimum of that day and later ones is no more.
    const bool may_fall = to_allocate > 0 || to_disburse > 0;
    if (may_fall && !AddLaterPostings()) return std::nullopt;
    ScopeLeft left;
    left.to_allocate = Least(to_allocate, {Measure::kPlan}, {Measure::kAllocated});
    left.to_disburse = Least(to_disburse, kGiven, {Measure::kDisbursed, Measure::kLapsed});
    left.free = left.to_disburse;
    if (is_committed_ || sums_.Has(Measure::kCommitted))
      left.free = Least(to_disburse - sums_[Measure::kCommitted], kGiven,
                        {Measure::kDisbursed, Measure::kLapsed, Measure::kCommitted});
    return ScopeAmounts{sums_, left};
  }

 private:
  struct LaterDays {
    Measure measure;
    const DaySums* days;
    size_t begin;
  };

  // What is left depends on it.
  static bool IsGuarded(Measure measure) {
    return measure == Measure::kPlan || measure == Measure::kAllocated || measure == Measure::kDisbursed ||
           measure == Measure::kCommitted || measure == Measure::kCarried || measure == Measure::kLapsed;
  }

  void AddLater(Measure measure, const DayAmount& amount) {
    if (!IsGuarded(measure)) return;
    later_.emplace_back(measure, amount);
    is_committed_ |= measure == Measure::kCommitted;
  }

  bool AddLaterPostings() {
    return cut_ == nullptr || day_ == kLastDay ||
           cut_->VisitPostings(cut_last_, {day_ + 1, kLastDay},
                               [this](Measure measure, const DayAmount& amount) { AddLater(measure, amount); });
  }

  using Measures = std::initializer_list<Measure>;
  static constexpr Measures kGiven = {Measure::kAllocated, Measure::kCarried};

  // The minimum of the sum of some measures less others, which is `left` on the day itself.
  AmountSum Least(AmountSum left, Measures from, Measures taken) const {
    if (left <= 0) return left;
    LeastBalance least(day_);
    const auto has = [](Measures measures, Measure measure) {
      return std::find(measures.begin(), measures.end(), measure) != measures.end();
    };
    for (const auto& [measure, days, begin] : later_rows_) {
      if (has(from, measure)) least.AddFrom(*days, begin, 1);
      if (has(taken, measure)) least.AddFrom(*days, begin, -1);
    }
    for (const auto& [measure, amount] : later_) {
      if (has(from, measure)) least.Add(amount.day, amount.amount);
      if (has(taken, measure)) least.Add(amount.day, -amount.amount);
    }
    return least.From(left);
  }

  int32_t day_;
  MeasureSums sums_;
  const ScopeRow* cut_ = nullptr;
  Sequence cut_last_ = 0;
  absl::InlinedVector<LaterDays, 8> later_rows_;
  std::vector<std::pair<Measure, DayAmount>> later_;
  bool is_committed_ = false;  // something after the day
};

}  // namespace tranche
