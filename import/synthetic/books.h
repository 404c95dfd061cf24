// What the generator knows of the money of one unit, source and year: a conservative approximation of the ledger's
// state, so that whatever it allows, the guards allow on every day (ledger/rules/guards.h).
//
// Invariants:
//   1. On every day from plan_day on, the plan less what is allocated is at least plan_left.
//   2. On every day from `since` on, what is allocated of a tranche less what is committed and paid from it is at least
//      `left`.
//   3. On every day from an obligation's own on, at least `left` of it is neither paid, released, cleared nor
//   recovered.
// They hold whatever is dated earlier, because only withdrawals are counted: later additions (increases, refunds,
// reversals, incoming transfers) are left unused.
//
// Thread safety: a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "events/sequence.h"

namespace tranche {

// A payment that may be refunded, in part or in full, on its day or later; it is never reversed.
struct SyntheticPayment {
  int64_t day = 0;     // since 1970-01-01
  int64_t amount = 0;  // 0: none
  int area = 0;        // from 1; 0: none
  int project = 0;     // from 1; 0: none
};

// A contract, or an advance.
struct SyntheticObligation {
  Sequence sequence = 0;
  int64_t day = 0;   // since 1970-01-01
  int64_t left = 0;  // invariant 3
  int area = 0;      // from 1; 0: none
  int project = 0;   // from 1; 0: none

  int64_t Left(int64_t on) const { return on < day ? 0 : left; }
};

struct SyntheticTranche {
  uint32_t number = 0;
  int64_t since = 0;   // the day of its first money, in days since 1970-01-01
  int64_t left = 0;    // invariant 2
  int first_area = 0;  // the areas that it is limited to; 0: any area
  int last_area = 0;
  SyntheticPayment refundable;
  // The newest of each; older ones stay as they are.
  SyntheticObligation contract;
  SyntheticObligation advance;

  bool Allows(int area) const { return first_area == 0 || (area >= first_area && area <= last_area); }
  int64_t Left(int64_t day) const { return day < since ? 0 : left; }
};

class SyntheticBooks {
 public:
  bool has_plan() const { return plan_left_ > 0; }
  size_t tranche_count() const { return tranches_.size(); }
  absl::Span<SyntheticTranche> tranches() { return absl::MakeSpan(tranches_); }

  void ApprovePlan(int64_t day, int64_t amount) {
    plan_day_ = day;
    plan_left_ = amount;
  }

  // How much may be taken from the plan on `day` or later.
  int64_t PlanLeft(int64_t day) const { return day < plan_day_ ? 0 : plan_left_; }

  // `amount` must be less than PlanLeft.
  void TakeFromPlan(int64_t amount) { plan_left_ -= amount; }

  // Takes the tranche's money from the plan and assigns it the next number, from 1.
  uint32_t AddTranche(SyntheticTranche tranche) {
    TakeFromPlan(tranche.left);
    tranche.number = static_cast<uint32_t>(tranches_.size() + 1);
    tranches_.push_back(tranche);
    return tranche.number;
  }

  // Whether the ledger tries `tranche` first if a payment for `area` names none (ledger/rules/tranche_choice.h): it is
  // the oldest that allows the area.
  bool IsFirstChoice(const SyntheticTranche& tranche, int area) const {
    for (const SyntheticTranche& other : tranches_) {
      const bool is_older =
          other.since < tranche.since || (other.since == tranche.since && other.number < tranche.number);
      if (is_older && other.Allows(area)) return false;
    }
    return tranche.Allows(area);
  }

 private:
  int64_t plan_day_ = 0;
  int64_t plan_left_ = 0;  // invariant 1
  std::vector<SyntheticTranche> tranches_;
};

}  // namespace tranche
